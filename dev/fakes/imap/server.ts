/**
 * The mail servers of `npm start` and of tests: a mailbox of the company and one of its customers, each with IMAP,
 * and one SMTP server that delivers between them. Any mail client can use them. Loopback only, without TLS.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { startMailbox, type LocalMailbox, type Mail } from './mailbox.ts';
import { withResults } from './results.ts';

const SIZE_MAX_BYTES = 30 * 1024 * 1024;

interface MailServersSettings {
  company: { email: string; port?: number; initial?: () => Promise<readonly Mail[]> };
  /** Gets every mail to an address that is not the company's. */
  customer: { email: string; port?: number };
  password: string;
  smtpPort?: number;
  /** Where mail outlives a restart. */
  directory?: string;
}

export interface MailServers {
  company: LocalMailbox;
  customer: LocalMailbox;
  smtpPort: number;
  stop: () => Promise<void>;
}

export async function startMailServers(settings: MailServersSettings): Promise<MailServers> {
  const { password, directory } = settings;
  const start = (role: 'company' | 'customer', initial = async (): Promise<Mail[]> => []) =>
    startMailbox({
      email: settings[role].email,
      password,
      port: settings[role].port ?? 0,
      file: directory === undefined ? undefined : join(directory, `${role}.json`),
      initial,
    });
  const company = await start('company', async () => [
    ...((await settings.company.initial?.()) ?? []),
  ]);
  const customer = await start('customer');
  const smtp = createSubmission([company, customer], password);
  const listening = smtp.listen(settings.smtpPort ?? 0, '127.0.0.1');
  if (!listening.listening) await once(listening, 'listening');
  const address = listening.address();
  return {
    company,
    customer,
    smtpPort: typeof address === 'object' && address !== null ? address.port : 0,
    stop: async () => {
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
      await Promise.all([company.stop(), customer.stop()]);
    },
  };
}

/** Whether its sender is the user that logged in. */
const isFrom = (raw: Buffer, user: string): boolean => {
  const [headers = ''] = raw.toString('latin1').split(/\r?\n\r?\n/, 1);
  const from = /^from:(.*)$/im.exec(headers)?.[1]?.trim().toLowerCase() ?? '';
  return from === user.toLowerCase() || from.endsWith(`<${user.toLowerCase()}>`);
};

function createSubmission([company, customer]: [LocalMailbox, LocalMailbox], password: string) {
  const emails = [company.email, customer.email];
  const server = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: SIZE_MAX_BYTES,
    closeTimeout: 100,
    onAuth: ({ username = '', password: given }, _session, answer) => {
      if (emails.includes(username) && given === password) answer(null, { user: username });
      else answer(Object.assign(new Error('Wrong user or password'), { responseCode: 535 }));
    },
    onData: (stream, { envelope, user = '' }, answer) => {
      buffer(stream)
        .then((sent) => {
          const raw = withResults(sent, isFrom(sent, user) ? 'pass' : 'fail');
          const isOfCompany = ({ address }: { address: string }) =>
            address.toLowerCase() === company.email;
          const mail = { folder: 'INBOX', raw, receivedAt: new Date(), isSeen: false } as const;
          if (envelope.rcptTo.some(isOfCompany)) company.deliver(mail);
          if (!envelope.rcptTo.every(isOfCompany)) customer.deliver(mail);
          answer();
        })
        .catch(answer);
    },
  });
  server.on('error', () => undefined); // of one connection: its client hung up
  return server;
}
