import { z } from 'zod';
import { settledKind } from '../../domain/actions/statuses.ts';
import { DEFAULT_LEAD_STATUSES } from '../../domain/lead-statuses/defaults.ts';
import { settingsOf } from '../../domain/settings/shapes.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import { TODO_COUNT_MAX, TODO_DAYS } from '../../domain/todo/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { kindOf } from '../../platform/notification-kind.ts';
import { withinReach } from '../actions/records.ts';
import { withinReach as conversationsWithinReach } from '../conversations/records.ts';
import { withinReach as leadsWithinReach } from '../leads/records.ts';
import { caseIdOf } from '../notifications/records.ts';
import { parseRows } from '../shared/rows.ts';

/** References to what waits for a user, of every source, in one order. */

const TodoRef = z.object({
  kind: z.string(),
  id: z.string(),
  /** Position in `SEVERITIES`. */
  severity: z.number(),
  at_ms: z.number(),
});
export type TodoRef = z.infer<typeof TodoRef>;

/** A `select` of the columns of `TodoRef`. */
export type TodoSelect = ReturnType<typeof selectActions>;

export interface TodoReader {
  scope: Scope;
  /** `scope`, also where only the caller's own is asked for. */
  wholeScope: Scope;
  userId: number;
}

/** Failed and expired actions that nobody retried or dismissed. Index: actions_todo. */
export const selectActions = ({ sql, actor }: Transaction, { scope, userId }: TodoReader) => sql`
  select 'action' as kind, actions.id::text as id,
    case
      when actions.outcome_code in ('in_doubt', 'run_ended') then 0
      when actions.status = 'failed' then 1
      else 2
    end as severity,
    floor(extract(epoch from actions.settled_at) * 1000)::bigint as at_ms
  from actions
  where actions.company_id = ${actor.companyId}::bigint
    and ${withinReach(sql, scope)}
    and actions.status in ('failed', 'expired')
    and actions.dismissed_at is null
    and actions.settled_at > now() - make_interval(days => ${TODO_DAYS}::integer)
    and case actions.status
      when 'failed' then ${settledKind('failed')}::text
      else ${settledKind('expired')}::text
    end <> all (${mutedKinds({ sql, actor }, userId)})
`;

/**
 * Failures and warnings about something else than an action, until they are answered or dismissed. Index:
 * notifications_todo.
 */
export const selectNotifications = ({ sql, actor }: Transaction, { userId }: TodoReader) => sql`
  select 'notification' as kind, notifications.id::text as id,
    case notifications.level when 'error' then 1 else 2 end as severity,
    floor(extract(epoch from notifications.created_at) * 1000)::bigint as at_ms
  from notifications
  where notifications.company_id = ${actor.companyId}::bigint
    and notifications.user_id = ${userId}::bigint
    and notifications.handled_at is null
    and notifications.dismissed_at is null
    and notifications.level in ('error', 'warning')
    and notifications.subject_type is distinct from 'action'
    -- The draft is an item itself.
    and notifications.type <> 'AUTO_REPLY_RECALLED'
    -- The case was resolved, deleted or given another date since: it is no longer overdue.
    and (
      notifications.type <> 'CASE_OVERDUE'
      or exists (
        select
        from cases
        where cases.company_id = notifications.company_id
          and cases.id = ${caseIdOf(sql)}
          and cases.deleted_at is null
          and cases.status not in ('resolu', 'ferme')
          and cases.due_on::text = notifications.params ->> 'due_on'
      )
    )
    and notifications.created_at > now() - make_interval(days => ${TODO_DAYS}::integer)
    and ${kindOf(sql, sql`notifications.type`)} <> all (${mutedKinds({ sql, actor }, userId)})
`;

/** The status of new leads: of a company without statuses of its own, the default one. */
const INITIAL_STATUS_DEFAULT =
  DEFAULT_LEAD_STATUSES.find(({ role }) => role === 'initial')?.code ?? '';

/**
 * Leads in the initial status: those of the caller, and unassigned ones within reach that were not imported.
 * Index: leads_status.
 */
export const selectLeads = ({ sql, actor }: Transaction, { scope, userId }: TodoReader) => sql`
  select 'lead' as kind, leads.id::text as id, 2 as severity,
    floor(extract(epoch from leads.created_at) * 1000)::bigint as at_ms
  from leads
  where leads.company_id = ${actor.companyId}::bigint
    and ${leadsWithinReach(sql, scope)}
    and leads.status = coalesce(
      (
        select lead_statuses.code
        from lead_statuses
        where lead_statuses.company_id = ${actor.companyId}::bigint
          and lead_statuses.role = 'initial'
      ),
      ${INITIAL_STATUS_DEFAULT}::text
    )
    and (
      leads.assigned_to = ${userId}::bigint
      or (leads.assigned_to is null and leads.source <> 'import')
    )
    and leads.created_at > now() - make_interval(days => ${TODO_DAYS}::integer)
    and case when leads.assigned_to is null then 'LEAD_CREATED' else 'LEAD_ASSIGNED' end
      <> all (${mutedKinds({ sql, actor }, userId)})
`;

/** Days end in the time zone of the company's business hours. */
const TIME_ZONE_DEFAULT = settingsOf({}).inbox.business_hours.time_zone;

/** Open tasks of the caller that are overdue, or due today. Index: tasks_assigned_to. */
export const selectTasks = ({ sql, actor }: Transaction, { userId }: TodoReader) => sql`
  select 'task' as kind, tasks.id::text as id,
    case when tasks.due_at < now() then 1 else 2 end as severity,
    floor(extract(epoch from tasks.due_at) * 1000)::bigint as at_ms
  from tasks
  where tasks.company_id = ${actor.companyId}::bigint
    and tasks.assigned_to = ${userId}::bigint
    and tasks.deleted_at is null
    and tasks.done_at is null
    and tasks.due_at > now() - make_interval(days => ${TODO_DAYS}::integer)
    and tasks.due_at < (
      select (date_trunc('day', now() at time zone zone.name) + interval '1 day') at time zone zone.name
      from (
        select coalesce(
          (
            select company_settings.chosen #>> '{inbox,business_hours,time_zone}'
            from company_settings
            where company_settings.company_id = ${actor.companyId}::bigint
          ),
          ${TIME_ZONE_DEFAULT}::text
        ) as name
      ) as zone
    )
`;

/** Follow-ups of the caller whose time has come. Index: follow_ups_user. */
export const selectFollowUps = ({ sql, actor }: Transaction, { userId }: TodoReader) => sql`
  select 'follow_up' as kind, follow_ups.id::text as id, 2 as severity,
    floor(extract(epoch from follow_ups.due_at) * 1000)::bigint as at_ms
  from follow_ups
  where follow_ups.company_id = ${actor.companyId}::bigint
    and follow_ups.user_id = ${userId}::bigint
    and follow_ups.status = 'due'
    and follow_ups.due_at > now() - make_interval(days => ${TODO_DAYS}::integer)
`;

/**
 * Conversations of the caller that wait for an answer, since when they wait; urgent ones first. Index:
 * conversations_open.
 */
export const selectConversations = ({ sql, actor }: Transaction, { userId }: TodoReader) => sql`
  select 'conversation' as kind, conversations.id::text as id,
    case conversations.status when 'urgent' then 1 else 2 end as severity,
    floor(extract(epoch from conversations.waiting_since) * 1000)::bigint as at_ms
  from conversations
  where conversations.company_id = ${actor.companyId}::bigint
    and conversations.deleted_at is null
    and conversations.status in ('nouveau', 'en_cours', 'urgent')
    and not conversations.is_newsletter
    and conversations.assigned_to = ${userId}::bigint
    and conversations.waiting_since > now() - make_interval(days => ${TODO_DAYS}::integer)
    and (conversations.snoozed_until is null or conversations.snoozed_until <= now())
    and 'CONVERSATION_ASSIGNED' <> all (${mutedKinds({ sql, actor }, userId)})
`;

/**
 * Drafts that wait for the caller: given to the caller, or to nobody and within reach. Those of the last hour before
 * they expire first. Index: auto_replies_waiting.
 */
export const selectAutoReplies = (
  { sql, actor }: Transaction,
  { scope, wholeScope, userId }: TodoReader,
) => sql`
  select 'auto_reply' as kind, auto_replies.id::text as id,
    case when auto_replies.expires_at < now() + interval '1 hour' then 1 else 2 end as severity,
    floor(extract(epoch from auto_replies.updated_at) * 1000)::bigint as at_ms
  from auto_replies
  join conversations
    on conversations.company_id = auto_replies.company_id
    and conversations.id = auto_replies.conversation_id
  where auto_replies.company_id = ${actor.companyId}::bigint
    and auto_replies.status = 'waiting'
    and auto_replies.expires_at > now()
    and conversations.deleted_at is null
    and auto_replies.first_approved_by is distinct from ${userId}::bigint
    and case
      when auto_replies.assigned_to is null then ${conversationsWithinReach(sql, scope)}
      else auto_replies.assigned_to = ${userId}::bigint
        and ${conversationsWithinReach(sql, wholeScope)}
    end
    and 'AUTO_REPLY_WAITING' <> all (${mutedKinds({ sql, actor }, userId)})
`;

const mutedKinds = ({ sql, actor }: Pick<Transaction, 'sql' | 'actor'>, userId: number) => sql`
  array(
    select notification_preferences.kind
    from notification_preferences
    where notification_preferences.company_id = ${actor.companyId}::bigint
      and notification_preferences.user_id = ${userId}::bigint
      and not notification_preferences.console
  )
`;

export interface TodoPosition {
  severity: number;
  atMs: number;
  id: string;
}

/** The worst first, then the newest. */
export const listTodoRefs = async (
  { sql }: Transaction,
  input: { selects: readonly TodoSelect[]; after: TodoPosition | undefined; limit: number },
): Promise<TodoRef[]> =>
  parseRows(
    TodoRef,
    await sql`
      select kind, id, severity, at_ms
      from (${unionOf(sql, input.selects)}) as todo
      ${
        input.after === undefined
          ? sql``
          : sql`
              where (severity, -at_ms, id) > (
                ${input.after.severity}::integer, ${-input.after.atMs}::bigint, ${input.after.id}::text
              )
            `
      }
      order by severity, -at_ms, id
      limit ${input.limit}::integer
    `,
  );

/** At most one more than `TODO_COUNT_MAX`. */
export const countTodo = async (
  { sql }: Transaction,
  selects: readonly TodoSelect[],
): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from (
      select 1
      from (${unionOf(sql, selects)}) as todo
      limit ${TODO_COUNT_MAX + 1}::integer
    ) as counted
  `;
  return z.number().parse(row?.['count']);
};

const unionOf = (sql: Transaction['sql'], [first, ...rest]: readonly TodoSelect[]) =>
  rest.reduce((all, select) => sql`${all} union all ${select}`, first ?? sql`select where false`);
