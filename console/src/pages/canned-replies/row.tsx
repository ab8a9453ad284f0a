import { ActionIcon, Group } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client.ts';
import { useMessages } from '../../i18n/index.tsx';
import { toastProblem } from '../../parts/problem-alert.tsx';
import { Confirm } from '../../ui/feedback/confirm.tsx';
import { toast } from '../../ui/feedback/toast.ts';
import { useRefreshReplies } from './refresh.ts';

interface ReplyButtonsProps {
  reply: Schemas['CannedReply'];
  onEdit: () => void;
}

/** Changes or deletes a canned reply. */
export const ReplyButtons = ({ reply, onEdit }: ReplyButtonsProps) => {
  const { cannedReplies: words } = useMessages();
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`${words.edit} ${reply.name}`}
        onClick={onEdit}
      >
        <IconPencil size={16} />
      </ActionIcon>
      <Remove reply={reply} />
    </Group>
  );
};

const Remove = ({ reply }: Pick<ReplyButtonsProps, 'reply'>) => {
  const messages = useMessages();
  const { cannedReplies: words, common } = messages;
  const refresh = useRefreshReplies();
  const [isAsking, setAsking] = useState(false);
  const remove = api.useMutation('delete', '/inbox/canned-replies/{id}', {
    onSuccess: () => {
      toast('good', words.removed);
      refresh();
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => setAsking(false),
  });
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`${common.delete} ${reply.name}`}
        onClick={() => setAsking(true)}
      >
        <IconTrash size={16} />
      </ActionIcon>
      <Confirm
        isOpen={isAsking}
        isDangerous
        title={words.removeTitle(reply.name)}
        confirmLabel={common.delete}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ params: { path: { id: reply.id } } })}
        onClose={() => setAsking(false)}
      >
        {words.removeBody}
      </Confirm>
    </>
  );
};
