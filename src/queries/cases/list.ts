import { z } from 'zod';
import type { CaseFilter, CaseSort } from '../../domain/cases/shapes.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { selectFamily } from '../contacts/timeline.ts';
import { parseRows } from '../shared/rows.ts';
import { caseColumns, caseJoins, CaseRow, casesWithinReach } from './records.ts';

/** The cases that a caller may see of those that match. `me` in the filter is the caller. */
export interface CaseSelection {
  scope: Scope;
  filter: CaseFilter;
}

/** So many cases with the words of a text are looked at, the last changed ones. */
const FOUND_COUNT_MAX = 5_000;

export const matching = (tx: Transaction, { scope, filter }: CaseSelection) => {
  const { sql, actor } = tx;
  return sql`
    cases.company_id = ${actor.companyId}::bigint
    and cases.deleted_at is ${filter.is_deleted === true ? sql`not null and cases.erased_at is` : sql``} null
    and ${casesWithinReach(sql, scope)}
    ${filter.status === undefined ? sql`` : sql`and cases.status = any (${filter.status}::text[])`}
    ${filter.case_type === undefined ? sql`` : sql`and cases.case_type = any (${filter.case_type}::text[])`}
    ${filter.priority === undefined ? sql`` : sql`and cases.priority = any (${filter.priority}::text[])`}
    ${
      filter.client_id === undefined
        ? sql``
        : sql`and cases.person_id = any (array(${selectFamily(tx, 'person', filter.client_id)}))`
    }
    ${linkedTo(sql, filter)}
    ${filter.assigned_to === undefined ? sql`` : sql`and ${assignedTo(sql, filter.assigned_to, scope)}`}
    ${filter.due_before === undefined ? sql`` : sql`and cases.due_on < ${filter.due_before}::date`}
    ${(filter.q ?? '') === '' ? sql`` : sql`and ${hasWords(sql, filter.q ?? '', scope)}`}
  `;
};

/** Indexes: case_links_conversation, case_links_lead, case_links_action. */
const linkedTo = (sql: Transaction['sql'], filter: CaseFilter) =>
  (['conversation_id', 'lead_id', 'action_id'] as const).reduce(
    (condition, name) => {
      const id = filter[name];
      return id === undefined
        ? condition
        : sql`
          ${condition}
          and exists (
            select from case_links
            where case_links.case_id = cases.id
              and case_links.company_id = cases.company_id
              and case_links.${sql(name)} = ${String(id)}::text::${name === 'action_id' ? sql`uuid` : sql`bigint`}
          )
        `;
    },
    sql``,
  );

const assignedTo = (sql: Transaction['sql'], who: number | 'none' | 'me', scope: Scope) =>
  who === 'none'
    ? sql`cases.assigned_to is null`
    : sql`cases.assigned_to = ${who === 'me' ? scope.userId : who}::bigint`;

/** Indexes: cases_company_id_search and those of notes, files, their texts and people, in the function. */
const hasWords = (sql: Transaction['sql'], text: string, scope: Scope) => sql`
  cases.id = any (
    array(
      select found.id
      from search_cases(
        ${text}::text, ${scope.reach}::text, ${scope.userId}::bigint, ${scope.callCentreId}::bigint,
        ${FOUND_COUNT_MAX}::integer
      ) as found
    )
  )
`;

/** Cases without a date come last, in either direction. */
const NO_DUE_DATE = { ascending: '9999-12-31', descending: '0001-01-01' };

/**
 * What a list is sorted by, and how its key in a cursor is read back. Indexes: cases_created_at,
 * cases_updated_at, cases_sort_title. By due date or priority, the matching cases are sorted.
 */
const orderOf = (
  sql: Transaction['sql'],
  { sort, isDescending }: { sort: CaseSort; isDescending: boolean },
  key: string | number,
) => {
  switch (sort) {
    case 'created_at':
      return { column: sql`cases.id`, shown: sql`cases.id`, key: sql`${key}::bigint` };
    case 'updated_at':
      return {
        column: sql`cases.updated_at`,
        shown: sql`(extract(epoch from cases.updated_at) * 1000000)::bigint`,
        key: sql`timestamptz 'epoch' + ${key}::bigint * interval '1 microsecond'`,
      };
    case 'title':
      return {
        column: sql`cases.sort_title`,
        shown: sql`cases.sort_title`,
        key: sql`${key}::text`,
      };
    case 'due_on': {
      const none = isDescending ? NO_DUE_DATE.descending : NO_DUE_DATE.ascending;
      const column = sql`coalesce(cases.due_on, ${none}::date)`;
      return { column, shown: sql`(${column})::text`, key: sql`${key}::text::date` };
    }
    case 'priority': {
      const column = sql`array_position(array['low', 'normal', 'high', 'urgent'], cases.priority)`;
      return { column, shown: column, key: sql`${key}::integer` };
    }
  }
};

const SortedCase = CaseRow.extend({ sort_key: z.union([z.string(), z.number()]) });
type SortedCase = z.infer<typeof SortedCase>;

interface ListCasesInput extends CaseSelection {
  sort: CaseSort;
  isDescending: boolean;
  /** The sort key and the id of the last row of the page before. */
  after: readonly [key: string | number, id: number] | undefined;
  limit: number;
}

export const listCases = async (tx: Transaction, input: ListCasesInput): Promise<SortedCase[]> => {
  const { sql } = tx;
  const [afterKey, afterId] = input.after ?? ['0', 0];
  const { column, shown, key } = orderOf(sql, input, afterKey);
  const direction = input.isDescending ? sql`desc` : sql`asc`;
  const comparison = input.isDescending ? sql`<` : sql`>`;
  return parseRows(
    SortedCase,
    await sql`
      select ${caseColumns(sql)}, ${shown} as sort_key
      from cases
      ${caseJoins(tx)}
      where ${matching(tx, input)}
        ${
          input.after === undefined
            ? sql``
            : sql`and (${column}, cases.id) ${comparison} (${key}, ${afterId}::bigint)`
        }
      order by ${column} ${direction}, cases.id ${direction}
      limit ${input.limit}::integer
    `,
  );
};

/** Counts the matching cases, up to `limit`. */
export const countCases = async (
  tx: Transaction,
  input: CaseSelection & { limit: number },
): Promise<number> => {
  const [row] = await tx.sql`
    select count(*) as count
    from (
      select 1 from cases where ${matching(tx, input)} limit ${input.limit}::integer
    ) as found
  `;
  return z.object({ count: z.number() }).parse(row).count;
};
