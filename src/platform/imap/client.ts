import { ImapFlow } from 'imapflow';
import type { MailAccount } from '../../domain/mailboxes/account.ts';
import { resolveMailHost, type MailHost } from '../mail-hosts.ts';
import type { Resolve } from '../public-names.ts';
import {
  describe,
  PART_SIZE_BYTES,
  read,
  readSmall,
  search,
  select,
  statusOf,
  type Run,
} from './commands.ts';
import { SMALL_SIZE_MAX_BYTES, type Imap, type ImapSession } from './contract.ts';
import { ImapFailure, toImapFailure } from './failure.ts';
import { chooseFolders } from './folders.ts';

/**
 * The port of contract.ts over imapflow. Its log is off: it would hold addresses. What it answers is checked:
 * it gives `false` or undefined for some failures, and passes on what a server sends unasked.
 */

interface ImapOptions {
  allowLoopback: boolean;
  resolve?: Resolve;
  /** For one command. */
  commandTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 15_000;
const COMMAND_TIMEOUT_MS = 30_000;
/** A search through a large folder sends nothing for minutes. Times that of other commands. */
const SEARCH_TIMEOUT_FACTOR = 5;
const LOGOUT_TIMEOUT_MS = 2_000;
const FOLDER_COUNT_MAX = 5_000;
/** A search over a folder of a million messages is one line of 8 MB. */
const LINE_SIZE_MAX_BYTES = 8 * 1024 * 1024;
/** Twice of what is ever asked for: servers count sizes in their own way. */
const LITERAL_SIZE_MAX_BYTES = 2 * Math.max(SMALL_SIZE_MAX_BYTES, PART_SIZE_BYTES);

export const createImap = (options: ImapOptions): Imap => ({
  open: async (account) => {
    const host = await resolveMailHost(account.imap.host, options).catch((error: unknown) => {
      throw toImapFailure(error);
    });
    const client = new ImapFlow(clientOptions(account, host, options));
    const commandTimeoutMs = options.commandTimeoutMs ?? COMMAND_TIMEOUT_MS;
    const run = runner(client, commandTimeoutMs);
    // The connection, STARTTLS, the login and the commands around it: each may use its whole time.
    await run(() => client.connect(), 3 * CONNECT_TIMEOUT_MS);
    return sessionOf(client, run, commandTimeoutMs * SEARCH_TIMEOUT_FACTOR);
  },
});

const clientOptions = (
  { imap, login }: Pick<MailAccount, 'imap' | 'login'>,
  { address, servername }: MailHost,
  { commandTimeoutMs = COMMAND_TIMEOUT_MS }: ImapOptions,
): ConstructorParameters<typeof ImapFlow>[0] => ({
  host: address,
  port: imap.port,
  secure: imap.security === 'tls',
  ...(imap.security === 'tls' ? {} : { doSTARTTLS: imap.security === 'starttls' }),
  ...(servername === '' ? {} : { servername }),
  auth:
    'password' in login
      ? { user: login.user, pass: login.password }
      : { user: login.user, accessToken: login.accessToken },
  tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
  clientInfo: { name: 'Relais' },
  logger: false,
  disableAutoIdle: true,
  // Each would cost a round trip in every cycle, and CPU.
  disableCompression: true,
  disableAutoEnable: true,
  disableIMAP4rev2: true,
  connectionTimeout: CONNECT_TIMEOUT_MS,
  greetingTimeout: CONNECT_TIMEOUT_MS,
  // The limits of the commands are the stricter ones.
  socketTimeout: commandTimeoutMs * SEARCH_TIMEOUT_FACTOR,
  maxLineLength: LINE_SIZE_MAX_BYTES,
  maxLiteralSize: LITERAL_SIZE_MAX_BYTES,
  maxResponseSize: LINE_SIZE_MAX_BYTES + LITERAL_SIZE_MAX_BYTES,
});

/** Runs one command within its time. After a failure the connection is closed: its state is not known. */
const runner = (client: ImapFlow, defaultTimeoutMs: number): Run => {
  let cause: unknown;
  // Also of a connection that breaks between two commands: the next one fails.
  client.on('error', (error) => {
    cause ??= error;
  });
  return async (command, timeoutMs = defaultTimeoutMs) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new ImapFailure('timeout')), timeoutMs);
    });
    try {
      return await Promise.race([command(), late]);
    } catch (error) {
      client.close();
      throw toImapFailure(error, { byeReason: client.byeReason, cause });
    } finally {
      clearTimeout(timer);
    }
  };
};

const sessionOf = (client: ImapFlow, run: Run, searchTimeoutMs: number): ImapSession => ({
  listFolders: async () => {
    const listed = await run(() => client.list({ listOnly: false }));
    return chooseFolders(listed.slice(0, FOLDER_COUNT_MAX));
  },
  status: (path) => run(() => statusOf(client, path)),
  select: (path) => run(() => select(client, path)),
  search: (range) => run(() => search(client, range), searchTimeoutMs),
  describe: (uids) => run(() => describe(client, uids)),
  readSmall: (uids) => readSmall(client, run, uids),
  read: ({ uid }) => read(client, run, uid),
  traffic: () => {
    const { received, sent } = client.stats();
    return { receivedBytes: received, sentBytes: sent };
  },
  close: async () => {
    try {
      if (client.usable) await run(() => client.logout(), LOGOUT_TIMEOUT_MS);
    } catch {
      // The connection is gone already.
    }
    client.close();
  },
});
