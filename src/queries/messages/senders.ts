import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';

/** What the company knows of an address: its contact, and whether its mail is a newsletter. */

const KnownContact = z.object({
  person_id: z.number().nullable(),
  organisation_id: z.number().nullable(),
});
export type KnownContact = z.infer<typeof KnownContact>;

/** Contacts that share an address, and merges of merged ones. */
const CONTACT_COUNT_MAX = 20;
const MERGE_DEPTH_MAX = 10;

/**
 * The oldest person with an e-mail address, else the oldest organisation; of a merged one, the one that it was
 * merged into. Deleted ones are not found. Index: contact_points_value.
 */
const contactOf = ({ sql, actor }: Transaction, address: string) => {
  const oldest = (table: 'people' | 'organisations', key: 'person_id' | 'organisation_id') => sql`
    with recursive named as (
      select ${sql(`${table}.id`)}, ${sql(`${table}.merged_into_id`)}, ${sql(`${table}.deleted_at`)},
        0 as depth
      from (
        select ${sql(`contact_points.${key}`)} as id
        from contact_points
        where contact_points.company_id = ${actor.companyId}::bigint
          and contact_points.kind = 'email'
          and contact_points.value = ${address}::text
          and ${sql(`contact_points.${key}`)} is not null
        limit ${CONTACT_COUNT_MAX}::integer
      ) as points
      join ${sql(table)}
        on ${sql(`${table}.company_id`)} = ${actor.companyId}::bigint
        and ${sql(`${table}.id`)} = points.id
      union all
      select ${sql(`${table}.id`)}, ${sql(`${table}.merged_into_id`)}, ${sql(`${table}.deleted_at`)},
        named.depth + 1
      from named
      join ${sql(table)}
        on ${sql(`${table}.company_id`)} = ${actor.companyId}::bigint
        and ${sql(`${table}.id`)} = named.merged_into_id
      where named.depth < ${MERGE_DEPTH_MAX}::integer
    )
    select min(named.id) from named where named.deleted_at is null
  `;
  return sql`
    (${oldest('people', 'person_id')}) as person_id,
    (${oldest('organisations', 'organisation_id')}) as organisation_id
  `;
};

export const findKnownContact = async (tx: Transaction, address: string): Promise<KnownContact> =>
  KnownContact.parse((await tx.sql`select ${contactOf(tx, address)}`)[0]);

const SenderRow = KnownContact.extend({
  decision: z.boolean().nullable(),
  is_written_to: z.boolean(),
});
export type SenderRow = z.infer<typeof SenderRow>;

/**
 * All that is asked of the other side of a received mail, in one statement. `from`: its sender, which a form of
 * a web site has in common for all visitors. A decision for the inbox is the stronger one. Index: conversations_contact_address.
 */
export const findSender = async (
  tx: Transaction,
  { contact, from }: { contact: string; from: string },
): Promise<SenderRow> => {
  const { sql, actor } = tx;
  const row = parseFirst(
    SenderRow,
    await sql`
      select ${contactOf(tx, contact)},
        (
          select bool_and(newsletter_senders.is_newsletter)
          from newsletter_senders
          where newsletter_senders.company_id = ${actor.companyId}::bigint
            and newsletter_senders.address in (${contact}::text, ${from}::text)
        ) as decision,
        exists (
          select 1
          from conversations
          where conversations.company_id = ${actor.companyId}::bigint
            and conversations.contact_address = ${contact}::text
            and conversations.last_reply_at is not null
        ) as is_written_to
    `,
  );
  if (!row) throw new Error('a select without a table has one row');
  return row;
};
