import { z } from 'zod';
import { CONTACT_KINDS, type ContactKind } from '../../domain/contacts/kinds.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { CONTACT_TABLES } from './points.ts';

/** Merges, and the rows that they move. */

const MergeRow = z.object({
  id: z.string(),
  kind: z.enum(CONTACT_KINDS),
  winner_id: z.number(),
  loser_id: z.number(),
  snapshot: z.unknown(),
  moved_lead_ids: z.array(z.number()),
  moved_person_ids: z.array(z.number()),
  created_at: z.date(),
  undone_at: z.date().nullable(),
});
export type MergeRow = z.infer<typeof MergeRow>;

const columns = (sql: Transaction['sql']) => sql`
  id, kind, coalesce(winner_person_id, winner_organisation_id) as winner_id,
  coalesce(loser_person_id, loser_organisation_id) as loser_id, snapshot, moved_lead_ids,
  moved_person_ids, created_at, undone_at
`;

export const findMerge = async (
  { sql, actor }: Transaction,
  kind: ContactKind,
  { id, winnerId }: { id: string; winnerId: number },
): Promise<MergeRow | undefined> =>
  parseFirst(
    MergeRow,
    await sql`
      select ${columns(sql)}
      from contact_merges
      where company_id = ${actor.companyId}::bigint
        and id = ${id}::uuid
        and kind = ${kind}::text
        and coalesce(winner_person_id, winner_organisation_id) = ${winnerId}::bigint
    `,
  );

/** The merge of these two that is not undone. */
export const findOpenMerge = async (
  { sql, actor }: Transaction,
  kind: ContactKind,
  { winnerId, loserId }: { winnerId: number; loserId: number },
): Promise<MergeRow | undefined> => {
  const { key } = CONTACT_TABLES[kind];
  return parseFirst(
    MergeRow,
    await sql`
      select ${columns(sql)}
      from contact_merges
      where company_id = ${actor.companyId}::bigint
        and ${sql(`winner_${key}`)} = ${winnerId}::bigint
        and ${sql(`loser_${key}`)} = ${loserId}::bigint
        and undone_at is null
      order by created_at desc
      limit 1
    `,
  );
};

interface InsertMergeInput {
  id: string;
  winnerId: number;
  loserId: number;
  snapshot: object;
  movedLeadIds: readonly number[];
  movedPersonIds: readonly number[];
}

export const insertMerge = async (
  { sql, actor }: Transaction,
  kind: ContactKind,
  input: InsertMergeInput,
): Promise<MergeRow> => {
  const { key } = CONTACT_TABLES[kind];
  const [row] = await sql`
    insert into contact_merges (
      id, company_id, kind, ${sql(`winner_${key}`)}, ${sql(`loser_${key}`)}, snapshot,
      moved_lead_ids, moved_person_ids, merged_by
    )
    values (
      ${input.id}::uuid, ${actor.companyId}::bigint, ${kind}::text, ${input.winnerId}::bigint,
      ${input.loserId}::bigint, ${json(sql, input.snapshot)}, ${[...input.movedLeadIds]}::bigint[],
      ${[...input.movedPersonIds]}::bigint[], ${actor.userId}::bigint
    )
    returning ${columns(sql)}
  `;
  return MergeRow.parse(row);
};

export const markUndone = async (
  { sql, actor }: Transaction,
  id: string,
): Promise<MergeRow | undefined> =>
  parseFirst(
    MergeRow,
    await sql`
      update contact_merges
      set undone_at = now(), undone_by = ${actor.userId}::bigint
      where company_id = ${actor.companyId}::bigint and id = ${id}::uuid
      returning ${columns(sql)}
    `,
  );

/** The tables whose rows belong to a contact of each kind. */
const MOVED_TABLES = {
  person: ['leads'],
  organisation: ['leads', 'people'],
} as const satisfies Record<ContactKind, readonly string[]>;
type MovedTable = (typeof MOVED_TABLES)[ContactKind][number];

/** Rows of deleted people count too: they belong to the organisation when they are restored. */
export const countLinks = async (
  { sql, actor }: Transaction,
  kind: ContactKind,
  id: number,
): Promise<Record<MovedTable, number>> => {
  const counts = { leads: 0, people: 0 };
  for (const table of MOVED_TABLES[kind]) {
    const [row] = await sql`
      select count(*) as count
      from ${sql(table)}
      where company_id = ${actor.companyId}::bigint
        and ${sql(CONTACT_TABLES[kind].key)} = ${id}::bigint
    `;
    counts[table] = z.object({ count: z.number() }).parse(row).count;
  }
  return counts;
};

/**
 * Gives what belongs to one contact to another. `ids`: only these rows. Out: the ids of the rows.
 * The versions stay: no field that somebody edits is changed. Twice: moves nothing more.
 */
export const moveLinks = async (
  { sql, actor }: Transaction,
  kind: ContactKind,
  input: { fromId: number; toId: number; ids?: Record<MovedTable, readonly number[]> },
): Promise<Record<MovedTable, number[]>> => {
  const { key } = CONTACT_TABLES[kind];
  const moved: Record<MovedTable, number[]> = { leads: [], people: [] };
  for (const table of MOVED_TABLES[kind]) {
    const rows = await sql`
      update ${sql(table)}
      set ${sql(key)} = ${input.toId}::bigint
      where company_id = ${actor.companyId}::bigint
        and ${sql(key)} = ${input.fromId}::bigint
        ${input.ids === undefined ? sql`` : sql`and id = any (${[...input.ids[table]]}::bigint[])`}
      returning id
    `;
    moved[table] = parseRows(z.object({ id: z.number() }), rows).map(({ id }) => id);
  }
  return moved;
};

const MERGE_DEPTH_MAX = 20;

/** The organisation that an organisation was merged into, and so on: the one that has its people now. */
export const findMergedOrganisationId = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<number> => {
  const row = parseFirst(
    z.object({ id: z.number() }),
    await sql`
      with recursive chain as (
        select organisations.id, organisations.merged_into_id, 1 as depth
        from organisations
        where organisations.company_id = ${actor.companyId}::bigint
          and organisations.id = ${id}::bigint
        union all
        select organisations.id, organisations.merged_into_id, chain.depth + 1
        from chain
        join organisations
          on organisations.company_id = ${actor.companyId}::bigint
          and organisations.id = chain.merged_into_id
        where chain.depth < ${MERGE_DEPTH_MAX}::integer
      )
      select id from chain order by depth desc limit 1
    `,
  );
  return row?.id ?? id;
};
