/**
 * Goal: an access token is renewed once, kept encrypted, and a refusal is told from a fault that passes. Method:
 * `openAccount` and cycles on PostgreSQL, a token server on loopback, mail servers that take XOAUTH2.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from '../../src/api/http/context.ts';
import { ImapFailure } from '../../src/platform/imap/failure.ts';
import { openAccount, withAccount } from '../../src/services/mailboxes/accounts.ts';
import { createMailboxActivities } from '../../src/activities/mailboxes/activities.ts';
import { createMailboxSmtp } from '../../src/platform/mailbox-smtp/send.ts';
import { listen, startTestApi } from '../support/api.ts';
import { startDovecot, whyNoDovecot } from '../support/dovecot.ts';
import { mailboxesAs } from '../support/mailbox-calls.ts';

const api = await startTestApi({ DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' });
const { call, create, read, change } = mailboxesAs(api, api.company.owner.key);

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
/** Access tokens that the mail servers take, and whose they are. */
const valid = new Map<string, string>();
provider.get('/introspect', (c) => {
  const username = valid.get(c.req.query('token') ?? '');
  return c.json({ active: username !== undefined, username });
});
const server = await listen(provider);
const whyNot = whyNoDovecot();
const dovecot =
  whyNot === undefined
    ? await startDovecot({ introspectionUrl: `${server.url}/introspect?token=` })
    : undefined;
afterAll(async () => {
  await dovecot?.stop();
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

const connect = async (fields: object = {}) =>
  (
    await create({
      ...fields,
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

test.each([
  'invalid_grant',
  'invalid_client',
  'interaction_required',
  'consent_required',
  'access_denied',
])('%s is final', async (error) => {
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

test('a token that the server refuses though it has not ended is replaced once', async () => {
  const id = await connect();
  await open(id);
  const seen: unknown[] = [];
  const use = (valid: string) =>
    withAccount(api.deps, { companyId: api.company.id, mailboxId: id }, ({ login }) => {
      const token = 'accessToken' in login ? login.accessToken : '';
      seen.push(token);
      return token === valid
        ? Promise.resolve('ok')
        : Promise.reject(new ImapFailure('login_refused'));
    });
  expect(await use('jeton-2')).toBe('ok');
  expect(await use('jeton-2')).toBe('ok');
  await expect(use('autre')).rejects.toMatchObject({ code: 'login_refused' });
  expect(seen).toEqual(['jeton-1', 'jeton-2', 'jeton-2', 'jeton-2', 'jeton-3']);
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

describe.skipIf(dovecot === undefined)(`at a mail server (${whyNot ?? 'Dovecot'})`, () => {
  const local = { host: '127.0.0.1', security: 'none' } as const;
  const connectAt = (username: string, smtpPort = 1) =>
    connect({
      username,
      imap: { ...local, port: dovecot?.port },
      smtp: { ...local, port: smtpPort },
    });
  /** The provider gives the tokens of this user, and the mail servers take them. */
  const issueFor = (username: string): void => {
    answer = () => {
      valid.set(`jeton-${requests.length}`, username);
      return { status: 200, body: { access_token: `jeton-${requests.length}`, expires_in: 3600 } };
    };
  };
  const sync = async (mailboxId: number) => {
    const activities = createMailboxActivities({ ...api.deps, announce: () => undefined });
    const run = { companyId: api.company.id, mailboxId, holder: randomUUID() };
    return (await activities.syncMailbox(run)).status;
  };
  const noticesOf = async (id: number): Promise<unknown[]> => {
    const rows = await api.superuser`
      select code, user_id from notifications
      where subject_type = 'mailbox' and subject_id = ${String(id)}
    `;
    return rows.map((row) => [row['code'], row['user_id']]);
  };

  test('an access token reads and sends; one that the provider ended early is replaced', async () => {
    const tokens: (string | undefined)[] = [];
    const smtp = new SMTPServer({
      authMethods: ['XOAUTH2'],
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      onAuth: ({ username, accessToken = '' }, _session, done) => {
        tokens.push(accessToken);
        if (valid.get(accessToken) === username) done(null, { user: username ?? '' });
        else done(null, { data: { status: '401', schemes: 'bearer', scope: 'mail' } });
      },
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on('end', () => done());
      },
    });
    const listening = smtp.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const address = listening.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    issueFor('oauth-user');
    const id = await connectAt('oauth-user', port);
    const send = async () => {
      const account = await openAccount(api.deps, { companyId: api.company.id, mailboxId: id });
      return createMailboxSmtp({ allowLoopback: true }).send(account, {
        from: 'a@example.com',
        to: ['b@example.com'],
        sizeBytes: 2,
        content: Readable.from([Buffer.from('\r\n')]),
        beforeEnd: () => Promise.resolve(true),
      });
    };
    expect(await sync(id)).toBe('read');
    expect((await send()).outcome).toBe('sent');
    const tried = await (await call(`/${id}/test`, { method: 'POST' })).json();
    expect(tried).toMatchObject({ is_success: true });
    valid.clear();
    expect((await send()).outcome).not.toBe('sent');
    expect(tokens).toEqual(['jeton-1', 'jeton-1', 'jeton-1']);
    expect(await sync(id)).toBe('read');
    expect((await send()).outcome).toBe('sent');
    expect(requests).toHaveLength(2);
    expect(await read(id)).toMatchObject({ state: 'ok', failure_code: null });
    expect(await noticesOf(id)).toEqual([]);
    smtp.close();
  });

  test('a refresh token that is refused pauses the mailbox, and its owner is told once', async () => {
    issueFor('oauth-paused');
    const id = await connectAt('oauth-paused');
    expect(await sync(id)).toBe('read');
    await expire(id);
    answer = () => ({ status: 400, body: { error: 'invalid_grant' } });
    for (let time = 0; time < 3; time += 1) expect(await sync(id)).toBe('failed');
    expect(await sync(id)).toBe('not_due');
    expect(requests).toHaveLength(4);
    expect((await read(id)).state).toBe('credentials_refused');
    expect(await noticesOf(id)).toEqual([['mailbox_refused', api.company.owner.id]]);
  });
});
