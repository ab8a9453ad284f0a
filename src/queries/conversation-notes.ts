import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

export const ConversationNoteRow = z.object({
  id: z.number(),
  conversation_id: z.number(),
  author_id: z.number(),
  author_name: z.string(),
  text: z.string(),
  mentioned_user_ids: z.array(z.number()),
  created_at: z.date(),
});
export type ConversationNoteRow = z.infer<typeof ConversationNoteRow>;

const columns = (sql: Transaction['sql']) => sql`
  notes.id, notes.conversation_id, notes.author_id, users.name as author_name, notes.text,
  notes.mentioned_user_ids, notes.created_at
`;

/** Newest first. Index: conversation_notes_conversation. */
export const listConversationNotes = async (
  { sql, actor }: Transaction,
  input: { conversationId: number; beforeId: number | undefined; limit: number },
): Promise<ConversationNoteRow[]> =>
  parseRows(
    ConversationNoteRow,
    await sql`
      select ${columns(sql)}
      from conversation_notes notes
      join users on users.company_id = notes.company_id and users.id = notes.author_id
      where notes.company_id = ${actor.companyId}::bigint
        and notes.conversation_id = ${input.conversationId}::bigint
        ${input.beforeId === undefined ? sql`` : sql`and notes.id < ${input.beforeId}::bigint`}
      order by notes.id desc
      limit ${input.limit}::integer
    `,
  );

export const findConversationNote = async (
  { sql, actor }: Transaction,
  input: { id: number; conversationId: number },
): Promise<ConversationNoteRow | undefined> =>
  parseFirst(
    ConversationNoteRow,
    await sql`
      select ${columns(sql)}
      from conversation_notes notes
      join users on users.company_id = notes.company_id and users.id = notes.author_id
      where notes.company_id = ${actor.companyId}::bigint
        and notes.id = ${input.id}::bigint
        and notes.conversation_id = ${input.conversationId}::bigint
    `,
  );

export const insertConversationNote = async (
  { sql, actor }: Transaction,
  input: { conversationId: number; authorId: number; text: string; mentionedUserIds: number[] },
): Promise<ConversationNoteRow> => {
  const [row] = await sql`
    with notes as (
      insert into conversation_notes
        (company_id, conversation_id, author_id, text, mentioned_user_ids)
      values (
        ${actor.companyId}::bigint, ${input.conversationId}::bigint, ${input.authorId}::bigint,
        ${input.text}::text, ${input.mentionedUserIds}::bigint[]
      )
      returning *
    )
    select ${columns(sql)}
    from notes
    join users on users.company_id = notes.company_id and users.id = notes.author_id
  `;
  return ConversationNoteRow.parse(row);
};

/** Twice: it is gone already. Out: whether it was there. */
export const deleteConversationNote = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<boolean> => {
  const deleted = await sql`
    delete from conversation_notes
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
  return deleted.count > 0;
};
