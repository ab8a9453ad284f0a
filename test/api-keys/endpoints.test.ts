/**
 * Goal: keys for machines: scoped, expiring, revocable, shown once, with no more scopes than their maker.
 * Method: the whole api in-process on real Postgres.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { ApiKeyOut, CreatedApiKeyOut } from '../../src/domain/api-keys/shapes.ts';
import { newToken } from '../../src/domain/shared/secrets.ts';
import { startTestApi, type TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const HOUR_MS = 3_600_000;
const owner = () => api.company.owner.key;
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

const create = (body: object, key = owner(), headers = {}): Promise<Response> =>
  api.request('/api/v1/api-keys', {
    key,
    body: { name: 'essai', scopes: ['account:read'], ...body },
    headers,
  });

const created = async (
  body: object = {},
  key = owner(),
): Promise<z.infer<typeof CreatedApiKeyOut>> => {
  const answer = await create(body, key);
  expect(answer.status, await answer.clone().text()).toBe(201);
  return CreatedApiKeyOut.parse(await answer.json());
};

const faultsOf = async (answer: Response): Promise<string[]> => {
  expect(answer.status).toBe(422);
  const { errors } = (await answer.json()) as { errors: { path: string }[] };
  return errors.map(({ path }) => path);
};

const me = (key: string): Promise<Response> => api.request('/api/v1/me', { key });
const revoke = (id: number, key = owner()): Promise<Response> =>
  api.request(`/api/v1/api-keys/${id}`, { method: 'DELETE', key });

describe('POST /api/v1/api-keys', () => {
  test('shows the key once and keeps its hash alone', async () => {
    const answer = await create({});
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const { api_key: key, secret } = CreatedApiKeyOut.parse(await answer.json());
    expect(secret).toMatch(/^rlk_[\w-]{43}$/);
    expect(key).toMatchObject({
      prefix: secret.slice(0, 10),
      user_id: api.company.owner.id,
      created_by: api.company.owner.id,
      expires_at: null,
      last_used_at: null,
      revoked_at: null,
    });
    const list = await api.request('/api/v1/api-keys', { key: owner() });
    expect(await list.text()).not.toContain(secret);
    const [row] = await api.superuser`
      select key_hash = sha256(convert_to(${secret}, 'UTF8')) as is_hash,
        position(${secret} in api_keys::text) as position
      from api_keys where id = ${key.id}
    `;
    expect(row).toEqual({ is_hash: true, position: 0 });
  });

  test('is accepted as bearer and as X-API-Key', async () => {
    const { secret } = await created();
    expect((await me(secret)).status).toBe(200);
    const answer = await api.request('/api/v1/me', { headers: { 'X-API-Key': secret } });
    expect(answer.status).toBe(200);
  });

  test('may use its scopes and no others', async () => {
    const { secret } = await created({ scopes: ['users:read'] });
    expect((await api.request('/api/v1/users', { key: secret })).status).toBe(200);
    const refused = await api.request('/api/v1/audit', { key: secret });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({
      code: 'forbidden',
      detail: 'this needs the permission audit:read',
    });
  });

  test('acts as the user it is made for, with that user’s reach', async () => {
    const { secret, api_key: key } = await created({
      user_id: api.company.supervisor.id,
      scopes: ['account:read', 'users:read'],
    });
    expect(key.user_name).toBe('Simone Superviseuse');
    expect(await (await me(secret)).json()).toMatchObject({
      user: { id: api.company.supervisor.id },
      permissions: { 'users:read': 'centre' },
    });
  });

  test("refuses scopes the user's role does not have, unknown ones and none", async () => {
    const beyond = await create({
      user_id: api.company.agents[0].id,
      scopes: ['account:read', 'audit:read', 'users:write'],
    });
    expect(await faultsOf(beyond)).toEqual(['scopes.1', 'scopes.2']);
    expect(await faultsOf(await create({ scopes: ['all:mighty'] }))).toEqual(['scopes.0']);
    expect(await faultsOf(await create({ scopes: [] }))).toEqual(['scopes']);
  });

  test('refuses a user of another company, a disabled one and one above', async () => {
    expect(await faultsOf(await create({ user_id: api.otherCompany.owner.id }))).toEqual([
      'user_id',
    ]);
    const agent = api.company.agents[1];
    await api.superuser`update users set is_active = false where id = ${agent.id}`;
    expect(await faultsOf(await create({ user_id: agent.id }))).toEqual(['user_id']);
    await api.superuser`
      update users set is_active = true, role = 'super_admin' where id = ${agent.id}
    `;
    expect((await create({ user_id: agent.id })).status).toBe(403);
    await api.superuser`update users set role = 'agent' where id = ${agent.id}`;
  });

  test('refuses everyone below an owner', async () => {
    expect((await create({}, api.company.supervisor.key)).status).toBe(403);
  });

  test('gives the same key again to a repeated request', async () => {
    const headers = { 'Idempotency-Key': 'une-seule-clef' };
    const first = await create({}, owner(), headers);
    const second = await create({}, owner(), headers);
    expect(await second.json()).toEqual(await first.json());
    expect(second.headers.get('Idempotency-Replayed')).toBe('true');
    const other = await create({ name: 'une autre' }, owner(), headers);
    expect(other.status).toBe(422);
  });
});

describe('a key made by a key', () => {
  test("can't have a scope that its maker lacks", async () => {
    const maker = await created({ scopes: ['api_keys:write', 'account:read'] });
    const beyond = await create({ scopes: ['account:read', 'users:write'] }, maker.secret);
    expect(await faultsOf(beyond)).toEqual(['scopes.1']);
    const child = await created({ scopes: ['account:read'] }, maker.secret);
    expect((await me(child.secret)).status).toBe(200);
  });

  test('for another user needs the permission to act for them', async () => {
    const maker = await created({ scopes: ['api_keys:write', 'account:read'] });
    const body = { user_id: api.company.agents[0].id };
    expect((await create(body, maker.secret)).status).toBe(403);
    expect((await create({}, maker.secret)).status).toBe(201);
    const scopes = ['api_keys:write', 'account:read', 'actions:impersonate'];
    const impersonator = await created({ scopes });
    expect((await create(body, impersonator.secret)).status).toBe(201);
  });

  test('for another user ends when its maker is disabled', async () => {
    const [row] = await api.superuser`
      insert into users (company_id, email, name, role, password_hash)
      values (${api.company.id}, 'partante@example.com', 'Partante', 'owner', 'x')
      returning id
    `;
    const leaving = { user_id: Number(row?.['id']) };
    const scopes = ['api_keys:write', 'account:read', 'actions:impersonate'];
    const own = await created({ ...leaving, scopes });
    const left = await created({ user_id: api.company.owner.id }, own.secret);
    const disabled = await api.request(`/api/v1/users/${leaving.user_id}`, {
      method: 'PATCH',
      key: owner(),
      body: { is_active: false },
    });
    expect(disabled.status).toBe(200);
    expect((await me(own.secret)).status).toBe(401);
    expect((await me(left.secret)).status).toBe(401);
  });

  test("can't expire later than the key that made it", async () => {
    const maker = await created({ scopes: ['api_keys:write'], expires_at: inHours(2) });
    const scopes = ['api_keys:write'];
    for (const expiresAt of [null, inHours(3)]) {
      const answer = await create({ scopes, expires_at: expiresAt }, maker.secret);
      expect(await faultsOf(answer)).toEqual(['expires_at']);
    }
    await created({ scopes, expires_at: inHours(1) }, maker.secret);
  });
});

describe('a key', () => {
  test('stops when it expires', async () => {
    const { secret, api_key: key } = await created({ expires_at: inHours(1) });
    expect((await me(secret)).status).toBe(200);
    await api.superuser`update api_keys set expires_at = now() where id = ${key.id}`;
    expect((await me(secret)).status).toBe(401);
  });

  test('can not be made for the past', async () => {
    expect(await faultsOf(await create({ expires_at: inHours(-1) }))).toEqual(['expires_at']);
  });

  test('stops at once when it is revoked', async () => {
    const { secret, api_key: key } = await created();
    expect((await revoke(key.id)).status).toBe(204);
    expect((await me(secret)).status).toBe(401);
    const [before] = await api.superuser`select revoked_at from api_keys where id = ${key.id}`;
    expect((await revoke(key.id)).status).toBe(204);
    const [after] = await api.superuser`select revoked_at from api_keys where id = ${key.id}`;
    expect(after).toEqual(before);
    await api.sealFacts();
    const entries = await api.superuser`
      select entry -> 'before' as before from audit_entries
      where entry ->> 'operation' = 'api_keys.revoke' and entry ->> 'resource_id' = ${String(key.id)}
    `;
    expect(entries).toHaveLength(1);
  });

  test("can not be revoked by another company, or by somebody below its user's rank", async () => {
    const { api_key: key } = await created();
    expect((await revoke(key.id, api.otherCompany.owner.key)).status).toBe(404);
    const agent = api.company.agents[1];
    const { api_key: agents } = await created({ user_id: agent.id });
    await api.superuser`update users set role = 'super_admin' where id = ${agent.id}`;
    expect((await revoke(agents.id)).status).toBe(403);
    await api.superuser`update users set role = 'agent' where id = ${agent.id}`;
  });

  test('loses the scopes that the new role of its user lacks', async () => {
    const { secret } = await created({
      user_id: api.company.supervisor.id,
      scopes: ['users:read', 'account:read'],
    });
    await api.superuser`update users set role = 'agent' where id = ${api.company.supervisor.id}`;
    expect((await api.request('/api/v1/users', { key: secret })).status).toBe(403);
    expect((await me(secret)).status).toBe(200);
    await api.superuser`
      update users set role = 'supervisor' where id = ${api.company.supervisor.id}
    `;
  });

  test('shows when it was last used', async () => {
    const { secret, api_key: key } = await created();
    await me(secret);
    const listed = await api.request('/api/v1/api-keys', { key: owner() });
    const { data } = (await listed.json()) as { data: unknown[] };
    const found = data.map((row) => ApiKeyOut.parse(row)).find((row) => row.id === key.id);
    expect(Date.now() - Date.parse(found?.last_used_at ?? '')).toBeLessThan(60_000);
  });

  test('that is unknown is refused, even where no key is needed', async () => {
    expect((await me(newToken('rlk'))).status).toBe(401);
    const answer = await api.request('/api/v1/session', {
      key: newToken('rlk'),
      body: { email: 'a@b.example', password: 'x' },
    });
    expect(answer.status).toBe(401);
  });
});

describe('GET /api/v1/api-keys', () => {
  test("lists the company's keys in pages, newest first, no other's", async () => {
    const first = await api.request('/api/v1/api-keys?limit=1', { key: owner() });
    const page = (await first.json()) as { data: { id: number }[]; next_cursor: string };
    const second = await api.request(`/api/v1/api-keys?limit=250&cursor=${page.next_cursor}`, {
      key: owner(),
    });
    const rest = (await second.json()) as { data: { id: number }[]; next_cursor: null };
    const ids = [...page.data, ...rest.data].map(({ id }) => id);
    const rows = await api.superuser`
      select id from api_keys where company_id = ${api.company.id} order by id desc
    `;
    expect(ids).toEqual(rows.map((row) => Number(row['id'])));
  });
});
