import { apiKeyCreated, apiKeyRevoked } from '../domain/api-keys/events.ts';
import { z } from '@hono/zod-openapi';
import {
  ApiKeyIn,
  ApiKeyOut,
  ApiKeyParams,
  ApiKeyQuery,
  CreatedApiKeyOut,
  scopeFaults,
} from '../domain/api-keys/shapes.ts';
import { fault, type Fault } from '../domain/shared/faults.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import { mayGrant, reachOf, type Caller, type Role } from '../domain/shared/permissions.ts';
import { hashToken, newToken } from '../domain/shared/secrets.ts';
import type { Transaction } from '../platform/database.ts';
import { AppError, invalid, notFound } from '../errors.ts';
import {
  findApiKey,
  insertApiKey,
  listApiKeys,
  revokeApiKey,
  type ApiKeyRow,
} from '../queries/api-keys.ts';
import { findUser, type UserRow } from '../queries/users.ts';
import { lockAccess } from '../services/shared/access.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';
import { API_KEY_PREFIX } from './http/middleware/authenticate.ts';

/** `rlk_` and six characters: they identify a key but don't help to guess it. */
const SHOWN_LENGTH = 10;

export const apiKeyEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  revoke(deps),
];

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'api_keys.list',
      method: 'get',
      path: '/api/v1/api-keys',
      permission: 'api_keys:read',
      summary: 'List API keys',
      description: 'Includes revoked keys. The secrets are not stored.',
      query: ApiKeyQuery,
      status: 200,
      answer: pageOf(ApiKeyOut),
    },
    async ({ query, read }) => {
      const beforeId = decodeCursor(query.cursor, z.number());
      const rows = await read((tx) => listApiKeys(tx, { beforeId, limit: query.limit + 1 }));
      const page = toPage(rows, query.limit, (row) => row.id);
      return { body: { ...page, data: page.data.map(toApiKeyOut) } };
    },
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'api_keys.create',
      method: 'post',
      path: '/api/v1/api-keys',
      permission: 'api_keys:write',
      summary: 'Create an API key',
      description:
        'The key acts as its user, within its scopes. A key for another user needs `actions:impersonate`. `secret` is shown only once.',
      body: ApiKeyIn,
      sample: {
        name: 'n8n',
        user_id: 1,
        scopes: ['entities:read'],
        expires_at: '2999-01-01T00:00:00Z',
      },
      status: 201,
      answer: CreatedApiKeyOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx) => {
        await lockAccess(tx, caller);
        const user = await findKeyUser(tx, caller, body.user_id ?? caller.userId);
        const scopes = [...new Set(body.scopes)];
        const expiresAt = body.expires_at === null ? null : new Date(body.expires_at);
        const faults = [
          ...scopeFaults({ scopes: body.scopes, role: user.role, caller }),
          ...(await expiryFaults(tx, { expiresAt, now: deps.clock.now(), caller })),
        ];
        if (faults.length > 0) throw invalid(faults);
        const secret = newToken(API_KEY_PREFIX);
        const id = await insertApiKey(tx, {
          userId: user.id,
          name: body.name,
          prefix: secret.slice(0, SHOWN_LENGTH),
          keyHash: hashToken(secret),
          scopes,
          createdBy: caller.userId,
          expiresAt,
        });
        tx.emit(apiKeyCreated, {
          subjectId: id,
          after: { name: body.name, user_id: user.id, scopes, expires_at: body.expires_at },
        });
        const key = await findApiKey(tx, id);
        if (!key) throw notFound('API key');
        return {
          body: { api_key: toApiKeyOut(key), secret },
          headers: { 'Cache-Control': 'no-store' },
        };
      }),
  );

const revoke = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'api_keys.revoke',
      method: 'delete',
      path: '/api/v1/api-keys/{id}',
      permission: 'api_keys:write',
      summary: 'Revoke an API key',
      description: 'Takes effect immediately and can not be undone. A repeat changes nothing.',
      params: ApiKeyParams,
      load: ({ tx, params }) => findApiKey(tx, params.id),
      status: 204,
    },
    async ({ caller, write }) =>
      write(async (tx, key) => {
        requireMayGrant(caller, key.user_role);
        if (await revokeApiKey(tx, key.id)) {
          tx.emit(apiKeyRevoked, {
            subjectId: key.id,
            before: { name: key.name, user_id: key.user_id },
          });
        }
        return {};
      }),
  );

const findKeyUser = async (tx: Transaction, caller: Caller, userId: number): Promise<UserRow> => {
  const user = await findUser(tx, userId);
  if (!user?.is_active) throw invalid([fault('user_id', 'unknown_record', { record: 'user' })]);
  if (userId !== caller.userId && reachOf(caller, 'actions:impersonate') === 'none') {
    throw new AppError('forbidden', 'a key for another user needs actions:impersonate');
  }
  requireMayGrant(caller, user.role);
  return user;
};

const requireMayGrant = (caller: Caller, role: Role): void => {
  if (!mayGrant(caller.role, role)) {
    throw new AppError('forbidden', `this user's role ${role} is above yours`);
  }
};

/** A key created by another key must not expire later: else a leaked key could renew itself for ever. */
const expiryFaults = async (
  tx: Transaction,
  { expiresAt, now, caller }: { expiresAt: Date | null; now: Date; caller: Caller },
): Promise<Fault[]> => {
  if (expiresAt !== null && expiresAt <= now) return [fault('expires_at', 'not_in_future', {})];
  if (caller.apiKeyId === null) return [];
  const callerKey = await findApiKey(tx, caller.apiKeyId);
  const endsAt = callerKey?.expires_at ?? null;
  return endsAt !== null && (expiresAt === null || expiresAt > endsAt)
    ? [fault('expires_at', 'outlives_key', {})]
    : [];
};

const toApiKeyOut = (row: ApiKeyRow): z.infer<typeof ApiKeyOut> => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  user_id: row.user_id,
  user_name: row.user_name,
  scopes: row.scopes,
  created_by: row.created_by,
  created_at: row.created_at.toISOString(),
  expires_at: row.expires_at?.toISOString() ?? null,
  last_used_at: row.last_used_at?.toISOString() ?? null,
  revoked_at: row.revoked_at?.toISOString() ?? null,
});
