import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, client } from '../../../api/client.ts';
import { useMessages } from '../../../i18n/index.tsx';
import { sent } from '../../../parts/sent.ts';
import { toastProblem } from '../../../parts/problem-alert.tsx';
import { ChoiceField } from '../../../ui/form/fields/choice-field.tsx';

const CANNED_COUNT_MAX = 250;
const FRESH_MS = 5 * 60_000;

interface CannedRepliesProps {
  conversationId: number;
  onInsert: (text: string, cannedReplyId: number) => void;
}

/** Inserts a canned reply, with its variables filled in. They are read when the field is opened. */
export const CannedReplies = ({ conversationId, onInsert }: CannedRepliesProps) => {
  const messages = useMessages();
  const { composer: words } = messages;
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const replies = api.useQuery(
    'get',
    '/inbox/canned-replies',
    { params: { query: { limit: CANNED_COUNT_MAX } } },
    { enabled: isOpen, staleTime: FRESH_MS },
  ).data?.data;
  const insert = async (id: number): Promise<void> => {
    try {
      const { text } = await queryClient.fetchQuery({
        queryKey: ['canned-reply', id, conversationId],
        queryFn: () =>
          sent(
            client.POST('/inbox/canned-replies/{id}/render', {
              params: { path: { id } },
              body: { conversation_id: conversationId },
            }),
          ),
      });
      onInsert(text, id);
    } catch (error) {
      toastProblem(messages, error);
    }
  };
  return (
    <ChoiceField
      size="xs"
      w={170}
      aria-label={words.canned}
      placeholder={words.canned}
      // Below it the window ends.
      comboboxProps={{ position: 'top-start' }}
      nothingFoundMessage={replies === undefined ? '…' : words.noCanned}
      data={(replies ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
      value={null}
      onDropdownOpen={() => setOpen(true)}
      onChange={(id) => {
        if (id !== null) void insert(Number(id));
      }}
    />
  );
};
