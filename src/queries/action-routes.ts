import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import { DEFAULT_ROUTES, type ActionRoute } from '../domain/action-routes/routing.ts';
import { ACTION_STATUSES } from '../domain/actions/statuses.ts';
import { parseRows } from './shared/rows.ts';

/** A route with its encrypted API key, as stored. */
export interface StoredRoute extends ActionRoute {
  apiKeyEncrypted: Buffer | null;
}

const RouteRow = z
  .object({
    prefix: z.string(),
    route_index: z.number(),
    workflow: z.string(),
    url: z.string().nullable(),
    api_key_encrypted: z.instanceof(Buffer).nullable(),
    callback_timeout_seconds: z.number(),
    expects_callback: z.boolean(),
  })
  .transform((row): StoredRoute => ({
    prefix: row.prefix,
    index: row.route_index,
    workflow: row.workflow,
    url: row.url,
    apiKeyEncrypted: row.api_key_encrypted,
    callbackTimeoutSeconds: row.callback_timeout_seconds,
    expectsCallback: row.expects_callback,
  }));

const DEFAULT_STORED: readonly StoredRoute[] = DEFAULT_ROUTES.map((route) => ({
  ...route,
  apiKeyEncrypted: null,
}));

/** The company's routes in order, or the default ones. At most 100 (src/domain/action-routes/shapes.ts). */
export const listRoutes = async ({
  sql,
  actor,
}: Transaction): Promise<{ routes: readonly StoredRoute[]; isDefault: boolean }> => {
  const routes = parseRows(
    RouteRow,
    await sql`
      select prefix, route_index, workflow, url, api_key_encrypted, callback_timeout_seconds,
        expects_callback
      from action_routes
      where company_id = ${actor.companyId}::bigint
      order by position
    `,
  );
  return routes.length === 0
    ? { routes: DEFAULT_STORED, isDefault: true }
    : { routes, isDefault: false };
};

/** Replaces all routes; an empty list restores the default. Call it under `lockSetting`. */
export const replaceRoutes = async (
  { sql, actor }: Transaction,
  routes: readonly StoredRoute[],
): Promise<void> => {
  await sql`delete from action_routes where company_id = ${actor.companyId}::bigint`;
  for (const [position, route] of routes.entries()) {
    await sql`
      insert into action_routes (
        company_id, prefix, route_index, workflow, url, api_key_encrypted,
        callback_timeout_seconds, expects_callback, position
      )
      values (
        ${actor.companyId}::bigint, ${route.prefix}::text, ${route.index}::integer,
        ${route.workflow}::text, ${route.url}::text, ${route.apiKeyEncrypted}::bytea,
        ${route.callbackTimeoutSeconds}::integer, ${route.expectsCallback}::boolean,
        ${position}::integer
      )
    `;
  }
};

const LastDispatchRow = z.object({
  id: z.string(),
  status: z.enum(ACTION_STATUSES),
  route_prefix: z.string().nullable(),
  route_url: z.string().nullable(),
  route_workflow: z.string(),
  status_code: z.number().nullable(),
  error_code: z.string().nullable(),
  attempted_at: z.date(),
});
export type LastDispatchRow = z.infer<typeof LastDispatchRow>;

/** Searching further back would read the whole table for a workflow that was never used. */
const RECENT_ACTION_COUNT = 2_000;

/**
 * For each prefix, URL and workflow, the latest recent action that was dispatched there, with its last
 * attempt; the newest first. Index: actions_company_id.
 */
export const listLastDispatches = async ({
  sql,
  actor,
}: Transaction): Promise<LastDispatchRow[]> => {
  const rows = parseRows(
    LastDispatchRow,
    await sql`
      select distinct on (recent.route_prefix, recent.route_url, recent.route_workflow)
        recent.id, recent.status, recent.route_prefix, recent.route_url, recent.route_workflow,
        last_attempt.status_code, last_attempt.error_code,
        last_attempt.started_at as attempted_at
      from (
        select actions.id, actions.status, actions.route_prefix, actions.route_url,
          actions.route_workflow
        from actions
        where actions.company_id = ${actor.companyId}::bigint
        order by actions.id desc
        limit ${RECENT_ACTION_COUNT}::integer
      ) as recent
      cross join lateral (
        select action_attempts.status_code, action_attempts.error_code, action_attempts.started_at
        from action_attempts
        where action_attempts.company_id = ${actor.companyId}::bigint
          and action_attempts.action_id = recent.id
          and action_attempts.outcome <> 'running'
        order by action_attempts.attempt desc
        limit 1
      ) as last_attempt
      order by recent.route_prefix, recent.route_url, recent.route_workflow, recent.id desc
    `,
  );
  return rows.toSorted((left, right) => (left.id < right.id ? 1 : -1));
};
