import { z } from 'zod';
import {
  LARGE_HTML_BYTES,
  LISTED_TEXT_LENGTH_MAX,
  MESSAGE_AUTO_REPLIES,
  SENDING_STATUSES,
} from '../../domain/conversations/messages.ts';
import { CHANNELS } from '../../domain/conversations/statuses.ts';
import { ATTACHMENT_REFUSALS, RECIPIENT_KINDS } from '../../domain/messages/parsed.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** The messages of a conversation, as they are shown. */

const MessageView = z.object({
  id: z.number(),
  uuid: z.uuid(),
  conversation_id: z.number(),
  channel: z.enum(CHANNELS),
  mailbox_id: z.number().nullable(),
  mailbox_ids: z.array(z.number()),
  direction: z.enum(['in', 'out']),
  author_id: z.number().nullable(),
  author_name: z.string().nullable(),
  sender_name: z.string(),
  sender_address: z.string().nullable(),
  recipients: z.array(
    z.object({ kind: z.enum(RECIPIENT_KINDS), name: z.string(), address: z.string() }),
  ),
  subject: z.string(),
  text: z.string(),
  is_text_cut: z.boolean(),
  quote_offset: z.number().nullable(),
  has_html: z.boolean(),
  is_html_large: z.boolean(),
  has_remote_images: z.boolean(),
  flags: z.array(z.string()),
  auto_reply: z.enum(MESSAGE_AUTO_REPLIES).nullable(),
  attachments: z.array(
    z.object({
      id: z.number(),
      file_name: z.string(),
      media_type: z.string(),
      size_bytes: z.number(),
      is_inline: z.boolean(),
      content_id: z.string().nullable(),
      refused_reason: z.enum(ATTACHMENT_REFUSALS).nullable(),
    }),
  ),
  reports: z.array(
    z.object({
      kind: z.enum(['bounce', 'delay', 'complaint']),
      recipient: z.string().nullable(),
      status_code: z.string().nullable(),
      diagnostic: z.string().nullable(),
      created_at: z.coerce.date(),
    }),
  ),
  status: z.enum(SENDING_STATUSES).nullable(),
  send_after: z.date().nullable(),
  attempt_count: z.number(),
  next_attempt_at: z.date().nullable(),
  error_code: z.string().nullable(),
  error_text: z.string().nullable(),
  bounced_at: z.date().nullable(),
  sent_at: z.date().nullable(),
  occurred_at: z.date(),
});
export type MessageView = z.infer<typeof MessageView>;

const SortedMessage = MessageView.extend({ sort_key: z.number() });

const ATTACHMENT_COUNT_MAX = 200;
const REPORT_COUNT_MAX = 50;

/** `length` null: the whole text. */
const columns = (sql: Transaction['sql'], length: number | null) => sql`
  messages.id, messages.uuid, messages.conversation_id, messages.channel, messages.mailbox_id,
  array(
    select found.mailbox_id
    from message_mailboxes found
    where found.company_id = messages.company_id and found.message_id = messages.id
    order by found.mailbox_id
  ) as mailbox_ids,
  messages.direction, messages.author_id, authors.name as author_name, messages.sender_name,
  messages.sender_address, messages.recipients, messages.subject,
  ${length === null ? sql`messages.text` : sql`left(messages.text, ${length}::integer)`} as text,
  ${length === null ? sql`false` : sql`length(messages.text) > ${length}::integer`} as is_text_cut,
  messages.quote_offset, messages.html is not null as has_html,
  coalesce(octet_length(messages.html) > ${LARGE_HTML_BYTES}::integer, false) as is_html_large,
  messages.has_remote_images,
  messages.flags, messages.status, messages.send_after, messages.attempt_count,
  messages.next_attempt_at, messages.error_code, messages.error_text, messages.bounced_at,
  messages.sent_at, messages.occurred_at,
  (
    select case when auto_replies.decided_by is null then 'alone' else 'approved' end
    from auto_replies
    where auto_replies.company_id = messages.company_id
      and auto_replies.id = messages.auto_reply_id
      and auto_replies.sent_message_id = messages.id
  ) as auto_reply,
  array(
    select jsonb_build_object(
      'id', file.id, 'file_name', file.file_name, 'media_type', file.media_type,
      'size_bytes', file.size_bytes, 'is_inline', file.is_inline, 'content_id', file.content_id,
      'refused_reason', file.refused_reason
    )
    from message_attachments file
    where file.company_id = messages.company_id and file.message_id = messages.id
    order by file.id
    limit ${ATTACHMENT_COUNT_MAX}::integer
  ) as attachments,
  array(
    select jsonb_build_object(
      'kind', report.kind, 'recipient', report.recipient, 'status_code', report.status_code,
      'diagnostic', report.diagnostic, 'created_at', report.created_at
    )
    from message_reports report
    where report.company_id = messages.company_id and report.message_id = messages.id
    order by report.id desc
    limit ${REPORT_COUNT_MAX}::integer
  ) as reports
`;

const joinAuthors = (sql: Transaction['sql']) => sql`
  left join users authors
    on authors.company_id = messages.company_id and authors.id = messages.author_id
`;

/** Newest first. Index: messages_conversation. */
export const listMessages = async (
  { sql, actor }: Transaction,
  input: {
    conversationId: number;
    /** Instant in microseconds and id of the last message of the page before. */
    after: readonly [at: number, id: number] | undefined;
    limit: number;
  },
): Promise<z.infer<typeof SortedMessage>[]> =>
  parseRows(
    SortedMessage,
    await sql`
      select ${columns(sql, LISTED_TEXT_LENGTH_MAX)},
        (extract(epoch from messages.occurred_at) * 1000000)::bigint as sort_key
      from messages
      ${joinAuthors(sql)}
      where messages.company_id = ${actor.companyId}::bigint
        and messages.conversation_id = ${input.conversationId}::bigint
        ${
          input.after === undefined
            ? sql``
            : sql`and (messages.occurred_at, messages.id) < (
                timestamptz 'epoch' + ${input.after[0]}::bigint * interval '1 microsecond',
                ${input.after[1]}::bigint
              )`
        }
      order by messages.occurred_at desc, messages.id desc
      limit ${input.limit}::integer
    `,
  );

export const findMessageView = async (
  { sql, actor }: Transaction,
  input: { conversationId: number; messageId: number },
): Promise<MessageView | undefined> =>
  parseFirst(
    MessageView,
    await sql`
      select ${columns(sql, null)}
      from messages
      ${joinAuthors(sql)}
      where messages.company_id = ${actor.companyId}::bigint
        and messages.conversation_id = ${input.conversationId}::bigint
        and messages.id = ${input.messageId}::bigint
    `,
  );
