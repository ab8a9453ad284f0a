import { z } from 'zod';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { withinReach } from '../conversations/records.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

const SenderRow = z.object({
  address: z.string(),
  is_newsletter: z.boolean(),
  decided_by: z.number().nullable(),
  decided_by_name: z.string().nullable(),
  created_at: z.date(),
});
export type NewsletterSenderRow = z.infer<typeof SenderRow>;

const columns = (sql: Transaction['sql']) => sql`
  newsletter_senders.address, newsletter_senders.is_newsletter, newsletter_senders.decided_by,
  users.name as decided_by_name, newsletter_senders.created_at
`;

const joined = (sql: Transaction['sql']) => sql`
  left join users
    on users.company_id = newsletter_senders.company_id
    and users.id = newsletter_senders.decided_by
`;

export const listNewsletterSenders = async (
  { sql, actor }: Transaction,
  { afterAddress, limit }: { afterAddress: string | undefined; limit: number },
): Promise<NewsletterSenderRow[]> =>
  parseRows(
    SenderRow,
    await sql`
      select ${columns(sql)}
      from newsletter_senders
      ${joined(sql)}
      where newsletter_senders.company_id = ${actor.companyId}::bigint
        ${afterAddress === undefined ? sql`` : sql`and newsletter_senders.address > ${afterAddress}::text`}
      order by newsletter_senders.address
      limit ${limit}::integer
    `,
  );

export const findNewsletterSender = async (
  { sql, actor }: Transaction,
  address: string,
): Promise<NewsletterSenderRow | undefined> =>
  parseFirst(
    SenderRow,
    await sql`
      select ${columns(sql)}
      from newsletter_senders
      ${joined(sql)}
      where newsletter_senders.company_id = ${actor.companyId}::bigint
        and newsletter_senders.address = ${address}::text
    `,
  );

/** Twice: the last decision stays, with the user who made it. */
export const saveNewsletterSender = async (
  { sql, actor }: Transaction,
  { address, isNewsletter }: { address: string; isNewsletter: boolean },
): Promise<void> => {
  await sql`
    insert into newsletter_senders (company_id, address, is_newsletter, decided_by)
    values (
      ${actor.companyId}::bigint, ${address}::text, ${isNewsletter}::boolean,
      ${actor.userId}::bigint
    )
    on conflict (company_id, address) do update
    set is_newsletter = excluded.is_newsletter,
        decided_by = excluded.decided_by,
        created_at = now()
    where newsletter_senders.is_newsletter <> excluded.is_newsletter
  `;
};

interface MoveInput {
  address: string;
  limit: number;
}

/**
 * Moves conversations with a sender from the newsletters to the inbox. Their messages count as a contact's
 * again, so they wait for an answer. Out: their ids. Index: conversations_contact_address.
 */
export const moveNewslettersToInbox = async (
  { sql, actor }: Transaction,
  { address, limit }: MoveInput,
): Promise<number[]> =>
  parseRows(
    z.object({ id: z.number() }),
    await sql`
      with chosen as (
        select conversations.id
        from conversations
        where conversations.company_id = ${actor.companyId}::bigint
          and conversations.contact_address = ${address}::text
          and conversations.is_newsletter
          and conversations.deleted_at is null
        order by conversations.id
        limit ${limit}::integer
        for no key update
      ),
      marked as (
        update messages
        set flags = array_remove(messages.flags, 'bulk')
        where messages.company_id = ${actor.companyId}::bigint
          and messages.conversation_id in (select chosen.id from chosen)
          and 'bulk' = any (messages.flags)
      )
      update conversations
      set is_newsletter = false,
          first_inbound_at = coalesce(first_inbound_at, created_at),
          waiting_since = coalesce(
            waiting_since, case when last_reply_at is null then last_inbound_at end
          ),
          version = version + 1,
          updated_at = now()
      where company_id = ${actor.companyId}::bigint
        and id in (select chosen.id from chosen)
      returning id
    `,
  ).map(({ id }) => id);

/**
 * The other way, within the caller's reach: not those that a user has taken on, nor those that we answered. Out:
 * their ids.
 */
export const moveInboxToNewsletters = async (
  { sql, actor }: Transaction,
  { address, limit, scope }: MoveInput & { scope: Scope },
): Promise<number[]> =>
  parseRows(
    z.object({ id: z.number() }),
    await sql`
      with chosen as (
        select conversations.id
        from conversations
        where conversations.company_id = ${actor.companyId}::bigint
          and conversations.contact_address = ${address}::text
          and not conversations.is_newsletter
          and conversations.deleted_at is null
          and conversations.assigned_to is null
          and ${withinReach(sql, scope)}
          and conversations.last_reply_at is null
        order by conversations.id
        limit ${limit}::integer
        for no key update
      ),
      marked as (
        update messages
        set flags = array_append(messages.flags, 'bulk')
        where messages.company_id = ${actor.companyId}::bigint
          and messages.conversation_id in (select chosen.id from chosen)
          and not 'bulk' = any (messages.flags)
      )
      update conversations
      set is_newsletter = true, waiting_since = null, version = version + 1, updated_at = now()
      where company_id = ${actor.companyId}::bigint
        and id in (select chosen.id from chosen)
      returning id
    `,
  ).map(({ id }) => id);
