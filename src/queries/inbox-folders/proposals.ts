import { z } from 'zod';
import {
  PROPOSAL_CONVERSATION_COUNT_MAX,
  PROPOSAL_MOVE_COUNT_MIN,
} from '../../domain/inbox-folders/proposals.ts';
import { UNTRUSTED_FLAGS } from '../../domain/messages/untrusted.ts';
import { VALUE_LENGTH_MAX } from '../../domain/inbox-folders/rules.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Senders of whom people moved several conversations to one folder. */

const SenderRow = z.object({
  id: z.uuid(),
  folder_id: z.number(),
  sender_address: z.string(),
  conversation_count: z.number(),
  conversations: z.array(
    z.object({
      id: z.number(),
      subject: z.string(),
      last_message_at: z.iso.datetime({ offset: true }),
    }),
  ),
});
export type MovedSenderRow = z.infer<typeof SenderRow>;

const SENDER_COUNT_MAX = 500;

/** The id of a proposal: a UUID (version 8) made of the folder and the sender. */
const proposalId = (sql: Transaction['sql']) => sql`
  overlay(
    overlay(
      left(encode(sha256(convert_to(found.folder_id || '/' || found.sender_address, 'UTF8')), 'hex'), 32)
      placing '8' from 13
    )
    placing '8' from 17
  )::uuid
`;

/**
 * Those of whom people moved at least PROPOSAL_MOVE_COUNT_MIN to one folder, where they still are, and about whom
 * nobody decided; the most moved first. Each conversation counts by its last move, and only if a person moved it
 * by itself: not when its folder was deleted, nor as a part that was split off. Spam and newsletters don't count:
 * rules leave them alone. `id`: only this one. Indexes: conversations_moved, folder_decisions_conversation.
 */
export const listMovedSenders = async (
  { sql, actor }: Transaction,
  { id }: { id: string | null },
): Promise<MovedSenderRow[]> =>
  parseRows(
    SenderRow,
    await sql`
      with moved as materialized (
        select conversations.id, conversations.folder_id,
          lower(conversations.contact_address) as sender_address,
          count(*) over (
            partition by conversations.folder_id, lower(conversations.contact_address)
          ) as moved_count
        from conversations
        where conversations.company_id = ${actor.companyId}::bigint
          and conversations.is_folder_manual
          and conversations.deleted_at is null
          and conversations.folder_id is not null
          and conversations.contact_address <> ''
          and length(conversations.contact_address) <= ${VALUE_LENGTH_MAX}::integer
          and conversations.status <> 'spam'
          and not conversations.is_newsletter
      ),
      found as materialized (
        select moved.folder_id, moved.sender_address, array_agg(moved.id) as conversation_ids
        from moved
        cross join lateral (
          select folder_decisions.source, folder_decisions.rules_version
          from folder_decisions
          where folder_decisions.company_id = ${actor.companyId}::bigint
            and folder_decisions.conversation_id = moved.id
          order by folder_decisions.id desc
          limit 1
        ) as last_decision
        where moved.moved_count >= ${PROPOSAL_MOVE_COUNT_MIN}::integer
          and last_decision.source = 'person'
          and last_decision.rules_version is null
          and exists (
            select from messages
            where messages.company_id = ${actor.companyId}::bigint
              and messages.conversation_id = moved.id
              and messages.direction = 'in'
              and not messages.flags && ${[...UNTRUSTED_FLAGS]}::text[]
              and lower(messages.sender_address) = moved.sender_address
          )
        group by moved.folder_id, moved.sender_address
        having count(*) >= ${PROPOSAL_MOVE_COUNT_MIN}::integer
      ),
      named as (
        select ${proposalId(sql)} as id, found.*, cardinality(found.conversation_ids) as conversation_count
        from found
      )
      select named.id, named.folder_id, named.sender_address, named.conversation_count,
        array(
          select jsonb_build_object(
            'id', conversations.id,
            'subject', conversations.subject,
            'last_message_at', conversations.last_message_at
          )
          from conversations
          where conversations.company_id = ${actor.companyId}::bigint
            and conversations.id = any(named.conversation_ids)
          order by conversations.last_message_at desc, conversations.id desc
          limit ${PROPOSAL_CONVERSATION_COUNT_MAX}::integer
        ) as conversations
      from named
      where (${id}::uuid is null or named.id = ${id}::uuid)
        and not exists (
          select from folder_proposals
          where folder_proposals.company_id = ${actor.companyId}::bigint
            and folder_proposals.id = named.id
        )
      order by named.conversation_count desc, named.sender_address, named.folder_id
      limit ${SENDER_COUNT_MAX}::integer
    `,
  );

const DecidedRow = z.object({
  id: z.uuid(),
  folder_id: z.number(),
  decision: z.enum(['accepted', 'dismissed']),
});
export type DecidedProposalRow = z.infer<typeof DecidedRow>;

export const findDecidedProposal = async (
  { sql, actor }: Transaction,
  id: string,
): Promise<DecidedProposalRow | undefined> =>
  parseFirst(
    DecidedRow,
    await sql`
      select id, folder_id, decision
      from folder_proposals
      where company_id = ${actor.companyId}::bigint
        and id = ${id}::uuid
    `,
  );

/** Under `lockSetting` of the folders. */
export const insertDecidedProposal = async (
  { sql, actor }: Transaction,
  { id, folder_id: folderId, decision }: DecidedProposalRow,
): Promise<void> => {
  await sql`
    insert into folder_proposals (id, company_id, folder_id, decision, decided_by)
    values (
      ${id}::uuid, ${actor.companyId}::bigint, ${folderId}::bigint, ${decision}::text,
      ${actor.userId}::bigint
    )
  `;
};
