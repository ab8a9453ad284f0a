import { z } from 'zod';
import { ConversationListItem, ConversationOut } from '../../src/domain/conversations/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf } from './actions.ts';
import type { TestApi, TestCompany } from './api.ts';

/** Conversations and messages as they are in the database, and requests about them. */

interface ConversationInput {
  company: TestCompany;
  callCentreId?: number | null;
  assignedTo?: number | null;
  subject?: string;
  status?: string;
  channel?: string;
  folderId?: number | null;
  contactAddress?: string | null;
  contactName?: string | null;
  personId?: number | null;
  priority?: number;
  isUnread?: boolean;
  isNewsletter?: boolean;
  lastMessageAt?: Date;
  waitingSince?: Date | null;
  snoozedUntil?: Date | null;
}

/** Out: its id. Without messages. */
export const insertConversation = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  input: ConversationInput,
): Promise<number> => {
  const [row] = await sql`
    insert into conversations (
      company_id, call_centre_id, channel, assigned_to, subject, status, folder_id, contact_address,
      contact_name, person_id, priority, is_unread, is_newsletter, last_message_at, waiting_since,
      snoozed_until
    )
    values (
      ${input.company.id}, ${input.callCentreId ?? null}, ${input.channel ?? 'email'},
      ${input.assignedTo ?? null}, ${input.subject ?? 'Devis'}, ${input.status ?? 'nouveau'},
      ${input.folderId ?? null},
      ${input.contactAddress === undefined ? 'marie@example.com' : input.contactAddress},
      ${input.contactName ?? null}, ${input.personId ?? null}, ${input.priority ?? 0},
      ${input.isUnread ?? false}, ${input.isNewsletter ?? false},
      ${input.lastMessageAt ?? new Date()}, ${input.waitingSince ?? null},
      ${input.snoozedUntil ?? null}
    )
    returning id
  `;
  return z.number().parse(row?.['id']);
};

interface MessageInput {
  company: TestCompany;
  conversationId: number;
  direction?: 'in' | 'out';
  at?: Date;
  subject?: string;
  text?: string;
  senderName?: string;
  senderAddress?: string | null;
  attachmentNames?: string;
  internetMessageId?: string | null;
  flags?: string[];
  status?: string | null;
}

/** Out: its id. With the row that says which conversation its Message-ID belongs to. */
export const insertMessage = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  input: MessageInput,
): Promise<number> => {
  const { company, conversationId, internetMessageId = null } = input;
  const [row] = await sql`
    insert into messages (
      company_id, conversation_id, channel, direction, occurred_at, subject, text, sender_name,
      sender_address, attachment_names, internet_message_id, flags, status
    )
    values (
      ${company.id}, ${conversationId}, 'email', ${input.direction ?? 'in'},
      ${input.at ?? new Date()}, ${input.subject ?? 'Devis'}, ${input.text ?? 'Bonjour'},
      ${input.senderName ?? ''}, ${input.senderAddress ?? null}, ${input.attachmentNames ?? ''},
      ${internetMessageId}, ${input.flags ?? []}::text[], ${input.status ?? null}
    )
    returning id
  `;
  if (internetMessageId !== null) {
    await sql`
      insert into thread_ids (company_id, internet_message_id, conversation_id)
      values (${company.id}, ${internetMessageId}, ${conversationId})
    `;
  }
  return z.number().parse(row?.['id']);
};

export const insertFolder = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  company: TestCompany,
  name: string,
): Promise<number> => {
  const [row] = await sql`
    insert into inbox_folders (company_id, name, colour, position)
    values (${company.id}, ${name}, 'blue', 1)
    returning id
  `;
  return z.number().parse(row?.['id']);
};

export const ConversationPage = pageOf(ConversationListItem);
export type ShownConversation = z.infer<typeof ConversationOut>;

/** Requests about conversations in the name of one person. */
export const conversationsAs = (api: Pick<TestApi, 'request'>, key: string) => {
  const path = '/inbox/conversations';
  const post = (id: number, operation: string, body?: object) =>
    api.request(`${path}/${id}/${operation}`, {
      key,
      method: 'POST',
      ...(body === undefined ? {} : { body }),
    });
  return {
    list: (query = '') => api.request(`${path}${query}`, { key }),
    ids: async (query = ''): Promise<number[]> =>
      (
        await answerOf(await api.request(`${path}${query}`, { key }), 200, ConversationPage)
      ).data.map(({ id }) => id),
    get: (id: number, part = '') => api.request(`${path}/${id}${part}`, { key }),
    read: async (id: number): Promise<ShownConversation> =>
      answerOf(await api.request(`${path}/${id}`, { key }), 200, ConversationOut),
    patch: (id: number, body: object) =>
      api.request(`${path}/${id}`, { key, method: 'PATCH', body }),
    patched: async (id: number, body: object): Promise<ShownConversation> =>
      answerOf(
        await api.request(`${path}/${id}`, { key, method: 'PATCH', body }),
        200,
        ConversationOut,
      ),
    post,
    posted: async (
      id: number,
      operation: string,
      body?: object,
      status = 200,
    ): Promise<ShownConversation> =>
      answerOf(await post(id, operation, body), status, ConversationOut),
    delete: (id: number) => api.request(`${path}/${id}`, { key, method: 'DELETE' }),
    bulk: (body: object) => api.request(`${path}/bulk`, { key, body }),
    presence: (id: number, state: string) =>
      api.request(`${path}/${id}/presence`, { key, method: 'PUT', body: { state } }),
  };
};
