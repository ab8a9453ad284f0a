import { z } from 'zod';
import type { ParsedMail } from '../../domain/messages/parsed.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseFirst } from '../shared/rows.ts';

/** Stored messages: found again by their content, and inserted with what belongs to them. */

const StoredMessage = z.object({
  id: z.number(),
  conversation_id: z.number(),
  direction: z.enum(['in', 'out']),
  flags: z.array(z.string()),
  mailbox_ids: z.array(z.number()),
  occurred_at: z.date(),
});
export type StoredMessage = z.infer<typeof StoredMessage>;

const storedColumns = (sql: Transaction['sql']) => sql`
  messages.id, messages.conversation_id, messages.direction, messages.flags, messages.occurred_at,
  array(
    select found.mailbox_id
    from message_mailboxes found
    where found.company_id = messages.company_id and found.message_id = messages.id
  ) as mailbox_ids
`;

/** Index: messages_content_hash. */
export const findSameMail = async (
  { sql, actor }: Transaction,
  contentHash: string,
): Promise<StoredMessage | undefined> =>
  parseFirst(
    StoredMessage,
    await sql`
      select ${storedColumns(sql)}
      from messages
      where messages.content_hash = ${Buffer.from(contentHash, 'hex')}::bytea
        and messages.company_id = ${actor.companyId}::bigint
    `,
  );

/** A message that Relais sent, or is about to send. */
export const findSentMessage = async (
  { sql, actor }: Transaction,
  uuid: string,
): Promise<StoredMessage | undefined> =>
  parseFirst(
    StoredMessage,
    await sql`
      select ${storedColumns(sql)}
      from messages
      where messages.company_id = ${actor.companyId}::bigint
        and messages.uuid = ${uuid}::uuid
        and messages.direction = 'out'
    `,
  );

/** Twice: the mailbox is named once. */
export const insertMessageMailbox = (
  { sql, actor, send }: Transaction,
  { messageId, mailboxId }: { messageId: number; mailboxId: number },
): void =>
  send(sql`
    insert into message_mailboxes (company_id, message_id, mailbox_id)
    values (${actor.companyId}::bigint, ${messageId}::bigint, ${mailboxId}::bigint)
    on conflict do nothing
  `);

/** Of a message that Relais sent: the copy in the Sent folder is its raw form. Twice: the first one stays. */
export const saveRawCopy = (
  { sql, actor, send }: Transaction,
  { messageId, raw }: { messageId: number; raw: { sha256: string; sizeBytes: number } },
): void =>
  send(sql`
    update messages
    set raw_sha256 = ${raw.sha256}::text, size_bytes = ${raw.sizeBytes}::bigint
    where company_id = ${actor.companyId}::bigint
      and id = ${messageId}::bigint
      and raw_sha256 is null
  `);

/** Found in Sent: it was written here after all. */
export const markOutgoing = (
  { sql, actor, send }: Transaction,
  { messageId, flag }: { messageId: number; flag: string },
): void =>
  send(sql`
    update messages
    set direction = 'out', flags = array_remove(flags, ${flag}::text)
    where company_id = ${actor.companyId}::bigint and id = ${messageId}::bigint
  `);

export const removeFlags = (
  { sql, actor, send }: Transaction,
  { messageId, flags }: { messageId: number; flags: readonly string[] },
): void =>
  send(sql`
    update messages
    set flags = array(
      select flag from unnest(messages.flags) as flag where flag <> all (${[...flags]}::text[])
    )
    where company_id = ${actor.companyId}::bigint and id = ${messageId}::bigint
  `);

export interface NewMessage {
  uuid: string;
  conversationId: number;
  mailboxId: number;
  direction: 'in' | 'out';
  internetMessageId: string | null;
  flags: readonly string[];
  mail: ParsedMail;
  raw: { sha256: string; sizeBytes: number };
  occurredAt: Date;
}

/**
 * Inserts a message with its mailbox and attachments. Undefined if a message with this content is there: only
 * possible without `lockIngest`.
 */
export const insertMessage = async (
  { sql, actor }: Transaction,
  { mail, raw, ...input }: NewMessage,
): Promise<number | undefined> => {
  const row = parseFirst(
    z.object({ id: z.number() }),
    await sql`
      with new_message as (
        insert into messages (
          company_id, uuid, conversation_id, channel, mailbox_id, direction, sender_name,
          sender_address, recipients, subject, internet_message_id, in_reply_to, reference_ids,
          content_hash, text, quote_offset, html, has_remote_images, flags, attachment_names,
          raw_sha256, size_bytes, sent_at, occurred_at, headers
        )
        values (
          ${actor.companyId}::bigint, ${input.uuid}::uuid, ${input.conversationId}::bigint, 'email',
          ${input.mailboxId}::bigint, ${input.direction}::text,
          ${mail.from?.name ?? ''}::text, ${mail.from?.address ?? null}::text,
          ${json(sql, mail.recipients)}, ${mail.subject}::text,
          ${input.internetMessageId}::text, ${mail.inReplyTo}::text, ${[...mail.references]}::text[],
          ${Buffer.from(mail.contentHash, 'hex')}::bytea, ${mail.text}::text,
          ${mail.quoteOffset}::integer, ${mail.html}::text,
          ${mail.hasRemoteImages}::boolean, ${[...input.flags]}::text[],
          ${mail.attachments.map(({ fileName }) => fileName).join(' ; ')}::text,
          ${raw.sha256}::text, ${raw.sizeBytes}::bigint, ${mail.sentAt}::timestamptz,
          ${input.occurredAt}::timestamptz, ${json(sql, mail.headers)}
        )
        on conflict (content_hash, company_id) where content_hash is not null do nothing
        returning id
      ),
      new_mailbox as (
        insert into message_mailboxes (company_id, message_id, mailbox_id)
        select ${actor.companyId}::bigint, new_message.id, ${input.mailboxId}::bigint
        from new_message
      )
      ${mail.attachments.length === 0 ? sql`` : attachments(sql, actor.companyId, { mail, ...input })}
      select id from new_message
    `,
  );
  return row?.id;
};

const attachments = (
  sql: Transaction['sql'],
  companyId: number,
  { mail, conversationId }: Pick<NewMessage, 'mail' | 'conversationId'>,
) => sql`
  , new_attachments as (
    insert into message_attachments (
      company_id, conversation_id, message_id, file_name, media_type, size_bytes, sha256,
      refused_reason, content_id, is_inline
    )
    select ${companyId}::bigint, ${conversationId}::bigint, new_message.id, file."fileName",
      file."mediaType", file."sizeBytes", file.sha256, file."refusedReason", file."contentId",
      file."isInline"
    from new_message, jsonb_to_recordset(${json(sql, mail.attachments)}) as file(
      "fileName" text, "mediaType" text, "sizeBytes" bigint, sha256 text, "refusedReason" text,
      "contentId" text, "isInline" boolean
    )
  )
`;
