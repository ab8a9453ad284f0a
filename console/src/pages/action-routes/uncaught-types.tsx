import { ActionIcon, Alert, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlus, IconRoute2 } from '@tabler/icons-react';
import { useMessages } from '../../i18n/index.tsx';
import { useActionTypes } from '../action-types/catalogue.ts';
import { SmallCode } from '../../ui/values/small-code.tsx';
import { resolveRow, type RouteRow } from './rows.ts';

interface UncaughtTypesProps {
  rows: readonly RouteRow[];
  canEdit: boolean;
  onAdd: (prefix: string) => void;
}

/** The action types that no prefix of the edited table matches: they go to the fallback route. */
export const UncaughtTypes = ({ rows, canEdit, onAdd }: UncaughtTypesProps) => {
  const { routes: words } = useMessages();
  const types = useActionTypes();
  const uncaught = types.filter(({ code }) => resolveRow(rows, code) === undefined);
  if (types.length === 0) return null;
  if (uncaught.length === 0) {
    return (
      <Alert color="moss" icon={<IconRoute2 />} title={words.uncaught}>
        {words.uncaughtNone}
      </Alert>
    );
  }
  return (
    <Alert
      color="saffron"
      icon={<IconAlertTriangle />}
      title={`${words.uncaught} (${uncaught.length})`}
    >
      <Text size="sm" mb="sm">
        {words.uncaughtHint}
      </Text>
      <Stack gap={6} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {uncaught.map(({ code, label }) => (
          <Group key={code} component="li" justify="space-between" wrap="nowrap" gap="sm">
            <Text size="sm" component="div" miw={0}>
              {label}
              <SmallCode code={code} />
            </Text>
            {canEdit && (
              <ActionIcon
                variant="default"
                aria-label={words.addPrefixFor(code)}
                onClick={() => onAdd(`${code.split('_')[0] ?? code}_`)}
              >
                <IconPlus size={14} />
              </ActionIcon>
            )}
          </Group>
        ))}
      </Stack>
    </Alert>
  );
};
