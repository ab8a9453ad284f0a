import { z } from 'zod';
import type { CaseLinkTarget } from '../../domain/cases/links.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** What cases are about: conversations, leads and actions. */

export const CaseLinkRow = z.object({
  id: z.number(),
  case_id: z.number(),
  conversation_id: z.number().nullable(),
  lead_id: z.number().nullable(),
  action_id: z.string().nullable(),
  label: z.string(),
  contact_id: z.number().nullable(),
  contact_name: z.string().nullable(),
  status: z.string(),
  created_at: z.date(),
});
export type CaseLinkRow = z.infer<typeof CaseLinkRow>;

/** Undefined: the caller may read none of this kind. */
export interface LinkScopes {
  conversations: Scope | undefined;
  leads: Scope | undefined;
  actions: Scope | undefined;
}

const leadLabel = (sql: Transaction['sql']) =>
  sql`coalesce(leads.name, leads.email, leads.phone, leads.company_name)`;

const columns = (sql: Transaction['sql']) => sql`
  case_links.id, case_links.case_id, case_links.conversation_id, case_links.lead_id,
  case_links.action_id,
  coalesce(conversations.subject, ${leadLabel(sql)}, actions.action_type, '') as label,
  conversations.person_id as contact_id,
  coalesce(people.name, conversations.contact_name) as contact_name,
  coalesce(conversations.status, leads.status, actions.status) as status, case_links.created_at
`;

const CONVERSATION_REACH = {
  userId: 'conversations.assigned_to',
  callCentreId: 'conversations.call_centre_id',
};
const LEAD_REACH = { userId: 'leads.assigned_to', callCentreId: 'leads.call_centre_id' };
const ACTION_REACH = { userId: 'actions.decide_par', callCentreId: 'actions.call_centre_id' };

const within = (
  sql: Transaction['sql'],
  scope: Scope | undefined,
  columnsOf: { userId: string; callCentreId: string },
) => (scope === undefined ? sql`false` : reachCondition(sql, scope, columnsOf));

/** A record out of the caller's reach is as absent as its link. */
const joins = (sql: Transaction['sql'], scopes: LinkScopes) => sql`
  left join conversations
    on conversations.company_id = case_links.company_id
    and conversations.id = case_links.conversation_id
    and conversations.deleted_at is null
    and ${within(sql, scopes.conversations, CONVERSATION_REACH)}
  left join people
    on people.company_id = conversations.company_id and people.id = conversations.person_id
  left join leads
    on leads.company_id = case_links.company_id
    and leads.id = case_links.lead_id
    and ${within(sql, scopes.leads, LEAD_REACH)}
  left join actions
    on actions.company_id = case_links.company_id
    and actions.id = case_links.action_id
    and ${within(sql, scopes.actions, ACTION_REACH)}
`;

const isSeen = (sql: Transaction['sql']) =>
  sql`coalesce(conversations.id::text, leads.id::text, actions.id::text) is not null`;

/** Oldest first. Index: case_links_case. */
export const listCaseLinks = async (
  { sql, actor }: Transaction,
  input: { caseId: number; scopes: LinkScopes; limit: number },
): Promise<CaseLinkRow[]> =>
  parseRows(
    CaseLinkRow,
    await sql`
      select ${columns(sql)}
      from case_links
      ${joins(sql, input.scopes)}
      where case_links.company_id = ${actor.companyId}::bigint
        and case_links.case_id = ${input.caseId}::bigint
        and ${isSeen(sql)}
      order by case_links.id
      limit ${input.limit}::integer
    `,
  );

const LabelRow = z.object({
  kind: z.enum(['conversation', 'lead', 'action']),
  target_id: z.string(),
  label: z.string(),
});

interface LabelsInput {
  /** Ids as texts. */
  targets: readonly Pick<z.infer<typeof LabelRow>, 'kind' | 'target_id'>[];
  scopes: LinkScopes;
}

/** Of records that are or were linked, as far as the caller reaches them. */
export const listLinkLabels = async (
  { sql, actor }: Transaction,
  { targets, scopes }: LabelsInput,
): Promise<z.infer<typeof LabelRow>[]> => {
  const idsOf = (kind: string): string[] =>
    targets.flatMap((one) => (one.kind === kind ? [one.target_id] : []));
  return parseRows(
    LabelRow,
    await sql`
      select 'conversation' as kind, id::text as target_id, subject as label
      from conversations
      where company_id = ${actor.companyId}::bigint
        and id = any (${idsOf('conversation')}::text[]::bigint[])
        and deleted_at is null
        and ${within(sql, scopes.conversations, CONVERSATION_REACH)}
      union all
      select 'lead', id::text, coalesce(${leadLabel(sql)}, '')
      from leads
      where company_id = ${actor.companyId}::bigint
        and id = any (${idsOf('lead')}::text[]::bigint[])
        and ${within(sql, scopes.leads, LEAD_REACH)}
      union all
      select 'action', id::text, action_type
      from actions
      where company_id = ${actor.companyId}::bigint
        and id = any (${idsOf('action')}::text[]::uuid[])
        and ${within(sql, scopes.actions, ACTION_REACH)}
    `,
  );
};

export const findCaseLink = async (
  { sql, actor }: Transaction,
  input: { id: number; caseId: number; scopes: LinkScopes },
): Promise<CaseLinkRow | undefined> =>
  parseFirst(
    CaseLinkRow,
    await sql`
      select ${columns(sql)}
      from case_links
      ${joins(sql, input.scopes)}
      where case_links.company_id = ${actor.companyId}::bigint
        and case_links.id = ${input.id}::bigint
        and case_links.case_id = ${input.caseId}::bigint
        and ${isSeen(sql)}
    `,
  );

export const countCaseLinks = async (
  { sql, actor }: Transaction,
  caseId: number,
): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from case_links
    where company_id = ${actor.companyId}::bigint and case_id = ${caseId}::bigint
  `;
  return z.object({ count: z.number() }).parse(row).count;
};

/** Twice: the link that is there. Out: its id, and whether it is new. */
export const insertCaseLink = async (
  { sql, actor }: Transaction,
  input: { caseId: number; target: CaseLinkTarget },
): Promise<{ id: number; isNew: boolean }> => {
  const { kind, id } = input.target;
  const key = sql(`${kind}_id`);
  const type = kind === 'action' ? sql`uuid` : sql`bigint`;
  const inserted = await sql`
    insert into case_links (company_id, case_id, ${key}, created_by)
    values (
      ${actor.companyId}::bigint, ${input.caseId}::bigint, ${String(id)}::text::${type},
      ${actor.userId}::bigint
    )
    on conflict do nothing
    returning id
  `;
  const isNew = inserted.length > 0;
  const [row] = isNew
    ? inserted
    : await sql`
        select id
        from case_links
        where company_id = ${actor.companyId}::bigint
          and case_id = ${input.caseId}::bigint
          and ${key} = ${String(id)}::text::${type}
      `;
  return { id: z.object({ id: z.number() }).parse(row).id, isNew };
};

/** Twice: it is gone already. Out: whether it was there. */
export const deleteCaseLink = async ({ sql, actor }: Transaction, id: number): Promise<boolean> => {
  const deleted = await sql`
    delete from case_links
    where company_id = ${actor.companyId}::bigint and id = ${id}::bigint
  `;
  return deleted.count > 0;
};
