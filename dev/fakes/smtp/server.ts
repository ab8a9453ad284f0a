/**
 * An SMTP server that delivers nothing, for `npm start` and tests. It keeps the last mails; GET /mails on its HTTP
 * port lists them. It can refuse mails or break connections, as real servers do.
 */
import type { AddressInfo, Server } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { KeptMails, type KeptMail } from './kept-mails.ts';

const SIZE_MAX_BYTES = 20 * 1024 * 1024;
const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** How it treats the next mails. */
export type Behaviour =
  | 'accept'
  | 'refuse_recipient'
  | 'defer_recipient'
  | 'refuse_content'
  /** Keeps the mail and breaks the connection before it answers. */
  | 'accept_silently'
  /** Breaks the connection when it has the whole mail, without keeping it. */
  | 'lose'
  /** Breaks the connection before it has the mail. */
  | 'hang_up'
  | 'hang_up_at_sender'
  | 'hang_up_at_recipient';

export interface FakeSmtp {
  /** For `SMTP_URL`. */
  url: string;
  /** Lists the mails. */
  httpUrl: string;
  mails: () => readonly KeptMail[];
  behave: (behaviour: Behaviour) => void;
  /** Answers this status to each of these recipients; the others are accepted. */
  refuseRecipients: (refusals: ReadonlyMap<string, number>) => void;
  /** Called for each recipient; it answers once the promise is resolved. */
  onRecipient: (wait: () => Promise<void>) => void;
  /** Called when it has a mail; it answers once the promise is resolved. */
  beforeAnswer: (wait: () => Promise<void>) => void;
  stop: () => Promise<void>;
}

interface FakeSmtpSettings {
  /** 0 takes any. */
  port?: number;
  httpPort?: number;
  /** Where mails outlive a restart. */
  directory?: string;
}

export async function startFakeSmtp(settings: FakeSmtpSettings = {}): Promise<FakeSmtp> {
  const kept = new KeptMails(settings.directory);
  let behaviour: Behaviour = 'accept';
  let wait = (): Promise<void> => Promise.resolve();
  let waitAtRecipient = wait;
  let refusals: ReadonlyMap<string, number> = new Map();
  const server = smtpServer(kept, {
    behaviour: () => behaviour,
    refusalOf: (address) => refusals.get(address),
    onRecipient: () => waitAtRecipient(),
    beforeAnswer: () => wait(),
  });
  const list = new Hono();
  list.get('/mails', (c) => {
    const host = (c.req.header('host') ?? '').replace(/:\d+$/, '');
    // A web page can reach loopback through its own host name. It must not read mails.
    if (!LOOPBACK_HOSTS.has(host)) return c.json({ code: 'host_refused' }, 403);
    const company = c.req.query('company');
    const mails = kept.all.filter((mail) => !company || String(mail.company_id) === company);
    return c.json({ data: mails });
  });
  const http = createAdaptorServer({ fetch: list.fetch });
  const listening = server.listen(settings.port ?? 0, '127.0.0.1');
  const port = await portOf(listening);
  http.listen(settings.httpPort ?? 0, '127.0.0.1');
  const httpPort = await portOf(http);
  return {
    url: `smtp://127.0.0.1:${port}?tls=off`,
    httpUrl: `http://127.0.0.1:${httpPort}`,
    mails: () => kept.all,
    behave: (next) => {
      behaviour = next;
    },
    refuseRecipients: (next) => {
      refusals = next;
    },
    onRecipient: (next) => {
      waitAtRecipient = next;
    },
    beforeAnswer: (next) => {
      wait = next;
    },
    stop: async () => {
      const closed = [server, http].map(
        (one) => new Promise<void>((resolve) => one.close(() => resolve())),
      );
      if ('closeAllConnections' in http) http.closeAllConnections();
      await Promise.all(closed);
    },
  };
}

const REFUSED_RECIPIENTS = new Map<Behaviour, [number, string]>([
  ['refuse_recipient', [550, 'No such mailbox here']],
  ['defer_recipient', [450, 'Greylisted, come back later']],
]);

interface Script {
  behaviour: () => Behaviour;
  refusalOf: (address: string) => number | undefined;
  onRecipient: () => Promise<void>;
  beforeAnswer: () => Promise<void>;
}

function smtpServer(
  kept: KeptMails,
  { behaviour, refusalOf, onRecipient, beforeAnswer }: Script,
): SMTPServer {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    // Any password is right: who sends here is not checked.
    onAuth: ({ username }, _session, answer) => answer(null, { user: username }),
    disableReverseLookup: true,
    size: SIZE_MAX_BYTES,
    closeTimeout: 100,
    onMailFrom: (_address, session, answer) => {
      if (behaviour() === 'hang_up_at_sender') breakConnection(server, session);
      else answer();
    },
    onRcptTo: ({ address }, session, answer) => {
      onRecipient()
        .then(() => {
          if (behaviour() === 'hang_up_at_recipient') return breakConnection(server, session);
          const status = refusalOf(address);
          if (status !== undefined) return answer(refusal(status, `${address} refused`));
          const refused = REFUSED_RECIPIENTS.get(behaviour());
          return refused === undefined ? answer() : answer(refusal(...refused));
        })
        .catch(answer);
    },
    onData: (stream, session, answer) => {
      if (behaviour() === 'hang_up') return breakConnection(server, session);
      buffer(stream)
        .then(async (raw) => {
          if (behaviour() === 'lose') return breakConnection(server, session);
          if (behaviour() === 'refuse_content') return answer(refusal(554, 'Refused as spam'));
          await kept.keep(raw);
          await beforeAnswer();
          return behaviour() === 'accept_silently' ? breakConnection(server, session) : answer();
        })
        .catch(answer);
    },
  });
  server.on('error', () => undefined); // of one connection: its client hung up
  return server;
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

function breakConnection(server: SMTPServer, { id }: SMTPServerSession): void {
  for (const connection of server.connections) {
    if (connection.session.id === id) connection._socket.destroy();
  }
}

async function portOf(server: Pick<Server, 'address' | 'once' | 'listening'>): Promise<number> {
  if (!server.listening) {
    await new Promise<void>((resolve, reject) => {
      server.once('listening', resolve);
      server.once('error', reject);
    });
  }
  const address: AddressInfo | string | null = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return address.port;
}
