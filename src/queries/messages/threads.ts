import { z } from 'zod';
import type { ThreadCandidate } from '../../domain/messages/threading.ts';
import { UNTRUSTED_FLAGS } from '../../domain/messages/untrusted.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseRows } from '../shared/rows.ts';

/** Conversations that a mail may belong to, and the Message-IDs by which they are found. */

/** Of one mail. An attacker may name ids of many conversations. */
const CANDIDATE_COUNT_MAX = 10;
/** Messages whose senders and receivers take part. */
const PARTICIPANT_MESSAGE_COUNT_MAX = 200;

const CandidateRow = z.object({
  id: z.number(),
  evidence: z.array(
    z.object({
      id: z.string(),
      stored: z
        .object({
          sender: z.string().nullable(),
          subject: z.string(),
          direction: z.enum(['in', 'out']),
        })
        .nullable(),
      isSigned: z.boolean(),
    }),
  ),
  contactAddress: z.string().nullable(),
  callCentreId: z.number().nullable(),
  assignedTo: z.number().nullable(),
  isNewsletter: z.boolean(),
  isSpam: z.boolean(),
  isSplit: z.boolean(),
  splitFromId: z.number().nullable(),
  messageCount: z.number(),
  subject: z.string(),
  participants: z.array(z.string()),
  writers: z.array(z.string()),
});

const candidateColumns = (sql: Transaction['sql']) => sql`
  conversations.id, conversations.contact_address as "contactAddress",
  conversations.call_centre_id as "callCentreId", conversations.assigned_to as "assignedTo",
  conversations.is_newsletter as "isNewsletter", conversations.status = 'spam' as "isSpam",
  conversations.split_from_id is not null or exists (
    select 1
    from conversations parts
    where parts.company_id = conversations.company_id
      and parts.split_from_id = conversations.id
  ) as "isSplit",
  conversations.split_from_id as "splitFromId", conversations.message_count as "messageCount",
  conversations.subject, sides.participants, sides.writers
`;

/**
 * Of the addresses that are asked about: an attacker decides how many a message names. Who is in copy takes part only
 * once we wrote to them: else a forged mail could name anybody. Index: messages_conversation.
 */
const participants = ({ sql, actor }: Transaction, asked: readonly string[]) => sql`
  with known as (
    select messages.sender_address, messages.direction,
      case when messages.direction = 'out' then messages.recipients end as recipients
    from messages
    where messages.company_id = ${actor.companyId}::bigint
      and messages.conversation_id = conversations.id
      and messages.status is distinct from 'cancelled'
      and not messages.flags && ${[...UNTRUSTED_FLAGS]}::text[]
    order by messages.occurred_at desc, messages.id desc
    limit ${PARTICIPANT_MESSAGE_COUNT_MAX}::integer
  ),
  writers as (
    select conversations.contact_address as address
    union
    select known.sender_address from known where known.direction = 'in'
  ),
  receivers as (
    select recipient ->> 'address' as address
    from known, jsonb_array_elements(known.recipients) as recipient
    where recipient ->> 'kind' <> 'reply_to'
  )
  select array(
    select writers.address from writers where writers.address = any (${[...asked]}::text[])
    union
    select receivers.address from receivers where receivers.address = any (${[...asked]}::text[])
  ) as participants,
  array(
    select writers.address from writers where writers.address = any (${[...asked]}::text[])
  ) as writers
`;

/** A Message-ID that Relais signed, and what it names. */
export interface SignedId {
  id: string;
  messageUuid: string;
  conversationId: number;
}

/**
 * Conversations that are not deleted and have one of these Message-IDs: by signed ids, with a contact that the mail
 * names, then those of the first ids. A signed id
 * finds its message even if nobody named it yet, and the conversation to which a person moved it.
 */
export const findThreads = async (
  tx: Transaction,
  {
    ids,
    signed,
    asked,
  }: { ids: readonly string[]; signed: readonly SignedId[]; asked: readonly string[] },
): Promise<ThreadCandidate[]> => {
  if (ids.length === 0) return [];
  const { sql, actor } = tx;
  return parseRows(
    CandidateRow,
    await sql`
      with named as (
        select thread_ids.conversation_id, thread_ids.internet_message_id as id, false as is_signed
        from thread_ids
        where thread_ids.company_id = ${actor.companyId}::bigint
          and thread_ids.internet_message_id = any (${[...ids]}::text[])
        ${signed.length === 0 ? sql`` : sql`union ${signedConversations(tx, signed)}`}
      ),
      found as (
        select named.conversation_id, min(array_position(${[...ids]}::text[], named.id)) as rank,
          bool_or(stored.sides is not null) as is_stored,
          bool_or(named.is_signed) as is_signed,
          jsonb_agg(
            jsonb_build_object(
              'id', named.id, 'stored', stored.sides, 'isSigned', named.is_signed
            )
          ) as evidence
        from named
        left join lateral (
          select jsonb_build_object(
              'sender', messages.sender_address, 'subject', messages.subject,
              'direction', messages.direction
            ) as sides
          from messages
          where messages.company_id = ${actor.companyId}::bigint
            and messages.internet_message_id = named.id
            and messages.conversation_id = named.conversation_id
          order by messages.id
          limit 1
        ) as stored on true
        group by named.conversation_id
      )
      select ${candidateColumns(sql)}, conversations.evidence
      from (
        select conversations.*, found.evidence,
          row_number() over (
            order by found.is_signed desc,
              coalesce(conversations.contact_address = any (${[...asked]}::text[]), false) desc,
              found.rank, found.is_stored desc, conversations.id
          ) as place
        from found
        join conversations
          on conversations.company_id = ${actor.companyId}::bigint
          and conversations.id = found.conversation_id
          and conversations.deleted_at is null
        order by place
        limit ${CANDIDATE_COUNT_MAX}::integer
      ) as conversations
      cross join lateral (${participants(tx, asked)}) as sides
      order by conversations.place
    `,
  );
};

const signedConversations = ({ sql, actor }: Transaction, signed: readonly SignedId[]) => sql`
  select coalesce(messages.conversation_id, own."conversationId"), own.id, true
  from jsonb_to_recordset(${json(sql, signed)}) as own(
    id text, "messageUuid" uuid, "conversationId" bigint
  )
  left join messages
    on messages.company_id = ${actor.companyId}::bigint
    and messages.uuid = own."messageUuid"
`;

/** The latest conversations with a contact around an instant. Index: conversations_contact_address. */
export const findRecentThreads = async (
  tx: Transaction,
  { address, from, to, asked }: { address: string; from: Date; to: Date; asked: readonly string[] },
): Promise<ThreadCandidate[]> => {
  const { sql, actor } = tx;
  return parseRows(
    CandidateRow,
    await sql`
      select ${candidateColumns(sql)}, '[]'::jsonb as evidence
      from (
        select conversations.*
        from conversations
        where conversations.company_id = ${actor.companyId}::bigint
          and conversations.contact_address = ${address}::text
          and conversations.deleted_at is null
          and conversations.channel = 'email'
          and conversations.status <> 'spam'
          and not conversations.is_newsletter
          and conversations.last_message_at >= ${from}::timestamptz
          and conversations.created_at <= ${to}::timestamptz
        order by conversations.last_message_at desc, conversations.id desc
        limit ${CANDIDATE_COUNT_MAX}::integer
      ) as conversations
      cross join lateral (${participants(tx, asked)}) as sides
      order by conversations.last_message_at desc, conversations.id desc
    `,
  );
};

/**
 * Names the conversation of each id. Those of other mails, unless a message with that id is stored in another one: a
 * mail that names an id does not lead answers to its own conversation. Twice: harmless.
 * `offset 0`: a look-up in messages_internet_message_id for each id. As a join, without statistics of a table that
 * grows, it compared all messages with all conversations (30 ms at 300 of each).
 */
export const insertThreadIds = ({ sql, actor, send }: Transaction, input: ThreadIds): void => {
  if (input.ids.length === 0) return;
  send(sql`
    insert into thread_ids (company_id, internet_message_id, conversation_id)
    select ${actor.companyId}::bigint, named.id, ${input.conversationId}::bigint
    from unnest(${[...input.ids]}::text[]) as named(id)
    where named.id = ${input.ownId}::text or not exists (
      select 1
      from messages
      where messages.company_id = ${actor.companyId}::bigint
        and messages.internet_message_id = named.id
        and messages.conversation_id <> ${input.conversationId}::bigint
        and (
          select conversations.deleted_at is null
          from conversations
          where conversations.company_id = ${actor.companyId}::bigint
            and conversations.id = messages.conversation_id
        )
      offset 0
    )
    on conflict do nothing
  `);
};

export interface ThreadIds {
  conversationId: number;
  /** Of the mail itself. */
  ownId: string | null;
  /** With `ownId`. */
  ids: readonly string[];
}
