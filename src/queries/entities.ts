import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import { json } from '../platform/json.ts';
import { ENTITY_TYPES, type EntityType } from '../domain/entities/types.ts';
import type { EntitySort } from '../domain/entities/shapes.ts';
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

interface EntityFilter {
  type: EntityType;
  statutDossier: readonly string[] | undefined;
  /** Words; each must be a prefix of a word of the record. */
  text: string | undefined;
}

interface ListEntitiesInput extends EntityFilter {
  sort: EntitySort;
  isDescending: boolean;
  /** The sort key and the id of the last row of the page before. */
  after: readonly [key: string | number, id: number] | undefined;
  limit: number;
}

const SortedEntityRow = EntityRow.extend({ sort_key: z.union([z.string(), z.number()]) });
type SortedEntityRow = z.infer<typeof SortedEntityRow>;

/**
 * The text filter scans the rows of the type in the order of the list: 1 ms if many match, 90 ms if few of
 * 100,000 match.
 */
const matching = ({ sql, actor }: Transaction, input: EntityFilter) => sql`
  company_id = ${actor.companyId}::bigint
  and type = ${input.type}::text
  ${input.statutDossier === undefined ? sql`` : sql`and statut_dossier = any (${[...input.statutDossier]}::text[])`}
  ${(input.text ?? '') === '' ? sql`` : sql`and search @@ (select entity_query(${input.text ?? ''}::text))`}
`;

/**
 * What a list is sorted by, and how its key in a cursor is read back. Indexes: entities_type,
 * entities_updated_at, entities_company_id_type_ref_key, entities_sort_label. A sort by status sorts the
 * rows of the type: 50 to 100 ms for 100,000.
 */
const orderOf = (sql: Transaction['sql'], sort: EntitySort, key: string | number) => {
  switch (sort) {
    case 'created_at':
      return { column: sql`id`, shown: sql`id`, key: sql`${key}::bigint` };
    case 'updated_at':
      return {
        column: sql`updated_at`,
        shown: sql`(extract(epoch from updated_at) * 1000000)::bigint`,
        key: sql`timestamptz 'epoch' + ${key}::bigint * interval '1 microsecond'`,
      };
    case 'ref':
      return { column: sql`ref`, shown: sql`ref`, key: sql`${key}::text` };
    case 'label':
      return { column: sql`sort_label`, shown: sql`sort_label`, key: sql`${key}::text` };
    case 'statut_dossier':
      return {
        column: sql`coalesce(statut_dossier, '')`,
        shown: sql`coalesce(statut_dossier, '')`,
        key: sql`${key}::text`,
      };
  }
};

export const listEntities = async (
  tx: Transaction,
  input: ListEntitiesInput,
): Promise<SortedEntityRow[]> => {
  const { sql } = tx;
  const [afterKey, afterId] = input.after ?? ['', 0];
  const { column, shown, key } = orderOf(sql, input.sort, afterKey);
  const direction = input.isDescending ? sql`desc` : sql`asc`;
  const comparison = input.isDescending ? sql`<` : sql`>`;
  return parseRows(
    SortedEntityRow,
    await sql`
      select id, type, ref, data, statut_dossier, version, created_at, updated_at,
        ${shown} as sort_key
      from entities
      where ${matching(tx, input)}
        ${input.after === undefined ? sql`` : sql`and (${column}, id) ${comparison} (${key}, ${afterId}::bigint)`}
      order by ${column} ${direction}, id ${direction}
      limit ${input.limit}::integer
    `,
  );
};

/** Counts the matching records, up to `limit`. */
export const countEntities = async (
  tx: Transaction,
  input: EntityFilter & { limit: number },
): Promise<number> => {
  const [row] = await tx.sql`
    select count(*) as count
    from (select 1 from entities where ${matching(tx, input)} limit ${input.limit}::integer) as found
  `;
  return z.object({ count: z.number() }).parse(row).count;
};

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

/** Those of the references that exist, in no order. */
export const listEntitiesByRef = async (
  { sql, actor }: Transaction,
  { type, refs }: { type: EntityType; refs: readonly string[] },
): Promise<Pick<EntityRow, 'id' | 'ref' | 'data'>[]> =>
  parseRows(
    EntityRow.pick({ id: true, ref: true, data: true }),
    await sql`
      select id, ref, data
      from entities
      where company_id = ${actor.companyId}::bigint
        and type = ${type}::text
        and ref = any (${[...refs]}::text[])
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
