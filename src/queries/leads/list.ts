import { z } from 'zod';
import type { LeadFilter, LeadSort } from '../../domain/leads/filter.ts';
import { MAIL_STATUSES } from '../../domain/shared/mail-status.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';
import { leadColumns, LeadRow, withinReach } from './records.ts';

/** Leads as they are shown: with the names of what they refer to. */

export const LeadView = LeadRow.extend({
  assigned_to_name: z.string().nullable(),
  call_centre_name: z.string().nullable(),
  form_name: z.string().nullable(),
  confirmation_mail: z
    .object({
      status: z.enum(MAIL_STATUSES),
      error: z.string().nullable(),
      mailed_at: z.coerce.date().nullable(),
    })
    .nullable(),
});
export type LeadView = z.infer<typeof LeadView>;

const SortedLeadView = LeadView.extend({ sort_key: z.union([z.string(), z.number()]) });
type SortedLeadView = z.infer<typeof SortedLeadView>;

/** The leads that a caller may see of those that match. `me` in the filter is the caller. */
export interface LeadSelection {
  scope: Scope;
  filter: LeadFilter;
}

const viewColumns = (sql: Transaction['sql']) => sql`
  ${leadColumns(sql)}, assignees.name as assigned_to_name, call_centres.name as call_centre_name,
  forms.name as form_name, ${lastConfirmationMail(sql)} as confirmation_mail
`;

/** Read for the rows that are shown, after sort and limit. Index: lead_confirmations_lead. */
const lastConfirmationMail = (sql: Transaction['sql']) => sql`
  (
    select jsonb_build_object(
      'status', lead_confirmations.mail_status,
      'error', lead_confirmations.mail_error,
      'mailed_at', lead_confirmations.mailed_at
    )
    from lead_confirmations
    where lead_confirmations.company_id = leads.company_id
      and lead_confirmations.lead_id = leads.id
      and lead_confirmations.email = leads.email
    order by lead_confirmations.id desc
    limit 1
  )
`;

const viewJoins = (sql: Transaction['sql']) => sql`
  left join users assignees
    on assignees.company_id = leads.company_id and assignees.id = leads.assigned_to
  left join call_centres
    on call_centres.company_id = leads.company_id and call_centres.id = leads.call_centre_id
  left join forms on forms.company_id = leads.company_id and forms.id = leads.form_id
`;

/** As a list shows it, whatever the caller reaches. */
export const findLeadView = async (
  { sql, actor }: Transaction,
  id: number,
): Promise<LeadView | undefined> =>
  parseFirst(
    LeadView,
    await sql`
      select ${viewColumns(sql)}
      from leads
      ${viewJoins(sql)}
      where leads.company_id = ${actor.companyId}::bigint and leads.id = ${id}::bigint
    `,
  );

/**
 * The text filter scans the leads in the order of the list, as in a list of entities: the search index
 * can't be used under row level security.
 */
export const matching = ({ sql, actor }: Transaction, { scope, filter }: LeadSelection) => sql`
  leads.company_id = ${actor.companyId}::bigint
  and ${withinReach(sql, scope)}
  ${filter.status === undefined ? sql`` : sql`and leads.status = any (${filter.status}::text[])`}
  ${filter.assigned_to === undefined ? sql`` : sql`and ${assignedTo(sql, filter.assigned_to, scope)}`}
  ${filter.form_id === undefined ? sql`` : sql`and leads.form_id = ${filter.form_id}::bigint`}
  ${
    filter.call_centre_id === undefined
      ? sql``
      : sql`and leads.call_centre_id = ${filter.call_centre_id}::bigint`
  }
  ${
    filter.is_confirmed === undefined
      ? sql``
      : sql`and leads.email_confirmed_at is ${filter.is_confirmed ? sql`not` : sql``} null`
  }
  ${filter.source === undefined ? sql`` : sql`and leads.source = ${filter.source}::text`}
  ${filter.import_id === undefined ? sql`` : sql`and leads.import_id = ${filter.import_id}::uuid`}
  ${filter.from === undefined ? sql`` : sql`and leads.created_at >= ${filter.from}::timestamptz`}
  ${filter.to === undefined ? sql`` : sql`and leads.created_at < ${filter.to}::timestamptz`}
  ${(filter.q ?? '') === '' ? sql`` : sql`and leads.search @@ (select entity_query(${filter.q ?? ''}::text))`}
`;

const assignedTo = (sql: Transaction['sql'], who: number | 'none' | 'me', scope: Scope) =>
  who === 'none'
    ? sql`leads.assigned_to is null`
    : sql`leads.assigned_to = ${who === 'me' ? scope.userId : who}::bigint`;

/**
 * What a list is sorted by, and how its key in a cursor is read back. Indexes: leads_created_at,
 * leads_updated_at, leads_sort_name. A sort by status sorts the matching leads.
 */
const orderOf = (sql: Transaction['sql'], sort: LeadSort, key: string | number) => {
  switch (sort) {
    case 'created_at':
      return {
        column: sql`leads.created_at`,
        shown: sql`(extract(epoch from leads.created_at) * 1000000)::bigint`,
        key: sql`timestamptz 'epoch' + ${key}::bigint * interval '1 microsecond'`,
      };
    case 'updated_at':
      return {
        column: sql`leads.updated_at`,
        shown: sql`(extract(epoch from leads.updated_at) * 1000000)::bigint`,
        key: sql`timestamptz 'epoch' + ${key}::bigint * interval '1 microsecond'`,
      };
    case 'name':
      return { column: sql`leads.sort_name`, shown: sql`leads.sort_name`, key: sql`${key}::text` };
    case 'status':
      return { column: sql`leads.status`, shown: sql`leads.status`, key: sql`${key}::text` };
  }
};

interface ListLeadsInput extends LeadSelection {
  sort: LeadSort;
  isDescending: boolean;
  /** The sort key and the id of the last row of the page before. */
  after: readonly [key: string | number, id: number] | undefined;
  limit: number;
}

export const listLeads = async (
  tx: Transaction,
  input: ListLeadsInput,
): Promise<SortedLeadView[]> => {
  const { sql } = tx;
  const [afterKey, afterId] = input.after ?? ['', 0];
  const { column, shown, key } = orderOf(sql, input.sort, afterKey);
  const direction = input.isDescending ? sql`desc` : sql`asc`;
  const comparison = input.isDescending ? sql`<` : sql`>`;
  return parseRows(
    SortedLeadView,
    await sql`
      select ${viewColumns(sql)}, ${shown} as sort_key
      from leads
      ${viewJoins(sql)}
      where ${matching(tx, input)}
        ${
          input.after === undefined
            ? sql``
            : sql`and (${column}, leads.id) ${comparison} (${key}, ${afterId}::bigint)`
        }
      order by ${column} ${direction}, leads.id ${direction}
      limit ${input.limit}::integer
    `,
  );
};

/** Counts the matching leads, up to `limit`. */
export const countLeads = async (
  tx: Transaction,
  input: LeadSelection & { limit: number },
): Promise<number> => {
  const [row] = await tx.sql`
    select count(*) as count
    from (
      select 1 from leads where ${matching(tx, input)} limit ${input.limit}::integer
    ) as found
  `;
  return z.object({ count: z.number() }).parse(row).count;
};
