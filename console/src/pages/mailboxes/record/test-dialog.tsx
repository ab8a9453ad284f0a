import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { api } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { ProblemAlert } from '../../../parts/problem-alert.tsx';
import { TestSteps } from '../connection/test-result.tsx';
import type { Mailbox } from '../types.ts';

interface TestDialogProps {
  mailbox: Mailbox;
  onClose: () => void;
}

/** Tries the stored connection at once, and shows each step. */
export const TestDialog = ({ mailbox, onClose }: TestDialogProps) => {
  const { mailbox: words, common } = useMessages();
  const test = api.useMutation('post', '/inbox/integrations/{id}/test');
  const { mutate } = test;
  const { id } = mailbox;
  useEffect(() => {
    mutate({ params: { path: { id } } });
    // Once, when it opens.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <Modal opened title={words.testTitle(mailbox.email)} onClose={onClose}>
      <Stack>
        {test.isError && <ProblemAlert error={test.error} />}
        {test.data === undefined && !test.isError && (
          <Group gap="sm" role="status">
            <Loader size="sm" />
            <Text size="sm">{words.testing}</Text>
          </Group>
        )}
        {test.data !== undefined && <TestSteps result={test.data} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common.close}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};
