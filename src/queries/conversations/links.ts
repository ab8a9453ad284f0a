import type { Transaction } from '../../platform/database.ts';

/** What a conversation may be linked to. */

const TABLES = { person: 'people', project: 'projects', organisation: 'organisations' } as const;

/** Locked, so that it is not deleted meanwhile. */
export const isLinkable = async (
  { sql, actor }: Transaction,
  { kind, id }: { kind: keyof typeof TABLES; id: number },
): Promise<boolean> => {
  const found = await sql`
    select 1
    from ${sql(TABLES[kind])}
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint and deleted_at is null
    for key share
  `;
  return found.count > 0;
};
