import { ConversationSummaryOut } from '../../src/domain/conversation-summaries/shapes.ts';
import { answerOf } from './actions.ts';
import type { TestApi } from './api.ts';
import { insertConversation, insertMessage } from './conversations.ts';

/** Conversations that can be summed up, and requests about their summaries. */

/** Texts of the contact and of us by turns, the oldest first. Out: the ids of the messages too. */
export const insertThread = async (
  api: Pick<TestApi, 'superuser' | 'company'>,
  texts: readonly string[],
  fields: Partial<Parameters<typeof insertConversation>[1]> = {},
): Promise<{ id: number; messageIds: number[] }> => {
  const { company } = api;
  const id = await insertConversation(api, { company, ...fields });
  const messageIds: number[] = [];
  for (const text of texts) messageIds.push(await addMessage(api, id, text));
  return { id, messageIds };
};

/** By turns of the contact and of us; a minute after the last one. Out: its id. */
export const addMessage = async (
  api: Pick<TestApi, 'superuser' | 'company'>,
  conversationId: number,
  text: string,
): Promise<number> => {
  const [row] = await api.superuser`
    select message_count from conversations where id = ${conversationId}
  `;
  const count = Number(row?.['message_count']);
  const at = new Date(Date.now() - 3_600_000 + count * 60_000);
  const direction = count % 2 === 0 ? 'in' : 'out';
  const message = { company: api.company, conversationId, direction, at, text } as const;
  const messageId = await insertMessage(api, message);
  await api.superuser`
    update conversations
    set message_count = message_count + 1,
        last_message_at = ${at},
        last_inbound_at = case when ${direction} = 'in' then ${at} else last_inbound_at end
    where id = ${conversationId}
  `;
  return messageId;
};

export const summariesAs = ({ request }: Pick<TestApi, 'request'>, key: string) => {
  const path = (id: number) => `/inbox/conversations/${id}/summary`;
  const post = (id: number, query = '') => request(`${path(id)}${query}`, { key, method: 'POST' });
  return {
    get: (id: number) => request(path(id), { key }),
    post,
    read: async (id: number) =>
      answerOf(await request(path(id), { key }), 200, ConversationSummaryOut),
    write: async (id: number, query = '') =>
      answerOf(await post(id, query), 200, ConversationSummaryOut),
  };
};
