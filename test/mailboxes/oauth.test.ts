/**
 * Goal: an access token is renewed once, kept encrypted, and a refusal is told from a fault that passes. Method:
 * `openAccount` on PostgreSQL, and a token server on loopback.
 */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from '../../src/api/http/context.ts';
import { openAccount } from '../../src/services/mailboxes/accounts.ts';
import { listen, startTestApi } from '../support/api.ts';
import { mailboxesAs } from '../support/mailbox-calls.ts';

const api = await startTestApi({ DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' });
const { create, change } = mailboxesAs(api, api.company.owner.key);

interface Answer {
  status: 200 | 400 | 503;
  body: object;
}
const requests: Record<string, string>[] = [];
let answer: () => Answer;
const provider = new OpenAPIHono<Env>();
provider.post('/token', async (c) => {
  requests.push(Object.fromEntries(new URLSearchParams(await c.req.text())));
  const { status, body } = answer();
  return c.json(body, status);
});
const server = await listen(provider);
afterAll(async () => {
  server.server.close();
  await api.stop();
});
beforeEach(() => {
  requests.length = 0;
  answer = () => ({
    status: 200,
    body: {
      access_token: `jeton-${requests.length}`,
      expires_in: 3600,
      refresh_token: `suite-${requests.length}`,
    },
  });
});

const connect = async () =>
  (
    await create({
      credentials: {
        method: 'oauth2',
        client_id: 'client',
        client_secret: 'secret du client',
        refresh_token: 'premier',
        token_url: `${server.url}/token`,
      },
    })
  ).id;
const open = async (mailboxId: number) =>
  (await openAccount(api.deps, { companyId: api.company.id, mailboxId })).login;
const expire = (mailboxId: number) =>
  api.superuser`update mailbox_health set access_token_encrypted = null where mailbox_id = ${mailboxId}`;

test('asks the provider once, and uses the stored token then', async () => {
  const id = await connect();
  const logins = await Promise.all([open(id), open(id), open(id)]);
  expect(new Set(logins.map((login) => JSON.stringify(login))).size).toBe(1);
  expect(logins[0]).toMatchObject({ accessToken: 'jeton-1' });
  expect(requests).toEqual([
    {
      grant_type: 'refresh_token',
      refresh_token: 'premier',
      client_id: 'client',
      client_secret: 'secret du client',
    },
  ]);
  const [row] = await api.superuser`
    select access_token_encrypted as token, token_leased_until as lease
    from mailbox_health
    where mailbox_id = ${id}
  `;
  expect(String(row?.['token'])).not.toContain('jeton-1');
  expect(row?.['lease']).toBeNull();
});

test('keeps the refresh token that replaces the one it used', async () => {
  const id = await connect();
  await open(id);
  await expire(id);
  await open(id);
  expect(requests.map((request) => request['refresh_token'])).toEqual(['premier', 'suite-1']);
});

test('asks again for a token that ends soon', async () => {
  answer = () => ({ status: 200, body: { access_token: 'court', expires_in: 30 } });
  const id = await connect();
  await open(id);
  await open(id);
  expect(requests).toHaveLength(2);
});

test.each(['invalid_grant', 'invalid_client'])('%s is final', async (error) => {
  answer = () => ({ status: 400, body: { error, error_description: 'jeton secret' } });
  const id = await connect();
  await expect(open(id)).rejects.toMatchObject({ code: 'credentials_refused' });
});

test.each([
  { status: 503, body: {} },
  { status: 400, body: { error: 'temporarily_unavailable' } },
  { status: 200, body: { access_token: '' } },
] as const)('$status with $body may pass', async (given) => {
  answer = () => given;
  const id = await connect();
  await expect(open(id)).rejects.toMatchObject({ code: 'unavailable' });
  answer = () => ({ status: 200, body: { access_token: 'enfin' } });
  expect(await open(id)).toMatchObject({ accessToken: 'enfin' });
});

test('a provider that is away may come back', async () => {
  const id = await connect();
  await change(id, {
    version: 1,
    credentials: {
      method: 'oauth2',
      client_id: 'client',
      refresh_token: 'autre',
      token_url: 'http://127.0.0.1:1/token',
    },
  });
  await expect(open(id)).rejects.toMatchObject({ code: 'unavailable' });
});

test('other credentials end the stored token', async () => {
  const id = await connect();
  await open(id);
  await change(id, { version: 1, credentials: { method: 'password', password: 'simple' } });
  expect(await open(id)).toMatchObject({ password: 'simple' });
  const [row] = await api.superuser`
    select access_token_encrypted as token from mailbox_health where mailbox_id = ${id}
  `;
  expect(row?.['token']).toBeNull();
});
