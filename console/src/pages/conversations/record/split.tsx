import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useFormat, useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { ListSkeleton } from '../list/skeleton.tsx';
import { useOpenerFocus } from '../../../ui/feedback/use-opener-focus.ts';
import { toast } from '../../../ui/feedback/toast.ts';
import { useRefreshConversations, type Conversation } from '../query.ts';

/** Asks which messages go to a new conversation: the newest hundred are offered. */

const OFFERED_COUNT = 100;
const EXCERPT_LENGTH = 120;

interface SplitDialogProps {
  conversation: Conversation;
  onClose: () => void;
}

export const SplitDialog = ({ conversation, onClose }: SplitDialogProps) => {
  const { inbox, common } = useMessages();
  const format = useFormat();
  const [chosen, setChosen] = useState<string[]>([]);
  const split = useSplit(conversation, onClose);
  const query = api.useQuery('get', '/inbox/conversations/{id}/messages', {
    params: { path: { id: conversation.id }, query: { limit: OFFERED_COUNT } },
  });
  useOpenerFocus();
  const isAll = chosen.length >= conversation.message_count;
  return (
    <Modal opened onClose={onClose} title={inbox.splitTitle} size="lg">
      <Stack>
        <Text size="sm">{inbox.splitBody}</Text>
        <QueryView query={query} skeleton={<ListSkeleton label={inbox.splitTitle} />}>
          {({ data }) => (
            <Checkbox.Group label={inbox.splitMessages} value={chosen} onChange={setChosen}>
              <Stack gap="xs" mt="xs">
                {data.map((message) => (
                  <Checkbox
                    key={message.id}
                    value={String(message.id)}
                    label={`${message.sender_name ?? message.sender_address ?? ''} · ${format.instant(message.occurred_at)}`}
                    description={message.text.slice(0, EXCERPT_LENGTH)}
                  />
                ))}
              </Stack>
            </Checkbox.Group>
          )}
        </QueryView>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button
            disabled={chosen.length === 0 || isAll}
            loading={split.isPending}
            onClick={() => split.run(chosen.map(Number))}
          >
            {inbox.split}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};

const useSplit = ({ id, version }: Conversation, onClose: () => void) => {
  const messages = useMessages();
  const navigate = useNavigate();
  const refresh = useRefreshConversations();
  const split = api.useMutation('post', '/inbox/conversations/{id}/split', {
    onSuccess: (made) => {
      toast('good', messages.inbox.splitDone);
      onClose();
      void navigate({ to: '/conversations/$id', params: { id: String(made.id) }, search: true });
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => refresh(),
  });
  return {
    isPending: split.isPending,
    run: (messageIds: number[]) =>
      split.mutate({ params: { path: { id } }, body: { version, message_ids: messageIds } }),
  };
};
