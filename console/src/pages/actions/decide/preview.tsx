import { Alert, Group, List, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconRoute2, IconRouteOff } from '@tabler/icons-react';
import { useMessages } from '../../../i18n/index.tsx';
import { faultText } from '../../../parts/fault-text.ts';
import { LinkButton } from '../../../parts/links.tsx';
import { Empty } from '../../../ui/feedback/empty.tsx';
import { JsonView } from '../../../ui/values/json-view.tsx';
import { fieldName, type DryRun } from './draft.ts';

/** The result of the dry run: the route of the action and the payload for n8n. */
export const Preview = ({ result }: { result: DryRun | undefined }) => {
  const messages = useMessages();
  const { newAction } = messages;
  if (!result?.route) {
    return <Empty icon={IconRoute2} title={newAction.preview} hint={newAction.previewEmpty} />;
  }
  const { route: target } = result;
  return (
    <Stack>
      <Destination target={target} />
      {result.is_valid && !target.is_unrouted && (
        <Group gap={6} c="light-dark(var(--mantine-color-moss-7), var(--mantine-color-moss-4))">
          <IconCircleCheck size={18} aria-hidden />
          <Text size="sm" fw={500}>
            {newAction.previewOk}
          </Text>
        </Group>
      )}
      {!result.is_valid && (
        <Alert color="brick" title={newAction.previewFaults}>
          <List size="sm">
            {result.faults.map((fault) => (
              <List.Item key={`${fault.path}/${fault.message}`}>
                {messages.common.labelled(
                  fieldName(messages, fault.path),
                  faultText(messages, fault),
                )}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {result.payload && (
        <JsonView label={newAction.previewPayload} value={result.payload} maxHeight={420} />
      )}
    </Stack>
  );
};

/** The workflow of the fallback route only logs an action, which then fails: show a warning. */
const Destination = ({ target }: { target: NonNullable<DryRun['route']> }) => {
  const { newAction, actionTypes } = useMessages();
  if (target.prefix !== null) {
    return (
      <Alert
        color="petrol"
        icon={<IconRoute2 />}
        title={`${newAction.previewRoute} ${target.workflow}`}
      >
        {newAction.caughtBy(target.prefix)}
      </Alert>
    );
  }
  return (
    <Alert
      color="saffron"
      icon={<IconRouteOff />}
      title={newAction.previewUnrouted(target.workflow)}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{newAction.previewUnroutedHint}</Text>
        <LinkButton to="/settings/routes" variant="default" size="compact-sm">
          {actionTypes.uncaughtAction}
        </LinkButton>
      </Stack>
    </Alert>
  );
};
