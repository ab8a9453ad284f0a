import type { Finding } from '../../domain/auto-replies/gate.ts';
import type { AutoReplyMode } from '../../domain/auto-replies/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import type { AutoReplyRow, CitationRow, SegmentRow } from './records.ts';

/** Changes of automatic replies, under the row's lock. */

/** Out: false if there is one for this message, or one is open in its conversation. */
export const insertAutoReply = async (
  { sql, actor }: Transaction,
  input: {
    id: string;
    conversationId: number;
    messageId: number;
    folderId: number;
    mode: AutoReplyMode;
    status: 'refused' | 'drafting';
    refusals: readonly string[];
    assignedTo: number | null;
  },
): Promise<boolean> => {
  const rows = await sql`
    insert into auto_replies (
      company_id, id, conversation_id, message_id, folder_id, mode, status, refusals, assigned_to
    )
    values (
      ${actor.companyId}::bigint, ${input.id}::uuid, ${input.conversationId}::bigint,
      ${input.messageId}::bigint, ${input.folderId}::bigint, ${input.mode}::text,
      ${input.status}::text, ${[...input.refusals]}::text[], ${input.assignedTo}::bigint
    )
    on conflict do nothing
    returning id
  `;
  return rows.length > 0;
};

export interface Written {
  text: string;
  contentHash: string;
  segments: readonly SegmentRow[];
  citations: readonly CitationRow[];
  findings: readonly Finding[];
  /** Null: the model. */
  authorId: number | null;
  instruction: string | null;
}

/** The next version. Twice: the version is one more, so callers compare it under the lock. */
export const saveVersion = async (
  { sql, actor }: Transaction,
  { id, version, ...written }: Written & { id: string; version: number },
): Promise<void> => {
  const hash = Buffer.from(written.contentHash, 'hex');
  await sql`
    with new_version as (
      insert into auto_reply_versions (
        company_id, auto_reply_id, version, text, content_hash, segments, citations, findings,
        author_id, instruction
      )
      values (
        ${actor.companyId}::bigint, ${id}::uuid, ${version}::integer, ${written.text}::text,
        ${hash}::bytea, ${json(sql, [...written.segments])}, ${json(sql, [...written.citations])},
        ${json(sql, [...written.findings])}, ${written.authorId}::bigint, ${written.instruction}::text
      )
      returning auto_reply_id
    )
    update auto_replies
    set version = ${version}::integer,
        text = ${written.text}::text,
        content_hash = ${hash}::bytea,
        segments = ${json(sql, [...written.segments])},
        citations = ${json(sql, [...written.citations])},
        findings = ${json(sql, [...written.findings])},
        first_approved_by = null,
        first_approved_at = null,
        updated_at = now()
    from new_version
    where auto_replies.company_id = ${actor.companyId}::bigint
      and auto_replies.id = new_version.auto_reply_id
  `;
};

/** What changes besides the text: `saveVersion`. */
export type AutoReplyChanges = Partial<
  Pick<
    AutoReplyRow,
    | 'status'
    | 'mode'
    | 'subject'
    | 'recipient_name'
    | 'recipient_address'
    | 'thread_head_id'
    | 'language'
    | 'intent'
    | 'person_reason'
    | 'instruction'
    | 'asked_by'
    | 'assigned_to'
    | 'first_approved_by'
    | 'first_approved_at'
    | 'decided_by'
    | 'decided_at'
    | 'reason'
    | 'expires_at'
    | 'next_reminder_at'
    | 'is_escalated'
    | 'sent_message_id'
    | 'similarity'
  >
>;

/** The caller holds the lock of the row, so what it read is current. */
export const saveAutoReply = async (
  { sql, actor }: Transaction,
  before: AutoReplyRow,
  changes: AutoReplyChanges,
): Promise<AutoReplyRow> => {
  const next = { ...before, ...changes };
  await sql`
    update auto_replies
    set status = ${next.status}::text,
        mode = ${next.mode}::text,
        subject = ${next.subject}::text,
        recipient_name = ${next.recipient_name}::text,
        recipient_address = ${next.recipient_address}::text,
        thread_head_id = ${next.thread_head_id}::bigint,
        language = ${next.language}::text,
        intent = ${next.intent}::text,
        person_reason = ${next.person_reason}::text,
        instruction = ${next.instruction}::text,
        asked_by = ${next.asked_by}::bigint,
        assigned_to = ${next.assigned_to}::bigint,
        first_approved_by = ${next.first_approved_by}::bigint,
        first_approved_at = ${next.first_approved_at}::timestamptz,
        decided_by = ${next.decided_by}::bigint,
        decided_at = ${next.decided_at}::timestamptz,
        reason = ${next.reason}::text,
        expires_at = ${next.expires_at}::timestamptz,
        next_reminder_at = ${next.next_reminder_at}::timestamptz,
        is_escalated = ${next.is_escalated}::boolean,
        sent_message_id = ${next.sent_message_id}::bigint,
        similarity = ${next.similarity}::real,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${before.id}::uuid
  `;
  return next;
};
