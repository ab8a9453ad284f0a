import { z } from 'zod';
import type { KnownLeads } from '../../domain/lead-imports/duplicates.ts';
import { ROW_ERRORS, type RowError } from '../../domain/lead-imports/rows.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseRows } from '../shared/rows.ts';

/** The rows of an import: leads that are created, and rows that were not imported. */

export interface ImportedLead {
  /** Of its row: ids grow in the order of the file. */
  position: number;
  /** Digest of the row, in hexadecimal. */
  key: string;
  status: string;
  email: string | null;
  name: string | null;
  phone: string | null;
  company_name: string | null;
  data: Record<string, string>;
}

const KnownLeadsRow = z.object({
  keys: z.array(z.string()),
  emails: z.array(z.string()),
  phones: z.array(z.string()),
});

/**
 * Which of the keys, e-mail addresses and telephone numbers leads of the company have (leads_import_hash,
 * leads_email, leads_phone). Each is looked for in its index once: a subquery with a limit is no join, which
 * would read all leads of the company (90 ms of 40,000), and a number that many leads have is found once.
 */
export const findKnownLeads = async (
  { sql, actor }: Transaction,
  rows: readonly Pick<ImportedLead, 'key' | 'email' | 'phone'>[],
): Promise<KnownLeads> => {
  const [row] = parseRows(
    KnownLeadsRow,
    await sql`
      with batch as materialized (
        select *
        from jsonb_to_recordset(${json(
          sql,
          rows.map(({ key, email, phone }) => ({ key, email, phone })),
        )}) as lead(key text, email text, phone text)
      )
      select
        array(
          select batch.key
          from batch
          where (
            select true
            from leads
            where leads.company_id = ${actor.companyId}::bigint
              and leads.import_hash = decode(batch.key, 'hex')
            limit 1
          )
        ) as keys,
        array(
          select batch.email
          from batch
          where (
            select true
            from leads
            where leads.company_id = ${actor.companyId}::bigint
              and leads.email = batch.email
            limit 1
          )
        ) as emails,
        array(
          select batch.phone
          from batch
          where (
            select true
            from leads
            where leads.company_id = ${actor.companyId}::bigint
              and leads.phone = batch.phone
            limit 1
          )
        ) as phones
    `,
  );
  return {
    keys: new Set(row?.keys),
    emails: new Set(row?.emails),
    phones: new Set(row?.phones),
  };
};

const CreatedLead = z.object({ id: z.number(), key: z.string() });

/**
 * Inserts many leads in one statement. Look for their keys first (findKnownLeads): a conflict is found after
 * the work of the search column. A row that another import has created meanwhile is left out: its key is
 * unique in the company (leads_import_hash). Out: the id of each new lead with its key, by id.
 */
export const insertImportedLeads = async (
  { sql, actor }: Transaction,
  input: { importId: string; callCentreId: number | null; leads: readonly ImportedLead[] },
): Promise<z.infer<typeof CreatedLead>[]> =>
  input.leads.length === 0
    ? []
    : parseRows(
        CreatedLead,
        await sql`
          with batch as materialized (
            select decode(lead.key, 'hex') as hash, lead.*
            from jsonb_to_recordset(${json(sql, input.leads)}) as lead(
              position integer, key text, status text, email text, name text, phone text, company_name text,
              data jsonb
            )
          ),
          created as (
            insert into leads (
              company_id, source, status, call_centre_id, email, name, phone, company_name, data,
              import_id, import_hash
            )
            select ${actor.companyId}::bigint, 'import', batch.status, ${input.callCentreId}::bigint,
              batch.email, batch.name, batch.phone, batch.company_name, batch.data,
              ${input.importId}::uuid, batch.hash
            from batch
            order by batch.position
            on conflict (company_id, import_hash) where import_hash is not null do nothing
            returning id, import_hash
          )
          select id, encode(import_hash, 'hex') as key from created order by id
        `,
      );

export interface FaultyRow {
  row_number: number;
  errors: readonly RowError[];
  cells: readonly string[];
}

/** Under the lock of the import: its offset says that the rows were not inserted before. */
export const insertImportErrors = async (
  { sql, actor }: Transaction,
  { importId, rows }: { importId: string; rows: readonly FaultyRow[] },
): Promise<void> => {
  if (rows.length === 0) return;
  await sql`
    insert into lead_import_errors (company_id, import_id, row_number, errors, cells)
    select ${actor.companyId}::bigint, ${importId}::uuid, faulty.row_number, faulty.errors,
      faulty.cells
    from jsonb_to_recordset(${json(sql, rows)}) as faulty(
      row_number integer, errors jsonb, cells jsonb
    )
  `;
};

const ImportErrorRow = z.object({
  row_number: z.number(),
  errors: z.array(z.object({ column: z.number().nullable(), code: z.enum(ROW_ERRORS) })),
  cells: z.array(z.string()),
});
export type ImportErrorRow = z.infer<typeof ImportErrorRow>;

/** In the order of the file. */
export const listImportErrors = async (
  { sql, actor }: Transaction,
  input: { importId: string; afterRow: number; limit: number },
): Promise<ImportErrorRow[]> =>
  parseRows(
    ImportErrorRow,
    await sql`
      select row_number, errors, cells
      from lead_import_errors
      where company_id = ${actor.companyId}::bigint
        and import_id = ${input.importId}::uuid
        and row_number > ${input.afterRow}::integer
      order by row_number
      limit ${input.limit}::integer
    `,
  );
