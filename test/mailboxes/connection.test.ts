/**
 * Goal: a connection test says which step fails and why, and sends nothing. Method: the api in-process, the mail
 * servers of `npm start`, and servers that do not talk as they should.
 */
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMailServers, type MailServers } from '../../dev/fakes/imap/server.ts';
import { MailboxTestOut } from '../../src/domain/mailboxes/tests.ts';
import { startTestApi } from '../support/api.ts';
import { MAILBOX_BODY, mailboxesAs } from '../support/mailbox-calls.ts';

const api = await startTestApi({ DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' });
const { call, create } = mailboxesAs(api, api.company.owner.key);
const PASSWORD = 'cannelle';
const EMAIL = 'contact@atelier.example';
let servers: MailServers;
/** Takes connections and says nothing, or nonsense. */
let nonsense: Server;
let nonsensePort = 0;

beforeAll(async () => {
  servers = await startMailServers({
    company: { email: EMAIL },
    customer: { email: 'client@example.com' },
    password: PASSWORD,
  });
  nonsense = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  nonsense.listen(0, '127.0.0.1');
  await once(nonsense, 'listening');
  const address = nonsense.address();
  nonsensePort = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(async () => {
  nonsense.close();
  await servers.stop();
  await api.stop();
});

const local = (port: number, security: 'none' | 'tls' | 'starttls' = 'none') => ({
  host: '127.0.0.1',
  port,
  security,
});
const body = (fields: object = {}) => ({
  email: EMAIL,
  imap: local(servers.company.port),
  smtp: local(servers.smtpPort),
  credentials: { method: 'password', password: PASSWORD },
  ...fields,
});

const tested = async (path: string, given?: object) => {
  const answer = await call(path, { method: 'POST', ...(given && { body: given }) });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  const { steps, ...rest } = MailboxTestOut.parse(JSON.parse(text));
  return {
    ...rest,
    steps: steps.map(({ step, status, failure_code: code }) => `${step}: ${code ?? status}`),
  };
};

const GOOD_IMAP = ['imap_connect: succeeded', 'imap_login: succeeded', 'imap_folders: succeeded'];
const GOOD_SMTP = ['smtp_connect: succeeded', 'smtp_login: succeeded'];
const GIVEN = 'credentials: succeeded';

describe('before a mailbox is saved', () => {
  test('logs in, lists the folders and sends nothing', async () => {
    const result = await tested('/test', body());
    expect(result).toMatchObject({
      is_success: true,
      steps: [GIVEN, ...GOOD_IMAP, ...GOOD_SMTP],
    });
    expect(result.folders).toContainEqual({ path: 'INBOX', special_use: 'inbox' });
    expect(result.folders).toContainEqual({ path: 'Sent', special_use: 'sent' });
    expect(servers.company.count()).toBe(0);
    expect(await api.superuser`select id from mailboxes`).toHaveLength(0);
  });

  test('tells wrong credentials', async () => {
    const credentials = { method: 'password', password: 'faux' };
    const result = await tested('/test', body({ credentials }));
    expect(result).toMatchObject({ is_success: false, folders: [] });
    expect(result.steps).toEqual([
      GIVEN,
      'imap_connect: succeeded',
      'imap_login: credentials_refused',
      'imap_folders: skipped',
      'smtp_connect: succeeded',
      'smtp_login: credentials_refused',
    ]);
  });

  test('tells that one of the two servers is away', async () => {
    const result = await tested('/test', body({ smtp: local(1) }));
    expect(result.steps).toEqual([
      GIVEN,
      ...GOOD_IMAP,
      'smtp_connect: connection_refused',
      'smtp_login: skipped',
    ]);
  });

  test('tells a server without TLS where TLS is asked for', async () => {
    const result = await tested(
      '/test',
      body({
        imap: local(servers.company.port, 'starttls'),
        smtp: local(servers.smtpPort, 'starttls'),
      }),
    );
    expect(result.is_success).toBe(false);
    expect(result.steps[4]).toBe('smtp_connect: tls');
    expect(result.steps[1]).toMatch(/^imap_connect: (?:tls|unavailable)$/);
  });

  test('tells a server that speaks another protocol', async () => {
    const result = await tested(
      '/test',
      body({ imap: local(nonsensePort), smtp: local(nonsensePort) }),
    );
    expect(result.steps[1]).toMatch(/^imap_connect: (?:protocol|connection_lost)$/);
    expect(result.steps[4]).toMatch(/^smtp_connect: (?:protocol|connection_lost)$/);
  });

  test('refuses a server that may not be called', async () => {
    const imap = { host: '192.168.1.10', port: 993, security: 'tls' };
    const answer = await call('/test', { body: body({ imap }) });
    expect(answer.status).toBe(422);
  });
});

describe('a mailbox that is saved', () => {
  test('is tested with its stored credentials', async () => {
    const { id } = await create({ ...MAILBOX_BODY, ...body() });
    const result = await tested(`/${id}/test`);
    expect(result.is_success).toBe(true);
    expect(JSON.stringify(result)).not.toContain(PASSWORD);
  });
});

test('the presets have the servers of each provider', async () => {
  const answer = await call('/presets');
  expect(await answer.json()).toMatchObject({
    data: [
      { provider: 'gmail', imap: { host: 'imap.gmail.com' } },
      { provider: 'outlook', auth_methods: ['oauth2'] },
      { provider: 'ovh', smtp: { host: 'ssl0.ovh.net' } },
      { provider: 'infomaniak' },
    ],
  });
});
