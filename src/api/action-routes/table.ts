import { actionRoutesReplaced } from '../../domain/action-routes/events.ts';
import type { z } from '@hono/zod-openapi';
import { CATALOGUE } from '../../domain/action-types/catalogue.ts';
import {
  ActionRoutesIn,
  ActionRoutesOut,
  originOnly,
  ResolvedRouteOut,
  ResolveQuery,
} from '../../domain/action-routes/shapes.ts';
import {
  DEFAULT_ROUTES,
  FALLBACK_ROUTE,
  resolveRoute,
  unroutedTypes,
} from '../../domain/action-routes/routing.ts';
import { reachOf, type Caller } from '../../domain/shared/permissions.ts';
import { decrypt, encrypt, type EncryptionKey } from '../../domain/shared/secrets.ts';
import { listRoutes, replaceRoutes, type StoredRoute } from '../../queries/action-routes.ts';
import { listCompanyActionTypes } from '../../queries/action-types.ts';
import type { Transaction } from '../../platform/database.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import { explainedRoute } from '../actions/views.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { actionRouteProbeEndpoint } from './probe.ts';
import { routeKeyContext } from '../../domain/action-routes/keys.ts';

/** The routing table: prefix of the action type → n8n workflow. */

export const actionRouteEndpoints = (deps: ApiDeps): Endpoint[] => [
  actionRouteProbeEndpoint(deps),
  endpoint(
    deps,
    {
      id: 'action_routes.list',
      method: 'get',
      path: '/api/v1/action-routes',
      permission: 'action_routes:read',
      summary: 'The routing table, and the action types without a route',
      status: 200,
      answer: ActionRoutesOut,
    },
    async ({ caller, read }) => ({ body: await read((tx) => routesOut(tx, caller)) }),
  ),
  endpoint(
    deps,
    {
      id: 'action_routes.resolve',
      method: 'get',
      path: '/api/v1/action-routes/resolve',
      permission: 'action_routes:read',
      summary: 'Resolve the route of an action type',
      description:
        'Resolves by prefix only. A type that is not in the catalogue (`is_known: false`) is refused; in the legacy format it takes the fallback route.',
      query: ResolveQuery,
      status: 200,
      answer: ResolvedRouteOut,
    },
    async ({ query: { action_type: actionType }, read }) => {
      const [{ routes }, codes] = await read((tx) => Promise.all([listRoutes(tx), listCodes(tx)]));
      return {
        body: {
          ...explainedRoute(resolveRoute(routes, actionType), actionType),
          is_known: codes.has(actionType),
        },
      };
    },
  ),
  endpoint(
    deps,
    {
      id: 'action_routes.replace',
      method: 'put',
      path: '/api/v1/action-routes',
      permission: 'action_routes:write',
      summary: 'Replace the routing table',
      body: ActionRoutesIn,
      sample: {
        routes: [
          {
            prefix: 'RELANCE_CANDIDAT_',
            index: 0,
            workflow: 'marjorie-candidat-relance',
            url: 'https://n8n.example.com/webhook/relance',
            api_key: 'a-key-of-n8n',
            callback_timeout_seconds: 3600,
            expects_callback: true,
          },
        ],
      },
      status: 200,
      answer: ActionRoutesOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx) => {
        await lockSetting(tx, 'action_routes');
        const { routes: before } = await listRoutes(tx);
        const after = body.routes.map((route) => ({
          prefix: route.prefix,
          index: route.index,
          workflow: route.workflow,
          url: route.url,
          callbackTimeoutSeconds: route.callback_timeout_seconds,
          expectsCallback: route.expects_callback,
          apiKeyEncrypted: encryptedKeyFor(deps.encryptionKeys, tx, route, before),
        }));
        await replaceRoutes(tx, after);
        auditRoutes(tx, before, after);
        return { body: await routesOut(tx, caller) };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'action_routes.reset',
      method: 'delete',
      path: '/api/v1/action-routes',
      permission: 'action_routes:write',
      summary: 'Restore the default routing table',
      status: 200,
      answer: ActionRoutesOut,
    },
    async ({ caller, write }) =>
      write(async (tx) => {
        await lockSetting(tx, 'action_routes');
        const { routes: before } = await listRoutes(tx);
        await replaceRoutes(tx, []);
        auditRoutes(tx, before, (await listRoutes(tx)).routes);
        return { body: await routesOut(tx, caller) };
      }),
  ),
];

const routesOut = async (
  tx: Transaction,
  caller: Caller,
): Promise<z.infer<typeof ActionRoutesOut>> => {
  const showsUrl = reachOf(caller, 'action_routes:write') !== 'none';
  const [{ routes, isDefault }, codes] = await Promise.all([listRoutes(tx), listCodes(tx)]);
  return {
    is_default: isDefault,
    routes: routes.map((route) => ({
      prefix: route.prefix,
      index: route.index,
      workflow: route.workflow,
      url: showsUrl || route.url === null ? route.url : originOnly(route.url),
      has_api_key: route.apiKeyEncrypted !== null,
      callback_timeout_seconds: route.callbackTimeoutSeconds,
      expects_callback: route.expectsCallback,
    })),
    fallback: { index: FALLBACK_ROUTE.index, workflow: FALLBACK_ROUTE.workflow },
    uncaught_types: unroutedTypes(routes, [...codes]),
    known_workflows: [
      ...new Set([...routes, ...DEFAULT_ROUTES, FALLBACK_ROUTE].map(({ workflow }) => workflow)),
    ].toSorted(),
  };
};

/** All action types of the company: the catalogue's and its own. */
const listCodes = async (tx: Transaction): Promise<ReadonlySet<string>> =>
  new Set([...CATALOGUE, ...(await listCompanyActionTypes(tx))].map((type) => type.code));

/**
 * The encrypted API key to store. An absent key keeps the stored one, but only if the URL is the same:
 * else a change of the URL would send the key to another server. A kept key is encrypted again with the
 * current encryption key.
 */
const encryptedKeyFor = (
  keys: readonly EncryptionKey[],
  tx: Transaction,
  route: z.infer<typeof ActionRoutesIn>['routes'][number],
  before: readonly StoredRoute[],
): Buffer | null => {
  if (route.api_key === null) return null;
  const context = routeKeyContext(tx.actor.companyId);
  if (route.api_key !== undefined) return encrypt(keys, route.api_key, context);
  const stored = before.find((other) => other.prefix === route.prefix);
  if (!stored?.apiKeyEncrypted || stored.url !== route.url) return null;
  return encrypt(keys, decrypt(keys, stored.apiKeyEncrypted, context), context);
};

const auditRoutes = (
  tx: Transaction,
  before: readonly StoredRoute[],
  after: readonly StoredRoute[],
): void => {
  const withoutKeys = (routes: readonly StoredRoute[]) => ({
    routes: routes.map(({ apiKeyEncrypted, ...route }) => ({
      ...route,
      hasApiKey: apiKeyEncrypted !== null,
    })),
  });
  tx.emit(actionRoutesReplaced, {
    subjectId: tx.actor.companyId,
    before: withoutKeys(before),
    after: withoutKeys(after),
  });
};
