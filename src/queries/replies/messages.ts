import { NIL as NIL_UUID } from 'uuid';
import { z } from 'zod';
import { RECIPIENT_KINDS, type Recipient } from '../../domain/messages/parsed.ts';
import { SENDING_STATUSES, type SendingStatus } from '../../domain/replies/statuses.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Messages that are sent from here, and how sending them goes. */

const RecipientRow = z.object({
  kind: z.enum(RECIPIENT_KINDS),
  name: z.string(),
  address: z.string(),
});

export const OutgoingRow = z.object({
  id: z.number(),
  uuid: z.string(),
  conversation_id: z.number(),
  mailbox_id: z.number(),
  author_id: z.number().nullable(),
  auto_reply_id: z.string().nullable(),
  status: z.enum(SENDING_STATUSES),
  recipients: z.array(RecipientRow),
  subject: z.string(),
  send_after: z.date(),
  attempt_count: z.number(),
  next_attempt_at: z.date().nullable(),
  error_code: z.string().nullable(),
  error_text: z.string().nullable(),
  occurred_at: z.date(),
  assigned_to: z.number().nullable(),
  call_centre_id: z.number().nullable(),
  contact_name: z.string().nullable(),
  contact_address: z.string().nullable(),
});
export type OutgoingRow = z.infer<typeof OutgoingRow>;

const columns = (sql: Transaction['sql']) => sql`
  messages.id, messages.uuid, messages.conversation_id, messages.mailbox_id, messages.author_id, messages.auto_reply_id,
  messages.status, messages.recipients, messages.subject, messages.send_after,
  messages.attempt_count, messages.next_attempt_at, messages.error_code, messages.error_text,
  messages.occurred_at, conversations.assigned_to, conversations.call_centre_id,
  conversations.contact_name, conversations.contact_address
`;

type Key = { id: number } | { uuid: string };

/** Undefined: there is none, or it was not sent from here. */
export const findOutgoing = async (
  { sql, actor }: Transaction,
  key: Key,
  { isLocked = false }: { isLocked?: boolean } = {},
): Promise<OutgoingRow | undefined> =>
  parseFirst(
    OutgoingRow,
    await sql`
      select ${columns(sql)}
      from messages
      join conversations
        on conversations.company_id = messages.company_id
        and conversations.id = messages.conversation_id
      where messages.company_id = ${actor.companyId}::bigint
        and ${'id' in key ? sql`messages.id = ${key.id}::bigint` : sql`messages.uuid = ${key.uuid}::uuid`}
        and messages.status is not null
        and messages.send_after is not null
      ${isLocked ? sql`for no key update of messages` : sql``}
    `,
  );

/** Messages of ours with one of these Message-IDs, in one conversation, that are not known to be sent. */
export const listUnsettled = async (
  { sql, actor }: Transaction,
  input: { conversationId: number; internetMessageIds: readonly string[] },
): Promise<number[]> =>
  parseRows(
    z.object({ id: z.number() }),
    await sql`
      select id
      from messages
      where company_id = ${actor.companyId}::bigint
        and conversation_id = ${input.conversationId}::bigint
        and internet_message_id = any (${[...input.internetMessageIds]}::text[])
        and status in ('uncertain', 'sending', 'retrying')
      order by id
    `,
  ).map(({ id }) => id);

/** Those that no attempt is sending. Under the conversation's lock, so that none is claimed meanwhile. */
export const listUnclaimed = async (
  { sql, actor }: Transaction,
  { conversationId }: { conversationId: number },
): Promise<number[]> =>
  parseRows(
    z.object({ id: z.number() }),
    await sql`
      select id
      from messages
      where company_id = ${actor.companyId}::bigint
        and conversation_id = ${conversationId}::bigint
        and status in ('queued', 'retrying')
        and send_after is not null
      order by id
    `,
  ).map(({ id }) => id);

interface NewOutgoing {
  uuid: string;
  conversationId: number;
  mailboxId: number;
  authorId: number | null;
  sender: { name: string; address: string };
  recipients: readonly Recipient[];
  subject: string;
  internetMessageId: string;
  inReplyTo: string | null;
  references: readonly string[];
  text: string;
  quoteOffset: number | null;
  attachmentNames: string;
  occurredAt: Date;
  sendAfter: Date;
  autoReplyId: string | null;
}

/** Out: its id. */
export const insertOutgoing = async (
  { sql, actor }: Transaction,
  input: NewOutgoing,
): Promise<number> => {
  const rows = await sql`
    insert into messages (
      company_id, uuid, conversation_id, channel, mailbox_id, direction, author_id, sender_name,
      sender_address, recipients, subject, internet_message_id, in_reply_to, reference_ids, text,
      quote_offset, attachment_names, sent_at, occurred_at, status, send_after,
      auto_reply_id
    )
    values (
      ${actor.companyId}::bigint, ${input.uuid}::uuid, ${input.conversationId}::bigint, 'email',
      ${input.mailboxId}::bigint, 'out', ${input.authorId}::bigint, ${input.sender.name}::text,
      ${input.sender.address}::text, ${json(sql, [...input.recipients])}, ${input.subject}::text,
      ${input.internetMessageId}::text, ${input.inReplyTo}::text, ${[...input.references]}::text[],
      ${input.text}::text, ${input.quoteOffset}::integer, ${input.attachmentNames}::text,
      ${input.occurredAt}::timestamptz, ${input.occurredAt}::timestamptz, 'queued',
      ${input.sendAfter}::timestamptz, ${input.autoReplyId}::uuid
    )
    returning id
  `;
  return z.object({ id: z.number() }).parse(rows[0]).id;
};

/** So that answers to it, in whatever order they come, find the conversation. Twice: it is there. */
export const insertThreadId = async (
  { sql, actor }: Transaction,
  input: { internetMessageId: string; conversationId: number },
): Promise<void> => {
  await sql`
    insert into thread_ids (company_id, internet_message_id, conversation_id)
    values (
      ${actor.companyId}::bigint, ${input.internetMessageId}::text, ${input.conversationId}::bigint
    )
    on conflict do nothing
  `;
};

export interface SendingState {
  status: SendingStatus;
  attemptCount: number;
  sendAfter: Date;
  nextAttemptAt: Date | null;
  errorCode: string | null;
  errorText: string | null;
}

/** Under the lock of `findOutgoing`. */
export const setSendingState = async (
  { sql, actor }: Transaction,
  id: number,
  state: SendingState,
): Promise<void> => {
  await sql`
    update messages
    set status = ${state.status}::text,
        attempt_count = ${state.attemptCount}::integer,
        send_after = ${state.sendAfter}::timestamptz,
        next_attempt_at = ${state.nextAttemptAt}::timestamptz,
        error_code = ${state.errorCode}::text,
        error_text = ${state.errorText}::text
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
};

/** More wait for their own time. */
const HASTENED_COUNT_MAX = 200;
/** Failures of the mailbox, not of the mail or of its receivers. */
const MAILBOX_ERRORS = [
  'mailbox_paused',
  'credentials_refused',
  'unavailable',
  'eauth',
  'edns',
  'etimedout',
  'esocket',
  'econnection',
];

/** Replies that wait for another attempt because of their mailbox are due now. Out: these. */
export const makeWaitingDue = async (
  { sql, actor }: Transaction,
  { mailboxId, now }: { mailboxId: number; now: Date },
): Promise<{ uuid: string; conversation_id: number }[]> =>
  parseRows(
    z.object({ uuid: z.string(), conversation_id: z.number() }),
    await sql`
      update messages
      set next_attempt_at = ${now}::timestamptz
      where company_id = ${actor.companyId}::bigint
        and id in (
          select id
          from messages
          where company_id = ${actor.companyId}::bigint
            and mailbox_id = ${mailboxId}::bigint
            and status = 'retrying'
            and error_code = any (${MAILBOX_ERRORS}::text[])
            and next_attempt_at > ${now}::timestamptz
          order by id
          limit ${HASTENED_COUNT_MAX}::integer
          for no key update skip locked
        )
      returning uuid, conversation_id
    `,
  );

const MailRow = z.object({
  uuid: z.string(),
  sender_name: z.string(),
  sender_address: z.string(),
  recipients: z.array(RecipientRow),
  subject: z.string(),
  internet_message_id: z.string(),
  in_reply_to: z.string().nullable(),
  reference_ids: z.array(z.string()),
  text: z.string(),
  quote_offset: z.number().nullable(),
  occurred_at: z.date(),
  /** From a draft: whether a person approved it. Null: a person wrote it. */
  auto_reply: z.enum(['alone', 'approved']).nullable(),
});
export type MailRow = z.infer<typeof MailRow>;

/** What the mail is made of. */
export const findMail = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<MailRow | undefined> =>
  parseFirst(
    MailRow,
    await sql`
      select messages.uuid, messages.sender_name, messages.sender_address, messages.recipients,
        messages.subject, messages.internet_message_id, messages.in_reply_to,
        messages.reference_ids, messages.text, messages.quote_offset, messages.occurred_at,
        case
          when auto_replies.id is not null and auto_replies.decided_by is null then 'alone'
          when auto_replies.id is not null then 'approved'
        end as auto_reply
      from messages
      left join auto_replies
        on auto_replies.company_id = messages.company_id
        and auto_replies.id = messages.auto_reply_id
      where messages.company_id = ${actor.companyId}::bigint and messages.id = ${id}::bigint
    `,
  );

const QuietRow = z.object({ company_id: z.number(), message_uuid: z.string() });

/** Open messages that should have been attempted a while ago, without a waiting command; by uuid. */
export const listQuietReplies = async (
  database: Database,
  input: { after: string | null; quietSeconds: number; limit: number },
): Promise<z.infer<typeof QuietRow>[]> =>
  parseRows(
    QuietRow,
    await database`
      select company_id, message_uuid
      from list_quiet_replies(
        ${input.after ?? NIL_UUID}::uuid, ${input.quietSeconds}::integer, ${input.limit}::integer
      )
    `,
  );
