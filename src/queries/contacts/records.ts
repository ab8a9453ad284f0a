import type { PendingQuery, Row } from 'postgres';
import { z } from 'zod';
import type { ContactKind } from '../../domain/contacts/kinds.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { pageOfContacts, sortKey, type ListContactsInput } from './lists.ts';
import { CONTACT_TABLES, pointColumns } from './points.ts';

/** How people and organisations are read: one of them, some by their ids, or a page of the list. */

/** What both kinds have. */
export const sharedColumns = {
  id: z.number(),
  name: z.string(),
  address: z.string().nullable(),
  notes: z.string().nullable(),
  ...pointColumns,
  version: z.number(),
  created_at: z.date(),
  updated_at: z.date(),
  deleted_at: z.date().nullable(),
  merged_into_id: z.number().nullable(),
};

interface ContactSource<S extends z.ZodType> {
  row: S;
  columns: (sql: Transaction['sql']) => PendingQuery<Row[]>;
  /** What the columns need besides the table of the kind. */
  joined: (tx: Transaction) => PendingQuery<Row[]>;
}

export const contactReads = <S extends z.ZodType>(
  kind: ContactKind,
  { row, columns, joined }: ContactSource<S>,
) => {
  const { table } = CONTACT_TABLES[kind];
  const ListedRow = z.intersection(row, z.object({ sort_key: sortKey }));

  const list = async (
    tx: Transaction,
    input: ListContactsInput,
  ): Promise<z.infer<typeof ListedRow>[]> => {
    const { sql, actor } = tx;
    return parseRows(
      ListedRow,
      await sql`
        select ${columns(sql)}, page.sort_key
        from (${pageOfContacts(tx, kind, input)}) as page
        join ${sql(table)}
          on ${sql(`${table}.company_id`)} = ${actor.companyId}::bigint
          and ${sql(`${table}.id`)} = page.id
        ${joined(tx)}
        order by page.place
      `,
    );
  };

  /** In the order of the ids' numbers, latest first; deleted ones are left out. */
  const listById = async (tx: Transaction, ids: readonly number[]): Promise<z.infer<S>[]> => {
    const { sql, actor } = tx;
    return parseRows(
      row,
      await sql`
        select ${columns(sql)}
        from ${sql(table)}
        ${joined(tx)}
        where ${sql(`${table}.company_id`)} = ${actor.companyId}::bigint
          and ${sql(`${table}.id`)} = any (${[...ids]}::bigint[])
          and ${sql(`${table}.deleted_at`)} is null
        order by ${sql(`${table}.id`)} desc
      `,
    );
  };

  /** Also a deleted one. `isLocked`: no other transaction changes it until this one ends. */
  const find = async (
    tx: Transaction,
    { id, isLocked = false }: { id: number; isLocked?: boolean },
  ): Promise<z.infer<S> | undefined> => {
    const { sql, actor } = tx;
    if (isLocked) {
      // A statement of its own: the next one then reads the points that the last holder of the lock wrote.
      await sql`
        select from ${sql(table)}
        where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
        for no key update
      `;
    }
    return parseFirst(
      row,
      await sql`
        select ${columns(sql)}
        from ${sql(table)}
        ${joined(tx)}
        where ${sql(`${table}.company_id`)} = ${actor.companyId}::bigint
          and ${sql(`${table}.id`)} = ${id}::bigint
      `,
    );
  };

  return { list, listById, find };
};
