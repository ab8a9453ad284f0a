import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import {
  ACTION_STATUSES,
  OUTCOME_CODES,
  type OutcomeCode,
  type SettledStatus,
} from '../../domain/actions/statuses.ts';
import type { ActionFilterInput } from '../../domain/actions/filter.ts';
import type { NormalisedAction } from '../../domain/actions/shapes.ts';
import { LOCALES } from '../../domain/companies/shapes.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { StoredRoute } from '../action-routes.ts';
import { reachCondition } from '../shared/reach.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Reads, locks and inserts actions. Settling: src/services/actions/settle.ts. */

export const ActionRow = z.object({
  id: z.string(),
  company_id: z.number(),
  status: z.enum(ACTION_STATUSES),
  format: z.enum(['enriched', 'legacy']),
  action_type: z.string(),
  action_source: z.string().nullable(),
  action_button: z.string().nullable(),
  entity_id: z.number().nullable(),
  entite_type: z.string().nullable(),
  entite_id: z.string().nullable(),
  entite_data: z.record(z.string(), z.unknown()),
  decide_par: z.number(),
  decide_par_name: z.string(),
  call_centre_id: z.number().nullable(),
  decision_type: z.string(),
  commentaire: z.string().nullable(),
  metadonnees: z.record(z.string(), z.unknown()),
  type_action: z.string().nullable(),
  notification_id: z.number().nullable(),
  notification_categorie: z.string().nullable(),
  notification_type: z.string().nullable(),
  notification_code: z.string().nullable(),
  notification_params: z.unknown(),
  notification_locale: z.enum(LOCALES).nullable(),
  route_prefix: z.string().nullable(),
  route_index: z.number(),
  route_workflow: z.string(),
  route_url: z.string().nullable(),
  route_api_key_encrypted: z.instanceof(Buffer).nullable(),
  is_unrouted: z.boolean(),
  expects_callback: z.boolean(),
  callback_timeout_seconds: z.number(),
  round: z.number(),
  attempt_count: z.number(),
  outcome_code: z.enum(OUTCOME_CODES).nullable(),
  outcome_message: z.string().nullable(),
  created_at: z.date(),
  deadline_at: z.date().nullable(),
  settled_at: z.date().nullable(),
});
export type ActionRow = z.infer<typeof ActionRow>;

/**
 * The limit keeps PostgreSQL from joining the notifications first: without statistics, such as in a new
 * installation, it read all notifications of the company for each action.
 */
export const selectAction = (sql: Transaction['sql']) => sql`
  select actions.id, actions.company_id, actions.status, actions.format, actions.action_type,
    actions.action_source, actions.action_button, actions.entity_id, actions.entite_type,
    actions.entite_id, actions.entite_data, actions.decide_par, users.name as decide_par_name,
    actions.call_centre_id, actions.decision_type,
    actions.commentaire, actions.metadonnees, actions.type_action, actions.notification_id,
    notification.categorie as notification_categorie, notification.type as notification_type,
    notification.code as notification_code, notification.params as notification_params,
    notification.locale as notification_locale, actions.route_prefix, actions.route_index,
    actions.route_workflow, actions.route_url, actions.route_api_key_encrypted,
    actions.is_unrouted, actions.expects_callback, actions.callback_timeout_seconds,
    actions.round, actions.attempt_count, actions.outcome_code, actions.outcome_message,
    actions.created_at, actions.deadline_at, actions.settled_at
  from actions
  join users
    on users.company_id = actions.company_id and users.id = actions.decide_par
  left join lateral (
    select notifications.categorie, notifications.type, notifications.code, notifications.params,
      readers.locale
    from notifications
    join users readers
      on readers.company_id = notifications.company_id and readers.id = notifications.user_id
    where notifications.company_id = actions.company_id
      and notifications.id = actions.notification_id
    limit 1
  ) notification on true
`;

export const findAction = async (
  { sql, actor }: Transaction,
  id: string,
): Promise<ActionRow | undefined> =>
  parseFirst(
    ActionRow,
    await sql`
      ${selectAction(sql)}
      where actions.company_id = ${actor.companyId}::bigint and actions.id = ${id}::uuid
    `,
  );

/** Locks and reads the row. Settling requires this lock, so an action settles once. */
export const lockAction = async (
  { sql, actor }: Transaction,
  id: string,
): Promise<ActionRow | undefined> =>
  parseFirst(
    ActionRow,
    await sql`
      ${selectAction(sql)}
      where actions.company_id = ${actor.companyId}::bigint and actions.id = ${id}::uuid
      for no key update of actions
    `,
  );

export interface InsertActionInput extends NormalisedAction {
  id: string;
  entityId: number | null;
  entiteData: Record<string, unknown>;
  decidePar: number;
  callCentreId: number | null;
  route: RouteSnapshot;
  createdBy: number;
  createdAt: Date;
}

/** Copy of the route at the time of the action. Later changes of the routes don't affect it. */
export interface RouteSnapshot extends Omit<StoredRoute, 'prefix'> {
  prefix: string | null;
  isUnrouted: boolean;
}

export const insertAction = ({ sql, actor, send }: Transaction, input: InsertActionInput): void =>
  send(sql`
    insert into actions (
      id, company_id, status, format, action_type, action_source, action_button, entity_id,
      entite_type, entite_id, entite_data, decide_par, call_centre_id, decision_type, commentaire,
      metadonnees, type_action, notification_id, route_prefix, route_index, route_workflow,
      route_url, route_api_key_encrypted, is_unrouted, expects_callback,
      callback_timeout_seconds, created_by, created_at, updated_at
    )
    values (
      ${input.id}::uuid, ${actor.companyId}::bigint, 'accepted', ${input.format}::text,
      ${input.actionType}::text, ${input.actionSource}::text, ${input.actionButton}::text,
      ${input.entityId}::bigint, ${input.entiteType}::text, ${input.entiteId}::text,
      ${json(sql, input.entiteData)}, ${input.decidePar}::bigint, ${input.callCentreId}::bigint,
      ${input.decisionType}::text, ${input.commentaire}::text, ${json(sql, input.metadonnees)},
      ${input.typeAction}::text, ${input.notificationId}::bigint, ${input.route.prefix}::text,
      ${input.route.index}::integer, ${input.route.workflow}::text, ${input.route.url}::text,
      ${input.route.apiKeyEncrypted}::bytea, ${input.route.isUnrouted}::boolean,
      ${input.route.expectsCallback}::boolean, ${input.route.callbackTimeoutSeconds}::integer,
      ${input.createdBy}::bigint, ${input.createdAt}::timestamptz, ${input.createdAt}::timestamptz
    )
  `);

export const withinReach = (sql: Transaction['sql'], scope: Scope) =>
  reachCondition(sql, scope, {
    userId: 'actions.decide_par',
    callCentreId: 'actions.call_centre_id',
  });

/**
 * Filter conditions. They use indexes: an entity is found by its id (actions_entity_id); an instant
 * also limits the ids, which are UUIDv7 (actions_company_id). Status, decider and `is_unrouted` have
 * indexes. Action type, route, `is_in_doubt`, and entity type or reference alone have none.
 */
export const matching = ({ sql, actor }: Transaction, filter: ActionFilterInput) => sql`
  ${filter.ids === undefined ? sql`` : sql`and actions.id = any (${filter.ids}::uuid[])`}
  ${filter.status === undefined ? sql`` : sql`and actions.status = any (${filter.status}::text[])`}
  ${filter.action_type === undefined ? sql`` : sql`and actions.action_type = ${filter.action_type}::text`}
  ${filter.entite_type === undefined ? sql`` : sql`and actions.entite_type = ${filter.entite_type}::text`}
  ${filter.entite_id === undefined ? sql`` : sql`and actions.entite_id = ${filter.entite_id}::text`}
  ${
    filter.entite_type === undefined || filter.entite_id === undefined
      ? sql``
      : filter.entite_type === 'dossier'
        ? sql`and actions.entite_type = 'dossier'`
        : sql`and actions.entity_id = (
          select entities.id
          from entities
          where entities.company_id = ${actor.companyId}::bigint
            and entities.type = ${filter.entite_type}::text
            and entities.ref = ${filter.entite_id}::text
        )`
  }
  ${filter.decide_par === undefined ? sql`` : sql`and actions.decide_par = ${filter.decide_par}::bigint`}
  ${filter.route_index === undefined ? sql`` : sql`and actions.route_index = ${filter.route_index}::integer`}
  ${filter.route_workflow === undefined ? sql`` : sql`and actions.route_workflow = ${filter.route_workflow}::text`}
  ${filter.is_unrouted === undefined ? sql`` : sql`and ${filter.is_unrouted ? sql`` : sql`not`} actions.is_unrouted`}
  ${filter.is_in_doubt === undefined ? sql`` : sql`and (actions.outcome_code = 'in_doubt') is ${filter.is_in_doubt ? sql`` : sql`not`} true`}
  ${filter.from === undefined ? sql`` : createdSince(sql, filter.from)}
  ${filter.to === undefined ? sql`` : createdBefore(sql, filter.to)}
`;

const createdSince = (sql: Transaction['sql'], instant: string) => sql`
  and actions.id >= ${firstIdAt(Date.parse(instant) - CLOCK_SLACK_MS)}::uuid
  and actions.created_at >= ${instant}::timestamptz
`;

const createdBefore = (sql: Transaction['sql'], instant: string) => sql`
  and actions.id < ${firstIdAt(Date.parse(instant) + CLOCK_SLACK_MS)}::uuid
  and actions.created_at < ${instant}::timestamptz
`;

/** Tolerance between `id` and `created_at`: the clock of a process may have been adjusted. */
const CLOCK_SLACK_MS = 24 * 60 * 60 * 1000;
const UUID_V7_MS_MAX = 2 ** 48 - 1;

/** The smallest UUIDv7 of this time: its first 48 bits are milliseconds. */
export const firstIdAt = (milliseconds: number): string => {
  const bounded = Math.min(Math.max(0, milliseconds), UUID_V7_MS_MAX);
  const hex = bounded.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};

interface ListActionsInput {
  scope: Scope;
  filter: ActionFilterInput;
  isNewestFirst: boolean;
  afterId: string | undefined;
  limit: number;
}

/** Ids are UUIDv7, so they sort by creation. */
export const listActions = async (
  tx: Transaction,
  { scope, filter, isNewestFirst, afterId, limit }: ListActionsInput,
): Promise<ActionRow[]> =>
  parseRows(
    ActionRow,
    await tx.sql`
      ${selectAction(tx.sql)}
      where actions.company_id = ${tx.actor.companyId}::bigint
        and ${withinReach(tx.sql, scope)}
        ${matching(tx, filter)}
        ${afterId === undefined ? tx.sql`` : tx.sql`and actions.id ${isNewestFirst ? tx.sql`<` : tx.sql`>`} ${afterId}::uuid`}
      order by actions.id ${isNewestFirst ? tx.sql`desc` : tx.sql`asc`}
      limit ${limit}::integer
    `,
  );

/** Counts the matching actions, up to `limit`. */
export const countActions = async (
  tx: Transaction,
  input: { scope: Scope; filter: ActionFilterInput; limit: number },
): Promise<number> => {
  const [row] = await tx.sql`
    select count(*) as count
    from (
      select 1
      from actions
      where actions.company_id = ${tx.actor.companyId}::bigint
        and ${withinReach(tx.sql, input.scope)}
        ${matching(tx, input.filter)}
      limit ${input.limit}::integer
    ) as matching
  `;
  return z.object({ count: z.number() }).parse(row).count;
};

export const countActionsByStatus = async (
  { sql, actor }: Transaction,
  since: Date,
): Promise<{ status: string; count: number }[]> =>
  parseRows(
    z.object({ status: z.enum(ACTION_STATUSES), count: z.number() }),
    await sql`
      select status, count(*) as count
      from actions
      where company_id = ${actor.companyId}::bigint ${createdSince(sql, since.toISOString())}
      group by status
    `,
  );

/** An empty message is stored as null: the console then shows a text for the code. */
export const markSettled = async (
  { sql, actor }: Transaction,
  input: {
    actionId: string;
    status: SettledStatus;
    code: OutcomeCode;
    message: string;
    settledAt: Date;
  },
): Promise<void> => {
  await sql`
    update actions
    set status = ${input.status}::text,
        outcome_code = ${input.code}::text,
        outcome_message = nullif(${input.message}::text, ''),
        settled_at = ${input.settledAt}::timestamptz,
        updated_at = ${input.settledAt}::timestamptz
    where company_id = ${actor.companyId}::bigint and id = ${input.actionId}::uuid
  `;
};
