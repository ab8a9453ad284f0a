import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import { ENTITY_TYPES, type EntityType } from '../domain/entities/types.ts';
import { defaultStatuses, type EntityStatus } from '../domain/entity-statuses/defaults.ts';
import { STATUS_TONES } from '../domain/shared/statuses.ts';
import { parseRows } from './shared/rows.ts';

const StatusRow = z.object({
  entity_type: z.enum(ENTITY_TYPES),
  code: z.string(),
  label: z.string(),
  tone: z.enum(STATUS_TONES),
  suggested_action_types: z.array(z.string()),
});

export interface TypeStatuses {
  type: EntityType;
  statuses: readonly EntityStatus[];
  isDefault: boolean;
}

/**
 * The statuses of each type of records, in order; the default ones of a type without rows. At most 50 per
 * type (src/domain/shared/statuses.ts).
 */
export const listEntityStatuses = async ({ sql, actor }: Transaction): Promise<TypeStatuses[]> => {
  const rows = parseRows(
    StatusRow,
    await sql`
      select entity_type, code, label, tone, suggested_action_types
      from entity_statuses
      where company_id = ${actor.companyId}::bigint
      order by entity_type, position
    `,
  );
  return ENTITY_TYPES.map((type) => {
    const stored = rows.filter((row) => row.entity_type === type);
    return stored.length === 0
      ? { type, statuses: defaultStatuses(type), isDefault: true }
      : { type, statuses: stored.map(toStatus), isDefault: false };
  });
};

const toStatus = (row: z.infer<typeof StatusRow>): EntityStatus => ({
  code: row.code,
  label: row.label,
  tone: row.tone,
  suggestedActionTypes: row.suggested_action_types,
});

/** Replaces the statuses of a type; an empty list restores the default. Call it under `lockSetting`. */
export const replaceEntityStatuses = async (
  { sql, actor }: Transaction,
  type: EntityType,
  statuses: readonly EntityStatus[],
): Promise<void> => {
  await sql`
    delete from entity_statuses
    where company_id = ${actor.companyId}::bigint and entity_type = ${type}::text
  `;
  for (const [position, status] of statuses.entries()) {
    await sql`
      insert into entity_statuses (
        company_id, entity_type, code, label, tone, suggested_action_types, position
      )
      values (
        ${actor.companyId}::bigint, ${type}::text, ${status.code}::text, ${status.label}::text,
        ${status.tone}::text, ${[...status.suggestedActionTypes]}::text[], ${position}::integer
      )
    `;
  }
};

/**
 * How many records have each status; null: records without one. Index: entities_statut_dossier alone.
 */
export const countEntitiesByStatus = async (
  { sql, actor }: Transaction,
  input: { type: EntityType; limit: number },
): Promise<{ code: string | null; count: number }[]> =>
  parseRows(
    z.object({ code: z.string().nullable(), count: z.number() }),
    await sql`
      select statut_dossier as code, count(*) as count
      from entities
      where company_id = ${actor.companyId}::bigint and type = ${input.type}::text
      group by statut_dossier
      order by count(*) desc, statut_dossier
      limit ${input.limit}::integer
    `,
  );
