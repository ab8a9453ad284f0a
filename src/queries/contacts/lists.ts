import { z } from 'zod';
import type { ContactKind } from '../../domain/contacts/kinds.ts';
import type { ContactSort } from '../../domain/contacts/lists.ts';
import type { Transaction } from '../../platform/database.ts';
import { CONTACT_TABLES } from './points.ts';

/** Filter and order of both lists. */

export interface ContactFilter {
  /** Words; each must be a prefix of a word of the record. */
  text: string | undefined;
  lacks: 'email' | 'phone' | undefined;
  /** Of people only. */
  organisationId?: number | undefined;
}

export interface ListContactsInput extends ContactFilter {
  sort: ContactSort;
  isDescending: boolean;
  /** The sort key and the id of the last row of the page before. */
  after: readonly [key: string | number, id: number] | undefined;
  limit: number;
}

export const sortKey = z.union([z.string(), z.number()]);

/**
 * The text filter scans the rows of the company in the order of the list: 1 ms if many match, 120 ms if few of
 * 100,000 match. In a subselect the query is made once: in a generic plan it would be made for each row, 10 s.
 */
const matching = ({ sql, actor }: Transaction, kind: ContactKind, input: ContactFilter) => {
  const { table, key } = CONTACT_TABLES[kind];
  const text = input.text ?? '';
  return sql`
    company_id = ${actor.companyId}::bigint
    and deleted_at is null
    ${input.organisationId === undefined ? sql`` : sql`and organisation_id = ${input.organisationId}::bigint`}
    ${text === '' ? sql`` : sql`and search @@ (select entity_query(${text}::text))`}
    ${
      input.lacks === undefined
        ? sql``
        : sql`and not exists (
            select
            from contact_points
            where contact_points.company_id = ${actor.companyId}::bigint
              and ${sql(`contact_points.${key}`)} = ${sql(`${table}.id`)}
              and contact_points.kind = ${input.lacks}::text
          )`
    }
  `;
};

/** Indexes: people_created_at, people_updated_at, people_sort_name, and those of organisations. */
const orderOf = (sql: Transaction['sql'], sort: ContactSort, key: string | number) => {
  switch (sort) {
    case 'created_at':
      return { column: sql`id`, shown: sql`id`, key: sql`${key}::bigint` };
    case 'updated_at':
      return {
        column: sql`updated_at`,
        shown: sql`(extract(epoch from updated_at) * 1000000)::bigint`,
        key: sql`timestamptz 'epoch' + ${key}::bigint * interval '1 microsecond'`,
      };
    case 'name':
      return { column: sql`sort_name`, shown: sql`sort_name`, key: sql`${key}::text` };
  }
};

/** The ids of a page, with their place in the order and their sort key. */
export const pageOfContacts = (tx: Transaction, kind: ContactKind, input: ListContactsInput) => {
  const { sql } = tx;
  const [afterKey, afterId] = input.after ?? ['', 0];
  const { column, shown, key } = orderOf(sql, input.sort, afterKey);
  const direction = input.isDescending ? sql`desc` : sql`asc`;
  const comparison = input.isDescending ? sql`<` : sql`>`;
  return sql`
    select id, ${shown} as sort_key,
      row_number() over (order by ${column} ${direction}, id ${direction}) as place
    from ${sql(CONTACT_TABLES[kind].table)}
    where ${matching(tx, kind, input)}
      ${input.after === undefined ? sql`` : sql`and (${column}, id) ${comparison} (${key}, ${afterId}::bigint)`}
    order by ${column} ${direction}, id ${direction}
    limit ${input.limit}::integer
  `;
};

/** Counts the matching contacts, up to `limit`. */
export const countContacts = async (
  tx: Transaction,
  kind: ContactKind,
  input: ContactFilter & { limit: number },
): Promise<number> => {
  const { sql } = tx;
  const [row] = await sql`
    select count(*) as count
    from (
      select 1
      from ${sql(CONTACT_TABLES[kind].table)}
      where ${matching(tx, kind, input)}
      limit ${input.limit}::integer
    ) as found
  `;
  return z.object({ count: z.number() }).parse(row).count;
};
