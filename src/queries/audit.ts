import { z } from 'zod';
import type { Database, Transaction } from '../platform/database.ts';
import { ENTITY_TYPES } from '../domain/entities/types.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

const AuditRow = z.object({
  sequence: z.number(),
  occurred_at: z.date(),
  hash: z.instanceof(Buffer),
  user_name: z.string().nullable(),
  entity_type: z.enum(ENTITY_TYPES).nullable(),
  entity_ref: z.string().nullable(),
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
        entities.ref as entity_ref
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

const HeadRow = z.object({
  company_id: z.number(),
  slug: z.string(),
  /** Null if the company's head row was deleted: tampering. */
  sequence: z.number().nullable(),
  hash: z.instanceof(Buffer).nullable(),
});
export type HeadRow = z.infer<typeof HeadRow>;

export const listHeads = async (
  ownerDatabase: Database,
  input: { afterCompanyId: number; limit: number },
): Promise<HeadRow[]> =>
  parseRows(
    HeadRow,
    await ownerDatabase`
      select companies.id as company_id, companies.slug, company_heads.audit_sequence as sequence,
        company_heads.audit_hash as hash
      from companies
      left join company_heads on company_heads.company_id = companies.id
      where companies.id > ${input.afterCompanyId}::bigint
      order by companies.id
      limit ${input.limit}::integer
    `,
  );

const LinkRow = z.object({
  sequence: z.number(),
  previous_hash: z.instanceof(Buffer),
  hash: z.instanceof(Buffer),
  content: z.string(),
});
export type LinkRow = z.infer<typeof LinkRow>;

/** `content` is the exact text that audit_hash() hashes after the previous hash. */
export const listLinks = async (
  ownerDatabase: Database,
  input: { companyId: number; afterSequence: number; limit: number },
): Promise<LinkRow[]> =>
  parseRows(
    LinkRow,
    await ownerDatabase`
      select sequence, previous_hash, hash,
        jsonb_build_array(
          company_id, sequence, (extract(epoch from occurred_at) * 1000000)::bigint, entry
        )::text as content
      from audit_entries
      where company_id = ${input.companyId}::bigint
        and sequence > ${input.afterSequence}::bigint
      order by sequence
      limit ${input.limit}::integer
    `,
  );

/** The sequences of the head and of the last entry, in one statement. They must be equal. */
export const findTail = async (
  ownerDatabase: Database,
  companyId: number,
): Promise<{ head_sequence: number | null; last_sequence: number | null } | undefined> =>
  parseFirst(
    z.object({ head_sequence: z.number().nullable(), last_sequence: z.number().nullable() }),
    await ownerDatabase`
      select
        (
          select audit_sequence
          from company_heads
          where company_id = ${companyId}::bigint
        ) as head_sequence,
        (
          select max(sequence)
          from audit_entries
          where company_id = ${companyId}::bigint
        ) as last_sequence
    `,
  );
