import { z } from 'zod';
import type { RuleTexts } from '../../domain/inbox-folders/match.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseRows } from '../shared/rows.ts';

/**
 * What rules read of a conversation: its newest received messages, each cut. What we write is not read, and
 * neither is the quoted history, where our own words come back.
 */

const MESSAGE_COUNT_MAX = 20;
const TEXT_LENGTH_MAX = 10_000;
const ATTACHMENT_COUNT_MAX = 50;
const RECIPIENT_COUNT_MAX = 50;

const MessageRow = z.object({
  conversation_id: z.number(),
  channel: z.string(),
  sender_name: z.string(),
  sender_address: z.string().nullable(),
  recipients: z.array(z.looseObject({ kind: z.string(), name: z.string(), address: z.string() })),
  subject: z.string(),
  text: z.string(),
  quote_offset: z.number().nullable(),
  attachment_names: z.array(z.string()),
});
type MessageRow = z.infer<typeof MessageRow>;

/** By conversation; none for one without a received message. Index: messages_conversation. */
export const readRuleTexts = async (
  tx: Transaction,
  conversationIds: readonly number[],
): Promise<ReadonlyMap<number, RuleTexts>> => {
  const messages = new Map<number, MessageRow[]>();
  for (const row of await listReceived(tx, conversationIds)) {
    messages.set(row.conversation_id, [...(messages.get(row.conversation_id) ?? []), row]);
  }
  return new Map([...messages].map(([id, rows]) => [id, textsOf(rows)]));
};

const listReceived = async (
  { sql, actor }: Transaction,
  conversationIds: readonly number[],
): Promise<MessageRow[]> =>
  parseRows(
    MessageRow,
    await sql`
      select wanted.id as conversation_id, received.channel, received.sender_name,
        received.sender_address, received.recipients, received.subject, received.text,
        received.quote_offset,
        array(
          select message_attachments.file_name
          from message_attachments
          where message_attachments.company_id = ${actor.companyId}::bigint
            and message_attachments.message_id = received.id
            and not message_attachments.is_inline
          order by message_attachments.id
          limit ${ATTACHMENT_COUNT_MAX}::integer
        ) as attachment_names
      from unnest(${[...conversationIds]}::bigint[]) as wanted(id)
      cross join lateral (
        select messages.id, messages.channel, messages.sender_name, messages.sender_address,
          messages.recipients, messages.subject,
          left(messages.text, ${TEXT_LENGTH_MAX}::integer) as text, messages.quote_offset
        from messages
        where messages.company_id = ${actor.companyId}::bigint
          and messages.conversation_id = wanted.id
          and messages.direction = 'in'
        order by messages.occurred_at desc, messages.id desc
        limit ${MESSAGE_COUNT_MAX}::integer
      ) as received
    `,
  );

const textsOf = (rows: readonly MessageRow[]): RuleTexts => {
  const addresses = rows.flatMap(({ sender_address: address }) => address ?? []);
  const attachments = rows.flatMap((row) => row.attachment_names);
  return {
    sender_address: unique(addresses),
    sender_name: unique(rows.map((row) => row.sender_name)),
    sender_domain: unique(addresses.map(domainOf)),
    recipient: unique(rows.flatMap(recipientsOf)),
    subject: unique(rows.map((row) => row.subject)),
    content: rows.map((row) => row.text.slice(0, row.quote_offset ?? undefined)),
    channel: unique(rows.map((row) => row.channel)),
    attachment_name: attachments,
    has_attachment: attachments.length > 0,
  };
};

const recipientsOf = ({ recipients }: MessageRow): string[] =>
  recipients
    .filter(({ kind }) => kind !== 'reply_to')
    .slice(0, RECIPIENT_COUNT_MAX)
    .flatMap(({ name, address }) => (name === '' ? [address] : [address, name]));

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
