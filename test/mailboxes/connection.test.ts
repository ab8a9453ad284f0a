/**
 * Goal: a connection test says which step fails and why, and sends nothing. Method: the api in-process, the mail
 * servers of `npm start`, Dovecot with TLS, and servers that do not talk as they should.
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMailServers, type MailServers } from '../../dev/fakes/imap/server.ts';
import { MailboxTestOut } from '../../src/domain/mailboxes/tests.ts';
import { createImap } from '../../src/platform/imap/client.ts';
import { createSentFolder } from '../../src/platform/imap/find-message.ts';
import { createMailboxSmtp } from '../../src/platform/mailbox-smtp/send.ts';
import { startTestApi } from '../support/api.ts';
import { hasOpenssl, makeSelfSigned, makeSigned } from '../support/certificates.ts';
import { DOVECOT_PASSWORD, startDovecot, whyNoDovecot, type Dovecot } from '../support/dovecot.ts';
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

const whyNoTls = whyNoDovecot() ?? (hasOpenssl ? undefined : 'openssl is missing');
describe.skipIf(whyNoTls !== undefined)(`over TLS (${whyNoTls ?? 'Dovecot'})`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'relais-mail-tls-'));
  const trusted = getCACertificates('default');
  let dovecot: Dovecot;
  const mails: string[] = [];
  const smtpServers: SMTPServer[] = [];
  const smtpPorts = { tls: 0, starttls: 0 };
  const startSmtp = async (secure: boolean): Promise<number> => {
    const smtp = new SMTPServer({
      secure,
      key: readFileSync(join(directory, 'server.key')),
      cert: readFileSync(join(directory, 'server.pem')),
      onAuth: ({ password: given }, { secure: isSecure }, done) =>
        isSecure && given === DOVECOT_PASSWORD
          ? done(null, { user: 'a' })
          : done(new Error('refused')),
      onData: (stream, _session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          mails.push(Buffer.concat(chunks).toString());
          done();
        });
      },
    });
    smtp.on('error', () => undefined); // a client that refuses the certificate
    smtpServers.push(smtp);
    const listening = smtp.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const address = listening.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  beforeAll(async () => {
    makeSelfSigned(directory, 'authority');
    makeSigned(directory, { name: 'server', authority: 'authority', ip: '127.0.0.1' });
    // As NODE_EXTRA_CA_CERTS does at the start of a process.
    setDefaultCACertificates([...trusted, readFileSync(join(directory, 'authority.pem'), 'utf8')]);
    dovecot = await startDovecot({ certificate: join(directory, 'server') });
    smtpPorts.tls = await startSmtp(true);
    smtpPorts.starttls = await startSmtp(false);
  });
  afterAll(async () => {
    setDefaultCACertificates(trusted);
    for (const smtp of smtpServers) smtp.close();
    await dovecot.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  const account = (security: 'tls' | 'starttls', host = '127.0.0.1') => ({
    imap: { host, security, port: security === 'tls' ? dovecot.tlsPort : dovecot.port },
    smtp: { host, security, port: smtpPorts[security] },
  });
  const overTls = (security: 'tls' | 'starttls', host?: string) =>
    tested('/test', {
      ...body(account(security, host)),
      username: 'user1',
      credentials: { method: 'password', password: DOVECOT_PASSWORD },
    });
  const REFUSED = [
    GIVEN,
    'imap_connect: certificate',
    'imap_login: skipped',
    'imap_folders: skipped',
    'smtp_connect: certificate',
    'smtp_login: skipped',
  ];

  test.each(['tls', 'starttls'] as const)('%s is tested, reads and sends', async (security) => {
    expect((await overTls(security)).steps).toEqual([GIVEN, ...GOOD_IMAP, ...GOOD_SMTP]);
    const login = { user: 'user1', password: DOVECOT_PASSWORD };
    const { imap, smtp } = account(security);
    const session = await createImap({ allowLoopback: true }).open({ imap, login });
    expect(await session.status('INBOX')).toMatchObject({ uidNext: 1 });
    await session.close();
    const sentFolder = createSentFolder({ allowLoopback: true });
    expect(await sentFolder.find({ imap, login }, 'absent@example.com')).toBe('not_found');
    const before = mails.length;
    const raw = 'Subject: Chiffr\r\n\r\nBonjour\r\n';
    const verdict = await createMailboxSmtp({ allowLoopback: true }).send(
      { smtp, login },
      {
        from: 'a@example.com',
        to: ['b@example.com'],
        sizeBytes: raw.length,
        content: Readable.from([Buffer.from(raw)]),
        beforeEnd: () => Promise.resolve(true),
      },
    );
    expect(verdict.outcome).toBe('sent');
    expect(mails.slice(before)).toEqual([raw]);
  });

  test.each(['tls', 'starttls'] as const)(
    '%s with a certificate of another name is refused, and the answer says so',
    async (security) => {
      expect((await overTls(security, 'localhost')).steps).toEqual(REFUSED);
      const { imap } = account(security, 'localhost');
      const login = { user: 'user1', password: DOVECOT_PASSWORD };
      await expect(createImap({ allowLoopback: true }).open({ imap, login })).rejects.toMatchObject(
        { code: 'certificate' },
      );
    },
  );

  test('a certificate of an unknown authority is refused', async () => {
    setDefaultCACertificates(trusted);
    expect((await overTls('tls')).steps).toEqual(REFUSED);
    expect((await overTls('starttls')).steps).toEqual(REFUSED);
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
