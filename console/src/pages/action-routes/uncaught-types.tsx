import { ActionIcon, Alert, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlus, IconRoute2 } from '@tabler/icons-react';
import { useMessages } from '../../i18n/index.tsx';
import { useActionTypes } from '../action-types/catalogue.ts';
import { SmallCode } from '../../ui/values/small-code.tsx';

interface UncaughtTypesProps {
  codes: readonly string[];
  onAdd: (prefix: string) => void;
}

/** The action types that no prefix matches: they go to the fallback route. */
export const UncaughtTypes = ({ codes, onAdd }: UncaughtTypesProps) => {
  const { routes: words } = useMessages();
  const types = useActionTypes();
  const uncaught = types.filter(({ code }) => codes.includes(code));
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
            <ActionIcon
              variant="default"
              aria-label={words.addPrefixFor(code)}
              onClick={() => onAdd(code)}
            >
              <IconPlus size={14} />
            </ActionIcon>
          </Group>
        ))}
      </Stack>
    </Alert>
  );
};
