import { useInfiniteQuery } from '@tanstack/react-query';
import { api, client, type Schemas } from '../../../api/client.ts';
import { sent } from '../../../parts/sent.ts';

/** The messages and notes of a conversation, the oldest first. */

export type Conversation = Schemas['Conversation'];
export type Message = Schemas['Message'];
export type Note = Schemas['ConversationNote'];

export type Item =
  { kind: 'message'; at: string; message: Message } | { kind: 'note'; at: string; note: Note };

const MESSAGE_PAGE_SIZE = 30;
/** More notes than this are not shown: a conversation has a few. */
const NOTE_COUNT_MAX = 250;

const MESSAGES = '/inbox/conversations/{id}/messages';

export const useMessageHistory = (conversationId: number) => {
  const path = { id: conversationId };
  const first: string | null = null;
  return useInfiniteQuery({
    queryKey: ['get', MESSAGES, { params: { path } }],
    initialPageParam: first,
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const params = { path, query: { limit: MESSAGE_PAGE_SIZE, ...cursor } };
      return sent(client.GET(MESSAGES, { params, signal }));
    },
    getNextPageParam: (page) => page.next_cursor,
  });
};

export const useNotes = (conversationId: number): readonly Note[] =>
  api.useQuery('get', '/inbox/conversations/{id}/notes', {
    params: { path: { id: conversationId }, query: { limit: NOTE_COUNT_MAX } },
  }).data?.data ?? [];

/** A note older than the oldest message that is loaded waits for the messages beside it. */
export const itemsOf = (
  messages: readonly Message[],
  notes: readonly Note[],
  areAllLoaded: boolean,
): Item[] => {
  const oldest = messages.reduce(
    (found, { occurred_at: at }) => (at < found ? at : found),
    messages[0]?.occurred_at ?? '',
  );
  const shown = areAllLoaded ? notes : notes.filter(({ created_at: at }) => at >= oldest);
  return [
    ...messages.map((message) => ({
      kind: 'message' as const,
      at: message.occurred_at,
      message,
    })),
    ...shown.map((note) => ({ kind: 'note' as const, at: note.created_at, note })),
  ].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : keyOf(a) - keyOf(b)));
};

const keyOf = (item: Item): number => (item.kind === 'message' ? item.message.id : item.note.id);
