import { z } from 'zod';
import { LOCALES } from '../../domain/companies/shapes.ts';
import { RECIPIENT_KINDS } from '../../domain/messages/parsed.ts';
import { UNTRUSTED_FLAGS } from '../../domain/messages/untrusted.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** What a reply is written from: the messages before it, uploaded files, the company. */

const AnsweredRow = z.object({
  id: z.number(),
  direction: z.enum(['in', 'out']),
  sender_name: z.string(),
  sender_address: z.string().nullable(),
  recipients: z.array(
    z.object({ kind: z.enum(RECIPIENT_KINDS), name: z.string(), address: z.string() }),
  ),
  subject: z.string(),
  internet_message_id: z.string().nullable(),
  reference_ids: z.array(z.string()),
  text: z.string(),
  occurred_at: z.date(),
});
export type AnsweredRow = z.infer<typeof AnsweredRow>;

/** Of the quoted message: more is cut anyway. */
const TEXT_LENGTH_MAX = 25_000;

/**
 * The last message of the contact, or of somebody else who takes part: a stranger does not become the receiver of
 * the next reply. Index: messages_conversation.
 */
export const findLastInbound = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<AnsweredRow | undefined> =>
  parseFirst(
    AnsweredRow,
    await sql`
      select id, direction, sender_name, sender_address, recipients, subject, internet_message_id,
        reference_ids, left(text, ${TEXT_LENGTH_MAX}::integer) as text, occurred_at
      from messages
      where company_id = ${actor.companyId}::bigint
        and conversation_id = ${conversationId}::bigint
        and direction = 'in'
        and not flags && '{bounce,complaint,stranger,from_own_address}'::text[]
      order by occurred_at desc, id desc
      limit 1
    `,
  );

/** Of these addresses, those that wrote in the conversation, and those of its person. */
export const listKnownAddresses = async (
  { sql, actor }: Transaction,
  input: { conversationId: number; personId: number | null; addresses: readonly string[] },
): Promise<ReadonlySet<string>> => {
  if (input.addresses.length === 0) return new Set();
  const rows = parseRows(
    z.object({ address: z.string() }),
    await sql`
      select asked.address
      from unnest(${[...input.addresses]}::text[]) as asked(address)
      where exists (
          select 1
          from messages
          where messages.company_id = ${actor.companyId}::bigint
            and messages.conversation_id = ${input.conversationId}::bigint
            and messages.direction = 'in'
            and messages.sender_address = asked.address
            and not messages.flags && ${[...UNTRUSTED_FLAGS]}::text[]
        )
        or exists (
          select 1
          from contact_points
          where contact_points.company_id = ${actor.companyId}::bigint
            and contact_points.person_id = ${input.personId}::bigint
            and contact_points.kind = 'email'
            and contact_points.value = asked.address
        )
    `,
  );
  return new Set(rows.map(({ address }) => address));
};

/** The last message in either direction that was not taken back. */
export const findLastMessage = async (
  { sql, actor }: Transaction,
  conversationId: number,
): Promise<AnsweredRow | undefined> =>
  parseFirst(
    AnsweredRow,
    await sql`
      select id, direction, sender_name, sender_address, recipients, subject, internet_message_id,
        reference_ids, left(text, ${TEXT_LENGTH_MAX}::integer) as text, occurred_at
      from messages
      where company_id = ${actor.companyId}::bigint
        and conversation_id = ${conversationId}::bigint
        and status is distinct from 'cancelled'
      order by occurred_at desc, id desc
      limit 1
    `,
  );

const NewerRow = z.object({
  id: z.number(),
  direction: z.enum(['in', 'out']),
  author_id: z.number().nullable(),
  occurred_at: z.date(),
});
export type NewerRow = z.infer<typeof NewerRow>;

const NEWER_COUNT_MAX = 20;

/** Messages after the one with this id, in the order that people see. A message of elsewhere: all of them. */
export const listNewerMessages = async (
  { sql, actor }: Transaction,
  input: { conversationId: number; afterId: number },
): Promise<NewerRow[]> =>
  parseRows(
    NewerRow,
    await sql`
      select newer.id, newer.direction, newer.author_id, newer.occurred_at
      from messages newer
      left join messages known
        on known.company_id = newer.company_id
        and known.conversation_id = newer.conversation_id
        and known.id = ${input.afterId}::bigint
      where newer.company_id = ${actor.companyId}::bigint
        and newer.conversation_id = ${input.conversationId}::bigint
        and newer.status is distinct from 'cancelled'
        and (
          known.id is null
          or (newer.occurred_at, newer.id) > (known.occurred_at, known.id)
        )
      order by newer.occurred_at desc, newer.id desc
      limit ${NEWER_COUNT_MAX}::integer
    `,
  );

const FileRow = z.object({
  id: z.number(),
  file_name: z.string(),
  media_type: z.string(),
  size_bytes: z.number(),
  sha256: z.string(),
});
export type FileRow = z.infer<typeof FileRow>;

/** Uploaded by this user, for this conversation or for none, and not sent yet. Locked: one message gets them. */
export const lockUploads = async (
  { sql, actor }: Transaction,
  input: { ids: readonly number[]; conversationId: number | null },
): Promise<FileRow[]> =>
  parseRows(
    FileRow,
    await sql`
      select id, file_name, media_type, size_bytes, sha256
      from message_attachments
      where company_id = ${actor.companyId}::bigint
        and id = any (${[...input.ids]}::bigint[])
        and message_id is null
        and uploaded_by = ${actor.userId}::bigint
        and sha256 is not null
        and file_state = 'kept'
        and (conversation_id is null or conversation_id = ${input.conversationId}::bigint)
      order by id
      for update
    `,
  );

/** Under `lockUploads`. */
export const attachUploads = async (
  { sql, actor }: Transaction,
  input: { ids: readonly number[]; conversationId: number; messageId: number },
): Promise<void> => {
  await sql`
    update message_attachments
    set message_id = ${input.messageId}::bigint,
        conversation_id = ${input.conversationId}::bigint
    where company_id = ${actor.companyId}::bigint
      and id = any (${[...input.ids]}::bigint[])
  `;
};

const ATTACHMENT_COUNT_MAX = 50;

/** The files that a message is sent with. */
export const listMessageFiles = async (
  { sql, actor }: Transaction,
  messageId: number,
): Promise<FileRow[]> =>
  parseRows(
    FileRow,
    await sql`
      select id, file_name, media_type, size_bytes, sha256
      from message_attachments
      where company_id = ${actor.companyId}::bigint
        and message_id = ${messageId}::bigint
        and sha256 is not null
      order by id
      limit ${ATTACHMENT_COUNT_MAX}::integer
    `,
  );

export const hasCannedReply = async ({ sql, actor }: Transaction, id: number): Promise<boolean> => {
  const found = await sql`
    select 1 from canned_replies
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
  return found.length > 0;
};

const CompanyRow = z.object({ locale: z.enum(LOCALES) });

export const findCompanyLocale = async ({
  sql,
  actor,
}: Transaction): Promise<z.infer<typeof CompanyRow>['locale']> =>
  parseFirst(
    CompanyRow,
    await sql`select locale from companies where id = ${actor.companyId}::bigint`,
  )?.locale ?? 'fr';
