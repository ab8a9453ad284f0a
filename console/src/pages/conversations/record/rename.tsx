import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { useOpenerFocus } from '../../../ui/feedback/use-opener-focus.ts';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRefreshConversations, type Conversation } from '../query.ts';

/** Another subject, as it is shown here. Mails keep theirs. */

const SUBJECT_LENGTH_MAX = 1000;

interface RenameDialogProps {
  conversation: Conversation;
  onClose: () => void;
}

export const RenameDialog = ({ conversation, onClose }: RenameDialogProps) => {
  const messages = useMessages();
  const { inbox, common } = messages;
  const { id, version } = conversation;
  const [subject, setSubject] = useState(conversation.subject);
  const refresh = useRefreshConversations();
  const save = api.useMutation('patch', '/inbox/conversations/{id}', {
    onSuccess: () => {
      toast('good', inbox.renamed);
      onClose();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => refresh(),
  });
  useOpenerFocus();
  return (
    <Modal opened onClose={onClose} title={inbox.rename} size="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ params: { path: { id } }, body: { version, subject: subject.trim() } });
        }}
      >
        <Stack>
          <TextInput
            label={inbox.subject}
            description={inbox.renameHint}
            maxLength={SUBJECT_LENGTH_MAX}
            value={subject}
            onChange={(event) => setSubject(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {common.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};
