import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import { json } from '../platform/json.ts';
import { ENTITY_TYPES, type EntityType } from '../domain/entities/types.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

export const EntityRow = z.object({
  id: z.number(),
  type: z.enum(ENTITY_TYPES),
  ref: z.string(),
  data: z.record(z.string(), z.unknown()),
  statut_dossier: z.string().nullable(),
  version: z.number(),
  created_at: z.date(),
  updated_at: z.date(),
});
export type EntityRow = z.infer<typeof EntityRow>;

interface ListEntitiesInput {
  type: EntityType;
  statutDossier: string | undefined;
  /** Words; each must be a prefix of a word of the record. */
  text: string | undefined;
  beforeId: number | undefined;
  limit: number;
}

/**
 * Newest first. Index: entities_type or entities_statut_dossier. The text filter scans the rows of that
 * index, newest first: 1 ms if many match, 90 ms if few of 100,000 match.
 */
export const listEntities = async (
  { sql, actor }: Transaction,
  input: ListEntitiesInput,
): Promise<EntityRow[]> =>
  parseRows(
    EntityRow,
    await sql`
      select id, type, ref, data, statut_dossier, version, created_at, updated_at
      from entities
      where company_id = ${actor.companyId}::bigint
        and type = ${input.type}::text
        ${input.statutDossier === undefined ? sql`` : sql`and statut_dossier = ${input.statutDossier}::text`}
        ${(input.text ?? '') === '' ? sql`` : sql`and search @@ entity_query(${input.text ?? ''}::text)`}
        ${input.beforeId === undefined ? sql`` : sql`and id < ${input.beforeId}::bigint`}
      order by id desc
      limit ${input.limit}::integer
    `,
  );

export const findEntity = async (
  { sql, actor }: Transaction,
  { type, ref, isLocked = false }: { type: EntityType; ref: string; isLocked?: boolean },
): Promise<EntityRow | undefined> =>
  parseFirst(
    EntityRow,
    await sql`
      select id, type, ref, data, statut_dossier, version, created_at, updated_at
      from entities
      where company_id = ${actor.companyId}::bigint
        and type = ${type}::text
        and ref = ${ref}::text
      ${isLocked ? sql`for no key update` : sql``}
    `,
  );

/** Undefined if the company has this (type, ref) already. */
export const insertEntity = async (
  { sql, actor }: Transaction,
  input: { type: EntityType; ref: string; data: object },
): Promise<EntityRow | undefined> =>
  parseFirst(
    EntityRow,
    await sql`
      insert into entities (company_id, type, ref, data)
      values (
        ${actor.companyId}::bigint, ${input.type}::text, ${input.ref}::text, ${json(sql, input.data)}
      )
      on conflict (company_id, type, ref) do nothing
      returning id, type, ref, data, statut_dossier, version, created_at, updated_at
    `,
  );

/** Compare-and-set on `version`. Out: undefined if the version is another. */
export const updateEntityData = async (
  { sql, actor }: Transaction,
  input: { id: number; version: number; data: object },
): Promise<EntityRow | undefined> =>
  parseFirst(
    EntityRow,
    await sql`
      update entities
      set data = ${json(sql, input.data)},
          version = version + 1,
          updated_at = now()
      where company_id = ${actor.companyId}::bigint
        and id = ${input.id}::bigint
        and version = ${input.version}::integer
      returning id, type, ref, data, statut_dossier, version, created_at, updated_at
    `,
  );

const StatusRow = EntityRow.pick({ type: true, ref: true, version: true, statut_dossier: true });
type StatusRow = z.infer<typeof StatusRow>;

/**
 * Sets `statutDossier`. Out: the change; undefined if the value is already set (the version stays).
 * `for no key update`: two transactions that each inserted a row with a foreign key to this entity
 * already share a key lock on it, so `for update` would deadlock. A separate statement: an update with
 * the lock in a subquery reads an old row version and visits the row twice, which can deadlock with
 * another waiter.
 */
export const updateEntityStatus = async (
  { sql, actor }: Transaction,
  input: { id: number; statutDossier: string },
): Promise<(Omit<StatusRow, 'statut_dossier'> & { previous: string | null }) | undefined> => {
  const entity = parseFirst(
    StatusRow,
    await sql`
      select type, ref, version, statut_dossier
      from entities
      where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
      for no key update
    `,
  );
  if (!entity || entity.statut_dossier === input.statutDossier) return undefined;
  await sql`
    update entities
    set data = data || jsonb_build_object('statutDossier', ${input.statutDossier}::text),
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
  `;
  const { statut_dossier: previous, version, ...found } = entity;
  return { ...found, version: version + 1, previous };
};
