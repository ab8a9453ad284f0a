import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import { json } from '../platform/json.ts';
import type { StoredActionType } from '../domain/action-types/catalogue.ts';
import { ACTION_ENTITY_TYPES } from '../domain/entities/types.ts';
import { ROLES } from '../domain/shared/permissions.ts';
import { parseRows } from './shared/rows.ts';

const ActionTypeRow = z
  .object({
    code: z.string(),
    label: z.string(),
    entity_types: z.array(z.enum(ACTION_ENTITY_TYPES)),
    roles: z.array(z.enum(ROLES)),
    metadata_schema: z.record(z.string(), z.unknown()).nullable(),
  })
  .transform((row): StoredActionType => ({
    code: row.code,
    label: row.label,
    entityTypes: row.entity_types,
    roles: row.roles,
    metadataSchema: row.metadata_schema,
  }));

/** The action types that the company added or changed. `upsertActionType` limits their number. */
export const listCompanyActionTypes = async ({
  sql,
  actor,
}: Transaction): Promise<StoredActionType[]> =>
  parseRows(
    ActionTypeRow,
    await sql`
      select code, label, entity_types, roles, metadata_schema
      from action_types
      where company_id = ${actor.companyId}::bigint
      order by code
    `,
  );

export const upsertActionType = async (
  { sql, actor }: Transaction,
  type: StoredActionType,
): Promise<void> => {
  await sql`
    insert into action_types (company_id, code, label, entity_types, roles, metadata_schema)
    values (
      ${actor.companyId}::bigint, ${type.code}::text, ${type.label}::text,
      ${[...type.entityTypes]}::text[], ${[...type.roles]}::text[],
      ${type.metadataSchema === null ? null : json(sql, type.metadataSchema)}
    )
    on conflict (company_id, code) do update
    set label = excluded.label,
        entity_types = excluded.entity_types,
        roles = excluded.roles,
        metadata_schema = excluded.metadata_schema,
        updated_at = now()
  `;
};

export const deleteActionType = async (
  { sql, actor }: Transaction,
  code: string,
): Promise<boolean> => {
  const deleted = await sql`
    delete from action_types
    where company_id = ${actor.companyId}::bigint and code = ${code}::text
  `;
  return deleted.count > 0;
};
