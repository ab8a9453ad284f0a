import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { useOpenerFocus } from '../../../ui/feedback/use-opener-focus.ts';
import { toast } from '../../../ui/feedback/toast.ts';
import { nameOf } from '../list/row.tsx';
import { useRefreshConversations, type Conversation, type ListItem } from '../query.ts';

/** Asks into which conversation this one goes. First those of the same person; typing finds others. */

const CHOICE_COUNT = 20;
const TYPING_DELAY_MS = 250;

interface MergeDialogProps {
  conversation: Conversation;
  onClose: () => void;
}

export const MergeDialog = ({ conversation, onClose }: MergeDialogProps) => {
  const { inbox, common } = useMessages();
  const [intoId, setIntoId] = useState<string | null>(null);
  const [text, setText] = useState('');
  const choices = useChoices(conversation, text);
  const merge = useMerge(conversation, onClose);
  useOpenerFocus();
  return (
    <Modal opened onClose={onClose} title={inbox.mergeTitle} size="md">
      <Stack>
        <Text size="sm">{inbox.mergeBody}</Text>
        <Select
          label={inbox.mergeInto}
          placeholder={inbox.mergeHint}
          searchable
          data-autofocus
          nothingFoundMessage={inbox.mergeNone}
          data={choices.map((item) => ({
            value: String(item.id),
            label: `${item.subject || inbox.noSubject} · ${nameOf(item) ?? inbox.unknownContact} (#${item.id})`,
          }))}
          // The api has already searched.
          filter={({ options }) => options}
          value={intoId}
          onSearchChange={setText}
          onChange={setIntoId}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button
            color="brick"
            disabled={intoId === null}
            loading={merge.isPending}
            onClick={() => merge.run(Number(intoId))}
          >
            {inbox.merge}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};

const useChoices = (conversation: Conversation, text: string): readonly ListItem[] => {
  const { id, person_id: personId, channel } = conversation;
  const [typed] = useDebouncedValue(text.trim(), TYPING_DELAY_MS);
  // The field shows the label of what was chosen: that is no question.
  const q = typed.includes(' (#') ? '' : typed;
  const query = {
    limit: CHOICE_COUNT,
    channel,
    ...(q === '' ? (personId === null ? {} : { person_id: personId }) : { q }),
  };
  const found = api.useQuery('get', '/inbox/conversations', { params: { query } }).data?.data;
  return (found ?? []).filter((item) => item.id !== id);
};

const useMerge = ({ id, version }: Conversation, onClose: () => void) => {
  const messages = useMessages();
  const navigate = useNavigate();
  const refresh = useRefreshConversations();
  const merge = api.useMutation('post', '/inbox/conversations/{id}/merge', {
    onSuccess: (into) => {
      toast('good', messages.inbox.merged);
      onClose();
      void navigate({ to: '/conversations/$id', params: { id: String(into.id) }, search: true });
    },
    onError: (error) => toastProblem(messages, error),
    onSettled: () => refresh(),
  });
  return {
    isPending: merge.isPending,
    run: (intoId: number) =>
      merge.mutate({ params: { path: { id } }, body: { into_id: intoId, version } }),
  };
};
