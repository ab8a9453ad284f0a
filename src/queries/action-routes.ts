import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import { DEFAULT_ROUTES, type ActionRoute } from '../domain/action-routes/routing.ts';
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
