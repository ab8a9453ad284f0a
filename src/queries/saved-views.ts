import { z } from 'zod';
import { SAVED_VIEW_LISTS } from '../domain/saved-views/shapes.ts';
import type { Transaction } from '../platform/database.ts';
import { json } from '../platform/json.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

/** A user sees their own views and those that are shared. */

export const SavedViewRow = z.object({
  id: z.number(),
  list: z.enum(SAVED_VIEW_LISTS),
  name: z.string(),
  is_shared: z.boolean(),
  user_id: z.number(),
  user_name: z.string(),
  filters: z.record(z.string(), z.string()),
  sort: z.string().nullable(),
  columns: z.array(z.string()).nullable(),
  version: z.number(),
});
export type SavedViewRow = z.infer<typeof SavedViewRow>;

type SavedViewFields = Pick<SavedViewRow, 'name' | 'is_shared' | 'filters' | 'sort' | 'columns'>;

const selectView = (sql: Transaction['sql']) => sql`
  select saved_views.id, saved_views.list, saved_views.name, saved_views.is_shared,
    saved_views.user_id, users.name as user_name, saved_views.filters, saved_views.sort,
    saved_views.columns, saved_views.version
  from saved_views
  join users
    on users.company_id = saved_views.company_id and users.id = saved_views.user_id
`;

const isVisible = ({ sql }: Transaction, userId: number) =>
  sql`(saved_views.is_shared or saved_views.user_id = ${userId}::bigint)`;

/** Index: saved_views_list. */
export const listSavedViews = async (
  tx: Transaction,
  input: {
    userId: number;
    list: SavedViewRow['list'] | undefined;
    afterId: number | undefined;
    limit: number;
  },
): Promise<SavedViewRow[]> =>
  parseRows(
    SavedViewRow,
    await tx.sql`
      ${selectView(tx.sql)}
      where saved_views.company_id = ${tx.actor.companyId}::bigint
        and ${isVisible(tx, input.userId)}
        ${input.list === undefined ? tx.sql`` : tx.sql`and saved_views.list = ${input.list}::text`}
        ${input.afterId === undefined ? tx.sql`` : tx.sql`and saved_views.id > ${input.afterId}::bigint`}
      order by saved_views.id
      limit ${input.limit}::integer
    `,
  );

/** The views that a user saved of a list, shared or not. */
export const countSavedViews = async (
  { sql, actor }: Transaction,
  input: { userId: number; list: SavedViewRow['list'] },
): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from saved_views
    where company_id = ${actor.companyId}::bigint
      and list = ${input.list}::text
      and user_id = ${input.userId}::bigint
  `;
  return z.number().parse(row?.['count']);
};

/** Locks the row if it is to be changed. */
export const findSavedView = async (
  tx: Transaction,
  { id, userId, isLocked = false }: { id: number; userId: number; isLocked?: boolean },
): Promise<SavedViewRow | undefined> =>
  parseFirst(
    SavedViewRow,
    await tx.sql`
      ${selectView(tx.sql)}
      where saved_views.company_id = ${tx.actor.companyId}::bigint
        and saved_views.id = ${id}::bigint
        and ${isVisible(tx, userId)}
      ${isLocked ? tx.sql`for update of saved_views` : tx.sql``}
    `,
  );

/** Out: the id. */
export const insertSavedView = async (
  { sql, actor }: Transaction,
  input: SavedViewFields & { userId: number; list: SavedViewRow['list'] },
): Promise<number> => {
  const [row] = await sql`
    insert into saved_views (company_id, user_id, list, name, is_shared, filters, sort, columns)
    values (
      ${actor.companyId}::bigint, ${input.userId}::bigint, ${input.list}::text,
      ${input.name}::text, ${input.is_shared}::boolean, ${json(sql, input.filters)},
      ${input.sort}::text, ${input.columns}::text[]
    )
    returning id
  `;
  return z.object({ id: z.number() }).parse(row).id;
};

/** The caller holds the row lock and has compared the version. */
export const updateSavedView = async (
  { sql, actor }: Transaction,
  input: SavedViewFields & { id: number },
): Promise<void> => {
  await sql`
    update saved_views
    set name = ${input.name}::text,
        is_shared = ${input.is_shared}::boolean,
        filters = ${json(sql, input.filters)},
        sort = ${input.sort}::text,
        columns = ${input.columns}::text[],
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
  `;
};

export const deleteSavedView = async ({ sql, actor }: Transaction, id: number): Promise<void> => {
  await sql`
    delete from saved_views
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
};
