import { z } from 'zod';
import type { Database, Transaction } from '../platform/database.ts';
import { READ_OPERATIONS } from '../domain/audit/events.ts';
import { ENTITY_TYPES, LABEL_FIELDS, type EntityType } from '../domain/entities/types.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

const AuditRow = z.object({
  sequence: z.number(),
  occurred_at: z.date(),
  hash: z.instanceof(Buffer),
  user_name: z.string().nullable(),
  entity_type: z.enum(ENTITY_TYPES).nullable(),
  entity_ref: z.string().nullable(),
  /** The fields that name the record. */
  entity_names: z.record(z.string(), z.unknown()).nullable(),
  entry: z.object({
    operation: z.string(),
    resource_type: z.string(),
    resource_id: z.string(),
    user_id: z.number().nullable(),
    api_key_id: z.number().nullable(),
    request_id: z.string().nullable(),
    ip: z.string().nullable(),
    before: z.unknown(),
    after: z.unknown(),
  }),
});
export type AuditRow = z.infer<typeof AuditRow>;

interface ListAuditEntriesInput {
  resourceType: string | undefined;
  resourceId: string | undefined;
  entityRef: string | undefined;
  entityType: EntityType | undefined;
  isChangesOnly: boolean;
  userId: number | undefined;
  operation: string | undefined;
  requestId: string | undefined;
  from: string | undefined;
  to: string | undefined;
  beforeSequence: number | undefined;
  limit: number;
}

/** Newest first. Index: audit_entries_resource, audit_entries_request, else the primary key backwards. */
export const listAuditEntries = async (
  { sql, actor }: Transaction,
  input: ListAuditEntriesInput,
): Promise<AuditRow[]> =>
  parseRows(
    AuditRow,
    await sql`
      select audit_entries.sequence, audit_entries.occurred_at, audit_entries.hash,
        audit_entries.entry, users.name as user_name, entities.type as entity_type,
        entities.ref as entity_ref, (
          select jsonb_object_agg(field.key, field.value)
          from jsonb_each(entities.data) as field
          where field.key = any (${[...LABEL_FIELDS]}::text[])
        ) as entity_names
      from audit_entries
      left join users
        on users.company_id = audit_entries.company_id
        and users.id = (audit_entries.entry ->> 'user_id')::bigint
      left join entities
        on entities.company_id = audit_entries.company_id
        and entities.id = case
          when audit_entries.resource_type = 'entity' and audit_entries.resource_id <> '*'
          then audit_entries.resource_id::bigint
        end
      where audit_entries.company_id = ${actor.companyId}::bigint
        ${input.resourceType === undefined ? sql`` : sql`and audit_entries.resource_type = ${input.resourceType}::text`}
        ${input.resourceId === undefined ? sql`` : sql`and audit_entries.resource_id = ${input.resourceId}::text`}
        ${input.entityRef === undefined ? sql`` : ofEntity(sql, actor.companyId, input.entityRef)}
        ${input.entityType === undefined ? sql`` : sql`and entities.type = ${input.entityType}::text`}
        ${input.isChangesOnly ? sql`and audit_entries.entry ->> 'operation' <> all (${[...READ_OPERATIONS]}::text[])` : sql``}
        ${input.userId === undefined ? sql`` : sql`and audit_entries.entry ->> 'user_id' = ${String(input.userId)}::text`}
        ${input.operation === undefined ? sql`` : sql`and audit_entries.entry ->> 'operation' = ${input.operation}::text`}
        ${input.requestId === undefined ? sql`` : sql`and audit_entries.request_id = ${input.requestId}::text`}
        ${input.from === undefined ? sql`` : sql`and audit_entries.occurred_at >= ${input.from}::timestamptz`}
        ${input.to === undefined ? sql`` : sql`and audit_entries.occurred_at < ${input.to}::timestamptz`}
        ${
          input.beforeSequence === undefined
            ? sql``
            : sql`and audit_entries.sequence < ${input.beforeSequence}::bigint`
        }
      order by audit_entries.sequence desc
      limit ${input.limit}::integer
    `,
  );

/** Resolved first, so that the entries are found by audit_entries_resource. */
const ofEntity = (sql: Transaction['sql'], companyId: number, ref: string) => sql`
  and audit_entries.resource_type = 'entity'
  and audit_entries.resource_id = any (array(
    select named.id::text
    from entities as named
    where named.company_id = ${companyId}::bigint
      and named.type = any (${[...ENTITY_TYPES]}::text[])
      and named.ref = ${ref}::text
  ))
`;

/** Heads whose copy in the log is due. Twice: the second call within the interval finds none. */
export const takeAuditHeads = async (
  database: Database,
  input: { intervalSeconds: number; limit: number },
): Promise<TakenHead[]> =>
  parseRows(
    TakenHead,
    await database`
      select company_id::text, slug, sequence::text, hash
      from take_audit_heads(${input.intervalSeconds}::integer, ${input.limit}::integer)
    `,
  );

/** As for the verifier: a head that an intruder made impossible must not stop the copies of the others. */
const TakenHead = z.object({
  company_id: z.string(),
  slug: z.string(),
  sequence: z.string(),
  hash: z.instanceof(Buffer).nullable(),
});
export type TakenHead = z.infer<typeof TakenHead>;

/** For the verifier, as relais_owner: all companies, one page at a time. */

/** True if row level security hides no company from this role. Else a verification proves nothing. */
export const canReadAllCompanies = async (database: Database): Promise<boolean> => {
  const [row] = await database`
    select rolsuper or rolbypassrls
      or coalesce(pg_has_role(current_user, to_regrole('relais_system'), 'usage'), false) as sees_all
    from pg_roles
    where rolname = current_user
  `;
  return row?.['sees_all'] === true;
};

const CompanyRow = z.object({ company_id: z.string(), slug: z.string() });
type CompanyRow = z.infer<typeof CompanyRow>;

/** In order of id. Ids are text: an intruder can write one that is no number of ours. */
export const listCompanies = async (
  ownerDatabase: Database,
  input: { afterCompanyId: string | null; limit: number },
): Promise<CompanyRow[]> =>
  parseRows(
    CompanyRow,
    await ownerDatabase`
      select id::text as company_id, coalesce(slug, 'company ' || id) as slug
      from companies
      where ${input.afterCompanyId}::bigint is null or id > ${input.afterCompanyId}::bigint
      order by id
      limit ${input.limit}::integer
    `,
  );

/**
 * Companies that have entries or a head but no row of their own: tampering. One index entry is read for
 * each company, not each row.
 */
export const listUnknownCompanies = async (
  ownerDatabase: Database,
  limit: number,
): Promise<string[]> =>
  parseRows(
    z.object({ company_id: z.string() }),
    await ownerDatabase`
      with recursive audited (company_id) as (
        select min(company_id) from audit_entries
        union all
        select (
          select min(audit_entries.company_id)
          from audit_entries
          where audit_entries.company_id > audited.company_id
        )
        from audited
        where audited.company_id is not null
      ),
      named as (
        select company_id from audited
        union
        select company_id from company_heads
      )
      select company_id::text
      from named
      where company_id is not null
        and not exists (select from companies where companies.id = named.company_id)
      order by named.company_id
      limit ${limit}::integer
    `,
  ).map((row) => row.company_id);

/**
 * A chain as it is stored. The reader must survive any row, so nothing here is parsed that an intruder can
 * make impossible: numbers are text, and all may be null.
 */
const StoredHead = z.object({
  sequence: z.string().nullable(),
  hash: z.instanceof(Buffer).nullable(),
});
export type StoredHead = z.infer<typeof StoredHead>;

const StoredLink = z.object({
  sequence: z.string().nullable(),
  previous_hash: z.instanceof(Buffer).nullable(),
  hash: z.instanceof(Buffer).nullable(),
  /** The exact text that audit_hash() hashes after the previous hash. Null without a finite time. */
  content: z.string().nullable(),
  /** False if the columns that the audit list searches differ from the entry, which alone is hashed. */
  is_listed_as_written: z.boolean(),
});
export type StoredLink = z.infer<typeof StoredLink>;

interface ReadChainInput {
  /** In digits: it may be greater than any number of ours. */
  companyId: string;
  pageSize: number;
}

/**
 * Reads one chain in a snapshot: entries written meanwhile are left to the next run. `onPage` gets the rows
 * by sequence, rows without one last. Out: the head; undefined if there is none.
 */
export const readChain = async (
  ownerDatabase: Database,
  { companyId, pageSize }: ReadChainInput,
  onPage: (links: StoredLink[]) => Promise<void>,
): Promise<StoredHead | undefined> =>
  ownerDatabase.begin('isolation level repeatable read read only', async (sql) => {
    const heads = await sql`
      select audit_sequence::text as sequence, audit_hash as hash
      from company_heads
      where company_id = ${companyId}::bigint
    `;
    // A cursor, not pages by sequence: without its key, the table may hold one sequence twice.
    await sql`
      declare links no scroll cursor for
      select sequence::text, previous_hash, hash,
        case
          when isfinite(occurred_at)
          then jsonb_build_array(
            company_id, sequence, trunc(extract(epoch from occurred_at) * 1000000), entry
          )::text
        end as content,
        (resource_type, resource_id, request_id) is not distinct from
          (entry ->> 'resource_type', entry ->> 'resource_id', entry ->> 'request_id')
          as is_listed_as_written
      from audit_entries
      where company_id = ${companyId}::bigint
      order by audit_entries.sequence
    `;
    for (;;) {
      const links = parseRows(
        StoredLink,
        await sql`fetch ${sql.unsafe(String(pageSize))} from links`,
      );
      if (links.length === 0) break;
      await onPage(links);
    }
    return parseFirst(StoredHead, heads);
  });
