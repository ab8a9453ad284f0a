/**
 * Goal: any mail client can use the mailboxes of `npm start`, and their mail outlives a restart. Method: imapflow and
 * nodemailer against the servers, in a directory of their own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { afterAll, expect, test } from 'vitest';
import { demoMails, incomingMail } from '../../dev/fakes/imap/demo-mails.ts';
import { startMailServers, type MailServers } from '../../dev/fakes/imap/server.ts';

const COMPANY = 'contact@abj.example';
const CUSTOMER = 'camille.durand@example.com';
const PASSWORD = 'mot de passe';

const directory = await mkdtemp(join(tmpdir(), 'relais-mail-'));
afterAll(() => rm(directory, { recursive: true }));

const start = (): Promise<MailServers> =>
  startMailServers({
    company: { email: COMPANY, initial: () => demoMails(Date.now()) },
    customer: { email: CUSTOMER },
    password: PASSWORD,
    directory,
  });

const within = async <T>(
  port: number,
  user: string,
  work: (client: ImapFlow) => Promise<T>,
): Promise<T> => {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: PASSWORD },
    logger: false,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
};

const subjectsIn = (client: ImapFlow, folder: string): Promise<Map<number, string>> =>
  client.mailboxOpen(folder).then(async ({ exists }) => {
    const found = new Map<number, string>();
    if (exists === 0) return found;
    for await (const { uid, envelope } of client.fetch('1:*', { uid: true, envelope: true })) {
      found.set(uid, envelope?.subject ?? '');
    }
    return found;
  });

const send = (smtpPort: number, user: string, to: string, subject: string, pass = PASSWORD) =>
  createTransport({
    host: '127.0.0.1',
    port: smtpPort,
    secure: false,
    ignoreTLS: true,
    auth: { user, pass },
  }).sendMail({ from: user, to, subject, text: 'Bonjour, où en est ma demande ?' });

test('mail is delivered between the two, kept, and has the same UID after a restart', async () => {
  let servers = await start();
  await send(servers.smtpPort, CUSTOMER, COMPANY, 'De la cliente');
  await send(servers.smtpPort, COMPANY, 'quelqu.un@example.com', 'À un autre client');
  servers.company.deliver(await incomingMail(0, Date.now(), Date.now()));
  const before = await within(servers.company.port, COMPANY, async (client) => {
    await client.append('Sent', Buffer.from('Subject: Copie\r\n\r\nCopie\r\n'), ['\\Seen']);
    return subjectsIn(client, 'INBOX');
  });
  expect([...before.values()]).toEqual(
    expect.arrayContaining(['De la cliente', 'Demande de devis – CAP Bijouterie']),
  );
  const answers = await within(servers.customer.port, CUSTOMER, (client) =>
    subjectsIn(client, 'INBOX'),
  );
  expect([...answers.values()]).toEqual(['À un autre client']);
  await servers.stop();

  servers = await start();
  const { after, sent } = await within(servers.company.port, COMPANY, async (client) => ({
    after: await subjectsIn(client, 'INBOX'),
    sent: await subjectsIn(client, 'Sent'),
  }));
  expect(after).toEqual(before);
  expect([...sent.values()]).toContain('Copie');
  await servers.stop();
});

test('a wrong password gets nothing in, and nothing out', async () => {
  const servers = await start();
  await expect(send(servers.smtpPort, CUSTOMER, COMPANY, 'Non', 'faux')).rejects.toMatchObject({
    responseCode: 535,
  });
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: servers.company.port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: COMPANY, pass: 'faux' },
    logger: false,
  });
  client.on('error', () => undefined);
  await expect(client.connect()).rejects.toMatchObject({ authenticationFailed: true });
  await servers.stop();
});
