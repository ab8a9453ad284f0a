import { Alert, Group, List, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconRoute2 } from '@tabler/icons-react';
import { useMessages } from '../i18n/index.tsx';
import { faultText } from '../parts/fault-text.ts';
import { Empty } from '../ui/empty.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { fieldName, type DryRun } from './action-new-draft.ts';

/** Where an action would go and what n8n would get, before it is sent. */
export const Preview = ({ result }: { result: DryRun | undefined }) => {
  const messages = useMessages();
  const { newAction } = messages;
  if (!result?.route) {
    return <Empty icon={IconRoute2} title={newAction.preview} hint={newAction.previewEmpty} />;
  }
  const { route: target } = result;
  return (
    <Stack>
      <Alert
        color={target.is_unrouted ? 'saffron' : 'petrol'}
        icon={<IconRoute2 />}
        title={`${newAction.previewRoute} ${target.workflow}`}
      >
        {target.prefix === null ? newAction.caughtByNone : newAction.caughtBy(target.prefix)}
      </Alert>
      {result.is_valid ? (
        <Group gap={6} c="moss">
          <IconCircleCheck size={18} aria-hidden />
          <Text size="sm" fw={500}>
            {newAction.previewOk}
          </Text>
        </Group>
      ) : (
        <Alert color="brick" title={newAction.previewFaults}>
          <List size="sm">
            {result.faults.map(({ path, message }) => (
              <List.Item key={`${path}/${message}`}>
                {fieldName(messages, path)} : {faultText(messages, message)}
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
