import type { ContactKind } from '../../domain/contacts/kinds.ts';
import type { Transaction } from '../../platform/database.ts';
import { CONTACT_TABLES } from './points.ts';

/** Deletes a contact, by itself or because it was merged into another. The caller holds the row. */
export const markDeleted = async (
  { sql, actor }: Transaction,
  kind: ContactKind,
  { id, mergedIntoId }: { id: number; mergedIntoId: number | null },
): Promise<void> => {
  await sql`
    update ${sql(CONTACT_TABLES[kind].table)}
    set deleted_at = now(),
        merged_into_id = ${mergedIntoId}::bigint,
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
};

/** The caller holds the row. */
export const markRestored = async (
  { sql, actor }: Transaction,
  kind: ContactKind,
  id: number,
): Promise<void> => {
  await sql`
    update ${sql(CONTACT_TABLES[kind].table)}
    set deleted_at = null, merged_into_id = null, version = version + 1, updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
};
