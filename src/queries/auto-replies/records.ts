import { NIL as NIL_UUID } from 'uuid';
import { z } from 'zod';
import { GATE_CODES } from '../../domain/auto-replies/gate.ts';
import { AUTO_REPLY_MODES, AUTO_REPLY_STATUSES } from '../../domain/auto-replies/statuses.ts';
import { PERSON_REASONS } from '../../domain/auto-replies/verdicts.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Automatic replies. Changes: changes.ts. */

export const CitationRow = z.object({
  passage_id: z.number(),
  article_id: z.number(),
  title: z.string(),
  text: z.string(),
});
export type CitationRow = z.infer<typeof CitationRow>;

/** A part of what the model wrote, with the passages that it names. */
export const SegmentRow = z.object({ text: z.string(), passage_ids: z.array(z.number()) });
export type SegmentRow = z.infer<typeof SegmentRow>;

export const FindingRow = z.object({ code: z.enum(GATE_CODES), text: z.string().nullable() });

export const AutoReplyRow = z.object({
  id: z.string(),
  conversation_id: z.number(),
  message_id: z.number(),
  folder_id: z.number(),
  mode: z.enum(AUTO_REPLY_MODES),
  status: z.enum(AUTO_REPLY_STATUSES),
  refusals: z.array(z.string()),
  version: z.number(),
  text: z.string(),
  subject: z.string(),
  recipient_name: z.string(),
  recipient_address: z.string().nullable(),
  thread_head_id: z.number().nullable(),
  /** Hexadecimal. */
  content_hash: z.string().nullable(),
  language: z.string().nullable(),
  intent: z.string().nullable(),
  /** Empty: a person wrote the text. */
  segments: z.array(SegmentRow),
  citations: z.array(CitationRow),
  findings: z.array(FindingRow),
  /** Why a person decides. Null: nothing is written, or it is not known. */
  person_reason: z.enum(PERSON_REASONS).nullable(),
  instruction: z.string().nullable(),
  /** Of that instruction. */
  asked_by: z.number().nullable(),
  assigned_to: z.number().nullable(),
  first_approved_by: z.number().nullable(),
  first_approved_at: z.date().nullable(),
  decided_by: z.number().nullable(),
  decided_at: z.date().nullable(),
  reason: z.string().nullable(),
  expires_at: z.date().nullable(),
  next_reminder_at: z.date().nullable(),
  is_escalated: z.boolean(),
  sent_message_id: z.number().nullable(),
  similarity: z.number().nullable(),
  created_at: z.date(),
  updated_at: z.date(),
  conversation_subject: z.string(),
  contact_name: z.string().nullable(),
  contact_address: z.string().nullable(),
  conversation_assigned_to: z.number().nullable(),
  call_centre_id: z.number().nullable(),
  asked_by_name: z.string().nullable(),
  assigned_to_name: z.string().nullable(),
  first_approved_by_name: z.string().nullable(),
  decided_by_name: z.string().nullable(),
});
export type AutoReplyRow = z.infer<typeof AutoReplyRow>;

export const autoReplyColumns = (sql: Transaction['sql']) => sql`
  auto_replies.id, auto_replies.conversation_id, auto_replies.message_id, auto_replies.folder_id,
  auto_replies.mode, auto_replies.status, auto_replies.refusals, auto_replies.version,
  auto_replies.text, auto_replies.subject, auto_replies.recipient_name,
  auto_replies.recipient_address, auto_replies.thread_head_id,
  encode(auto_replies.content_hash, 'hex') as content_hash, auto_replies.language,
  auto_replies.intent, auto_replies.segments, auto_replies.citations, auto_replies.findings,
  auto_replies.person_reason, auto_replies.instruction, auto_replies.asked_by,
  auto_replies.assigned_to, auto_replies.first_approved_by, auto_replies.first_approved_at,
  auto_replies.decided_by, auto_replies.decided_at, auto_replies.reason, auto_replies.expires_at,
  auto_replies.next_reminder_at, auto_replies.is_escalated, auto_replies.sent_message_id,
  auto_replies.similarity, auto_replies.created_at, auto_replies.updated_at,
  conversations.subject as conversation_subject, conversations.contact_name,
  conversations.contact_address, conversations.assigned_to as conversation_assigned_to,
  conversations.call_centre_id,
  ${nameOf(sql, 'asked_by')} as asked_by_name,
  ${nameOf(sql, 'assigned_to')} as assigned_to_name,
  ${nameOf(sql, 'first_approved_by')} as first_approved_by_name,
  ${nameOf(sql, 'decided_by')} as decided_by_name
`;

const nameOf = (
  sql: Transaction['sql'],
  column: 'asked_by' | 'assigned_to' | 'first_approved_by' | 'decided_by',
) => sql`(
  select users.name
  from users
  where users.company_id = auto_replies.company_id and users.id = ${sql(`auto_replies.${column}`)}
)`;

const joins = (sql: Transaction['sql']) => sql`
  join conversations
    on conversations.company_id = auto_replies.company_id
    and conversations.id = auto_replies.conversation_id
`;

export const findAutoReply = async (
  { sql, actor }: Transaction,
  { id, isLocked = false }: { id: string; isLocked?: boolean },
): Promise<AutoReplyRow | undefined> =>
  parseFirst(
    AutoReplyRow,
    await sql`
      select ${autoReplyColumns(sql)}
      from auto_replies ${joins(sql)}
      where auto_replies.company_id = ${actor.companyId}::bigint
        and auto_replies.id = ${id}::uuid
      ${isLocked ? sql`for no key update of auto_replies` : sql``}
    `,
  );

/** Those that are open in a conversation, and those whose message nobody claimed yet. Under its lock. */
export const listReplaceable = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<AutoReplyRow[]> =>
  parseRows(
    AutoReplyRow,
    await sql`
      select ${autoReplyColumns(sql)}
      from auto_replies ${joins(sql)}
      left join messages sent
        on sent.company_id = auto_replies.company_id and sent.id = auto_replies.sent_message_id
      where auto_replies.company_id = ${actor.companyId}::bigint
        and auto_replies.conversation_id = ${conversationId}::bigint
        and (
          auto_replies.status in ('drafting', 'waiting')
          or (auto_replies.status = 'accepted' and sent.status in ('queued', 'retrying'))
        )
      order by auto_replies.id
      for no key update of auto_replies
    `,
  );

const QuietRow = z.object({ company_id: z.number(), auto_reply_id: z.string() });

/** Open ones that did not change for a while, without a waiting command; by id. */
export const listQuietAutoReplies = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<z.infer<typeof QuietRow>[]> =>
  parseRows(
    QuietRow,
    await database`
      select company_id, auto_reply_id
      from list_quiet_auto_replies(
        ${input.after ?? NIL_UUID}::uuid, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );
