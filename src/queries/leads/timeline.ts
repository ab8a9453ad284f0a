import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** What happened to a lead, from the audit trail. As in src/queries/entity-timeline.ts, `at` is a text. */

const CHANGE_OPERATIONS = [
  'leads.update',
  'leads.assign',
  'leads.status',
  'leads.convert',
  'leads.confirm_email',
] as const;

interface TimelineInput {
  leadId: number;
  /** The position after which the page starts. */
  before: { at: string; key: string } | undefined;
  limit: number;
}

/** Sorts before and after every other position. */
const LATEST = { at: 'infinity', key: '' };

const instant = (sql: Transaction['sql'], column: string) =>
  sql`to_char(${sql(column)} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const Values = z.record(z.string(), z.unknown()).nullable();

const LeadChangeRow = z.object({
  key: z.string(),
  at: z.string(),
  operation: z.enum(CHANGE_OPERATIONS),
  by: z.string().nullable(),
  before: Values,
  after: Values,
});
export type LeadChangeRow = z.infer<typeof LeadChangeRow>;

/** Newest first. Index: audit_entries_lead_changes, which leaves out the looks at the lead. */
export const listLeadChanges = async (
  { sql, actor }: Transaction,
  { leadId, before = LATEST, limit }: TimelineInput,
): Promise<LeadChangeRow[]> =>
  parseRows(
    LeadChangeRow,
    await sql`
      select change.key, ${instant(sql, 'change.at')} as at, change.operation, users.name as by,
        change.before, change.after
      from (
        select 'c' || lpad(sequence::text, 19, '0') as key, occurred_at as at,
          entry ->> 'operation' as operation, (entry ->> 'user_id')::bigint as user_id,
          entry -> 'before' as before, entry -> 'after' as after
        from audit_entries
        where company_id = ${actor.companyId}::bigint
          and resource_type = 'lead'
          and entry ->> 'operation' in (
            'leads.create', 'leads.update', 'leads.assign', 'leads.status', 'leads.convert',
            'leads.confirm_email'
          )
          and resource_id = ${String(leadId)}::text
          and entry ->> 'operation' <> 'leads.create'
          and occurred_at <= ${before.at}::text::timestamptz
          and (occurred_at, 'c' || lpad(sequence::text, 19, '0') collate "C")
            < (${before.at}::text::timestamptz, ${before.key}::text collate "C")
        order by occurred_at desc, sequence desc
        limit ${limit}::integer
      ) change
      left join users
        on users.company_id = ${actor.companyId}::bigint and users.id = change.user_id
      order by change.at desc, change.key collate "C" desc
    `,
  );

const CreationRow = z.object({ at: z.string(), by: z.string().nullable() });

/** Who created a lead is in the trail; who imported it, in its import. */
export const findLeadCreation = async (
  { sql, actor }: Transaction,
  leadId: number,
): Promise<z.infer<typeof CreationRow> | undefined> =>
  parseFirst(
    CreationRow,
    await sql`
      select ${instant(sql, 'leads.created_at')} as at, coalesce(creator.name, importer.name) as by
      from leads
      left join lead_imports
        on lead_imports.company_id = leads.company_id and lead_imports.id = leads.import_id
      left join users importer
        on importer.company_id = leads.company_id and importer.id = lead_imports.user_id
      left join lateral (
        select users.name
        from audit_entries
        join users
          on users.company_id = audit_entries.company_id
          and users.id = (audit_entries.entry ->> 'user_id')::bigint
        where audit_entries.company_id = leads.company_id
          and audit_entries.resource_type = 'lead'
          and audit_entries.entry ->> 'operation' in (
            'leads.create', 'leads.update', 'leads.assign', 'leads.status', 'leads.convert',
            'leads.confirm_email'
          )
          and audit_entries.resource_id = leads.id::text
          and audit_entries.entry ->> 'operation' = 'leads.create'
        order by audit_entries.occurred_at
        limit 1
      ) creator on true
      where leads.company_id = ${actor.companyId}::bigint and leads.id = ${leadId}::bigint
    `,
  );

/** The names of users of the company, by id. */
export const listUserNames = async (
  { sql, actor }: Transaction,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> =>
  new Map(
    parseRows(
      z.object({ id: z.number(), name: z.string() }),
      await sql`
        select id, name
        from users
        where company_id = ${actor.companyId}::bigint and id = any (${[...ids]}::bigint[])
      `,
    ).map(({ id, name }): [number, string] => [id, name]),
  );
