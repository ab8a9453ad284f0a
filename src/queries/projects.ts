import { z } from 'zod';
import type { Scope } from '../domain/shared/permissions.ts';
import type { Transaction } from '../platform/database.ts';
import { reachCondition } from './shared/reach.ts';
import { parseFirst, parseRows } from './shared/rows.ts';

export const ProjectRow = z.object({
  id: z.number(),
  name: z.string(),
  description: z.string().nullable(),
  person_id: z.number().nullable(),
  person_name: z.string().nullable(),
  organisation_id: z.number().nullable(),
  organisation_name: z.string().nullable(),
  is_closed: z.boolean(),
  conversation_count: z.number(),
  version: z.number(),
  created_at: z.date(),
  updated_at: z.date(),
});
export type ProjectRow = z.infer<typeof ProjectRow>;

/** Whose conversations are counted. Undefined: the caller may read none. */
type Counted = Scope | undefined;

const columns = ({ sql, actor }: Transaction, scope: Counted) => sql`
  projects.id, projects.name, projects.description, projects.person_id, people.name as person_name,
  projects.organisation_id, organisations.name as organisation_name, projects.is_closed,
  (
    select count(*)
    from conversations
    where conversations.company_id = ${actor.companyId}::bigint
      and conversations.project_id = projects.id
      and conversations.deleted_at is null
      and ${
        scope === undefined
          ? sql`false`
          : reachCondition(sql, scope, {
              userId: 'conversations.assigned_to',
              callCentreId: 'conversations.call_centre_id',
            })
      }
  ) as conversation_count,
  projects.version, projects.created_at, projects.updated_at
`;

const joins = (sql: Transaction['sql']) => sql`
  left join people on people.company_id = projects.company_id and people.id = projects.person_id
  left join organisations
    on organisations.company_id = projects.company_id
    and organisations.id = projects.organisation_id
`;

/** With all words of the text in its name, or in that of its contact. Reads all projects of the company. */
const withWords = (sql: Transaction['sql'], text: string) => sql`
  to_tsvector(
    'pg_catalog.simple',
    search_words(concat_ws(' ', projects.name, people.name, organisations.name))
  ) @@ words_query(${text}::text)
`;

interface ListProjectsInput {
  text: string | undefined;
  isClosed: boolean | undefined;
  personId: number | undefined;
  organisationId: number | undefined;
  counted: Counted;
  beforeId: number | undefined;
  limit: number;
}

/** Newest first. Index: projects_company. */
export const listProjects = async (
  tx: Transaction,
  input: ListProjectsInput,
): Promise<ProjectRow[]> => {
  const { sql, actor } = tx;
  return parseRows(
    ProjectRow,
    await sql`
      select ${columns(tx, input.counted)}
      from projects
      ${joins(sql)}
      where projects.company_id = ${actor.companyId}::bigint
        and projects.deleted_at is null
        ${(input.text ?? '') === '' ? sql`` : sql`and ${withWords(sql, input.text ?? '')}`}
        ${input.isClosed === undefined ? sql`` : sql`and projects.is_closed = ${input.isClosed}::boolean`}
        ${input.personId === undefined ? sql`` : sql`and projects.person_id = ${input.personId}::bigint`}
        ${
          input.organisationId === undefined
            ? sql``
            : sql`and projects.organisation_id = ${input.organisationId}::bigint`
        }
        ${input.beforeId === undefined ? sql`` : sql`and projects.id < ${input.beforeId}::bigint`}
      order by projects.id desc
      limit ${input.limit}::integer
    `,
  );
};

/** Not deleted. */
export const findProject = async (
  tx: Transaction,
  input: { id: number; counted: Counted; isLocked?: boolean },
): Promise<ProjectRow | undefined> => {
  const { sql, actor } = tx;
  return parseFirst(
    ProjectRow,
    await sql`
      select ${columns(tx, input.counted)}
      from projects
      ${joins(sql)}
      where projects.company_id = ${actor.companyId}::bigint
        and projects.id = ${input.id}::bigint
        and projects.deleted_at is null
      ${input.isLocked === true ? sql`for no key update of projects` : sql``}
    `,
  );
};

export interface ProjectFields {
  name: string;
  description: string | null;
  person_id: number | null;
  organisation_id: number | null;
  is_closed: boolean;
}

export const insertProject = async (
  { sql, actor }: Transaction,
  input: ProjectFields & { created_by: number },
): Promise<number> => {
  const [row] = await sql`
    insert into projects
      (company_id, name, description, person_id, organisation_id, is_closed, created_by)
    values (
      ${actor.companyId}::bigint, ${input.name}::text, ${input.description}::text,
      ${input.person_id}::bigint, ${input.organisation_id}::bigint, ${input.is_closed}::boolean,
      ${input.created_by}::bigint
    )
    returning id
  `;
  return z.object({ id: z.number() }).parse(row).id;
};

/** The caller holds the row and has compared the version. */
export const updateProject = async (
  { sql, actor }: Transaction,
  input: ProjectFields & { id: number },
): Promise<void> => {
  await sql`
    update projects
    set name = ${input.name}::text,
        description = ${input.description}::text,
        person_id = ${input.person_id}::bigint,
        organisation_id = ${input.organisation_id}::bigint,
        is_closed = ${input.is_closed}::boolean,
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${input.id}::bigint
  `;
};

/** Under the row's lock. Conversations keep their link, which shows nothing any more. */
export const deleteProject = async ({ sql, actor }: Transaction, id: number): Promise<void> => {
  await sql`
    update projects
    set deleted_at = now(), version = version + 1, updated_at = now()
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
};
