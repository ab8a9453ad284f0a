import { z } from 'zod';
import { LOCALES } from '../../domain/companies/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/** What is shown of the tasks, follow-ups and drafts of a user. The references were read within the caller's reach. */

const TodoTaskRow = z.object({
  id: z.number(),
  title: z.string(),
  conversation_id: z.number().nullable(),
  conversation_subject: z.string().nullable(),
  version: z.number(),
  locale: z.enum(LOCALES),
});

interface ItemsInput {
  ids: readonly string[];
  userId: number;
}

export const findTodoTasks = async (
  { sql, actor }: Transaction,
  { ids, userId }: ItemsInput,
): Promise<z.infer<typeof TodoTaskRow>[]> =>
  parseRows(
    TodoTaskRow,
    await sql`
      select tasks.id, tasks.title, tasks.conversation_id,
        conversations.subject as conversation_subject, tasks.version, readers.locale
      from tasks
      join users readers
        on readers.company_id = tasks.company_id and readers.id = ${userId}::bigint
      left join conversations
        on conversations.company_id = tasks.company_id and conversations.id = tasks.conversation_id
      where tasks.company_id = ${actor.companyId}::bigint
        and tasks.id = any (${[...ids]}::bigint[])
    `,
  );

const TodoFollowUpRow = z.object({
  id: z.number(),
  conversation_id: z.number(),
  conversation_subject: z.string(),
  contact_name: z.string().nullable(),
  note: z.string().nullable(),
  locale: z.enum(LOCALES),
});

export const findTodoFollowUps = async (
  { sql, actor }: Transaction,
  { ids, userId }: ItemsInput,
): Promise<z.infer<typeof TodoFollowUpRow>[]> =>
  parseRows(
    TodoFollowUpRow,
    await sql`
      select follow_ups.id, follow_ups.conversation_id,
        conversations.subject as conversation_subject,
        coalesce(conversations.contact_name, conversations.contact_address) as contact_name,
        follow_ups.note, readers.locale
      from follow_ups
      join conversations
        on conversations.company_id = follow_ups.company_id
        and conversations.id = follow_ups.conversation_id
      join users readers
        on readers.company_id = follow_ups.company_id and readers.id = ${userId}::bigint
      where follow_ups.company_id = ${actor.companyId}::bigint
        and follow_ups.id = any (${[...ids]}::bigint[])
    `,
  );

const TodoAutoReplyRow = z.object({
  id: z.string(),
  conversation_id: z.number(),
  conversation_subject: z.string(),
  contact: z.string(),
  expires_at: z.date(),
  locale: z.enum(LOCALES),
});

export const findTodoAutoReplies = async (
  { sql, actor }: Transaction,
  { ids, userId }: ItemsInput,
): Promise<z.infer<typeof TodoAutoReplyRow>[]> =>
  parseRows(
    TodoAutoReplyRow,
    await sql`
      select auto_replies.id, auto_replies.conversation_id,
        conversations.subject as conversation_subject,
        coalesce(conversations.contact_name, conversations.contact_address, '') as contact,
        auto_replies.expires_at, readers.locale
      from auto_replies
      join conversations
        on conversations.company_id = auto_replies.company_id
        and conversations.id = auto_replies.conversation_id
      join users readers
        on readers.company_id = auto_replies.company_id and readers.id = ${userId}::bigint
      where auto_replies.company_id = ${actor.companyId}::bigint
        and auto_replies.id = any (${[...ids]}::uuid[])
    `,
  );
