import { z } from 'zod';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseRows } from './rows.ts';

/** Contents of uploads that a row may not name yet. */

/** Waits for a purge of the same content: what is stored afterwards stays. */
export const noteContent = async (
  { sql, actor }: Transaction,
  { sha256 }: { sha256: string },
): Promise<void> => {
  await sql`
    insert into stored_contents (company_id, sha256)
    values (${actor.companyId}::bigint, ${sha256}::text)
    on conflict (company_id, sha256) do update set stored_at = now()
  `;
};

const ContentRow = z.object({ company_id: z.number(), sha256: z.string() });
export type ContentRow = z.infer<typeof ContentRow>;

export const listOldContents = async (
  database: Database,
  { hours, limit }: { hours: number; limit: number },
): Promise<ContentRow[]> =>
  parseRows(
    ContentRow,
    await database`
      select company_id, sha256 from list_old_contents(${hours}::integer, ${limit}::integer)
    `,
  );

/** Until the end of the transaction nobody stores it again. Out: false if somebody did meanwhile. */
export const lockOldContent = async (
  { sql, actor }: Transaction,
  { sha256, hours }: { sha256: string; hours: number },
): Promise<boolean> => {
  const rows = await sql`
    select
    from stored_contents
    where company_id = ${actor.companyId}::bigint
      and sha256 = ${sha256}::text
      and stored_at < now() - make_interval(hours => ${hours}::integer)
    for update
  `;
  return rows.length > 0;
};

export const forgetContent = async (
  { sql, actor }: Transaction,
  { sha256 }: { sha256: string },
): Promise<void> => {
  await sql`
    delete from stored_contents
    where company_id = ${actor.companyId}::bigint and sha256 = ${sha256}::text
  `;
};
