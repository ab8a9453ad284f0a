import { z } from 'zod';
import { FolderRules, type RuleGroup } from '../../domain/inbox-folders/rules.ts';
import { FOLDER_COLOURS } from '../../domain/inbox-folders/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Folders of the inbox. Changes run under `lockSetting`. */

const FolderRow = z.object({
  id: z.number(),
  name: z.string(),
  colour: z.enum(FOLDER_COLOURS),
  position: z.number(),
  rules: FolderRules.nullable(),
  ai_description: z.string().nullable(),
  ai_threshold: z.number(),
  rules_version: z.number(),
  is_active: z.boolean(),
  version: z.number(),
  created_at: z.date(),
  updated_at: z.date(),
});
export type FolderRow = z.infer<typeof FolderRow>;

const columns = (sql: Transaction['sql']) => sql`
  id, name, colour, position, rules, ai_description, ai_threshold, rules_version, is_active, version,
  created_at, updated_at
`;

/** In the order in which their rules are tried: at most FOLDER_COUNT_MAX. */
export const listFolders = async ({ sql, actor }: Transaction): Promise<FolderRow[]> =>
  parseRows(
    FolderRow,
    await sql`
      select ${columns(sql)}
      from inbox_folders
      where company_id = ${actor.companyId}::bigint
        and deleted_at is null
      order by position, id
    `,
  );

export const findFolder = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<FolderRow | undefined> =>
  parseFirst(
    FolderRow,
    await sql`
      select ${columns(sql)}
      from inbox_folders
      where company_id = ${actor.companyId}::bigint
        and id = ${id}::bigint
        and deleted_at is null
    `,
  );

export interface FolderContent {
  name: string;
  colour: string;
  rules: RuleGroup | null;
  ai_description: string | null;
  ai_threshold: number;
  is_active: boolean;
}

/** Behind the others. Errors: unique violation of `inbox_folders_name`. */
export const insertFolder = async (
  { sql, actor }: Transaction,
  { name, colour, rules, ai_description, ai_threshold, is_active }: FolderContent,
): Promise<number> => {
  const [row] = await sql`
    insert into inbox_folders (
      company_id, name, colour, position, rules, ai_description, ai_threshold, is_active
    )
    select ${actor.companyId}::bigint, ${name}::text, ${colour}::text,
      coalesce(max(inbox_folders.position), 0) + 1, ${rules === null ? null : json(sql, rules)}::jsonb,
      ${ai_description}::text, ${ai_threshold}::real, ${is_active}::boolean
    from inbox_folders
    where inbox_folders.company_id = ${actor.companyId}::bigint
      and inbox_folders.deleted_at is null
    returning id
  `;
  return z.object({ id: z.number() }).parse(row).id;
};

/** Errors: unique violation of `inbox_folders_name`. */
export const updateFolder = async (
  { sql, actor }: Transaction,
  {
    id,
    name,
    colour,
    rules,
    ai_description,
    ai_threshold,
    is_active,
  }: FolderContent & { id: number },
  { changesRules }: { changesRules: boolean },
): Promise<void> => {
  await sql`
    update inbox_folders
    set name = ${name}::text,
        colour = ${colour}::text,
        rules = ${rules === null ? null : json(sql, rules)}::jsonb,
        ai_description = ${ai_description}::text,
        ai_threshold = ${ai_threshold}::real,
        is_active = ${is_active}::boolean,
        rules_version = rules_version + ${changesRules ? 1 : 0}::integer,
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${id}::bigint
  `;
};

/** The rules change too: without it, the others decide. */
export const deleteFolder = async ({ sql, actor }: Transaction, id: number): Promise<void> => {
  await sql`
    update inbox_folders
    set deleted_at = now(),
        rules_version = rules_version + 1,
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${id}::bigint
  `;
};

/** Only folders whose place changes get a new version. */
export const orderFolders = async (
  { sql, actor }: Transaction,
  ids: readonly number[],
): Promise<void> => {
  await sql`
    update inbox_folders
    set position = wanted.position,
        rules_version = inbox_folders.rules_version + 1,
        version = inbox_folders.version + 1,
        updated_at = now()
    from unnest(${[...ids]}::bigint[]) with ordinality as wanted(id, position)
    where inbox_folders.company_id = ${actor.companyId}::bigint
      and inbox_folders.id = wanted.id
      and inbox_folders.deleted_at is null
      and inbox_folders.position <> wanted.position
  `;
};

const RulebookRow = z.object({
  version: z.number(),
  folders: z.array(z.object({ id: z.number(), rules: FolderRules })),
});
export type RulebookRow = z.infer<typeof RulebookRow>;

/**
 * The rules that are applied, in their order, and the version of all of them: the sum of the versions of all
 * folders, deleted ones too, so it grows with each change.
 */
export const findRulebook = async ({ sql, actor }: Transaction): Promise<RulebookRow> => {
  const [row] = await sql`
    select coalesce(sum(inbox_folders.rules_version), 0)::integer as version,
      coalesce(
        jsonb_agg(
          jsonb_build_object('id', inbox_folders.id, 'rules', inbox_folders.rules)
          order by inbox_folders.position, inbox_folders.id
        ) filter (
          where inbox_folders.rules is not null
            and inbox_folders.is_active
            and inbox_folders.deleted_at is null
        ),
        '[]'
      ) as folders
    from inbox_folders
    where inbox_folders.company_id = ${actor.companyId}::bigint
  `;
  return RulebookRow.parse(row);
};
