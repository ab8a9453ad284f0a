import { ImapFlow } from 'imapflow';
import type { MailAccount } from '../../domain/mailboxes/account.ts';
import { resolveMailHost } from '../mail-hosts.ts';
import type { Resolve } from '../public-names.ts';
import { toImapFailure } from './failure.ts';
import { chooseFolders } from './folders.ts';

/** The Sent folder of a mailbox: whether a mail is in it, and to put one there. */

export interface SentFolder {
  /** By its Message-ID, without angle brackets. `no_folder`: the mailbox has none. Errors: `ImapFailure`. */
  find: (
    account: Account,
    internetMessageId: string,
  ) => Promise<'found' | 'not_found' | 'no_folder'>;
  /**
   * Puts a copy there unless it is there already. Out: as `find`, or `stored`. Errors: `ImapFailure`.
   * Twice: the second one finds it.
   */
  store: (account: Account, copy: SentCopy) => Promise<'stored' | 'found' | 'no_folder'>;
}

type Account = Pick<MailAccount, 'imap' | 'login'>;

export interface SentCopy {
  internetMessageId: string;
  date: Date;
  /** Called only if it is needed. */
  content: () => Promise<Buffer>;
}

interface SentFolderOptions {
  allowLoopback: boolean;
  resolve?: Resolve;
}

const STEP_TIMEOUT_MS = 15_000;
/** A copy of 28 MB over a slow line. */
const SOCKET_TIMEOUT_MS = 40_000;
/** Of everything over one connection. */
export const SENT_FOLDER_TIMEOUT_MS = 90_000;
const FOLDER_COUNT_MAX = 5_000;
const ANSWER_SIZE_MAX_BYTES = 1024 * 1024;

export const createSentFolder = (options: SentFolderOptions): SentFolder => ({
  find: (account, internetMessageId) =>
    within(account, options, async (client, path) =>
      (await isThere(client, path, internetMessageId)) ? 'found' : 'not_found',
    ),
  store: (account, { internetMessageId, date, content }) =>
    within(account, options, async (client, path) => {
      if (await isThere(client, path, internetMessageId)) return 'found';
      await client.append(path, await content(), ['\\Seen'], date);
      return 'stored';
    }),
});

const within = async <T>(
  account: Account,
  options: SentFolderOptions,
  work: (client: ImapFlow, path: string) => Promise<T>,
): Promise<T | 'no_folder'> => {
  let client: ImapFlow | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    const opened = await open(account, options);
    client = opened;
    timer = setTimeout(() => opened.close(), SENT_FOLDER_TIMEOUT_MS);
    await opened.connect();
    const listed = await opened.list({ listOnly: false });
    const folders = chooseFolders(listed.slice(0, FOLDER_COUNT_MAX));
    const sent = folders.find(({ role }) => role === 'sent');
    return sent === undefined ? 'no_folder' : await work(opened, sent.path);
  } catch (error) {
    throw toImapFailure(error);
  } finally {
    clearTimeout(timer);
    client?.close();
  }
};

const open = async ({ imap, login }: Account, options: SentFolderOptions): Promise<ImapFlow> => {
  const { address, servername } = await resolveMailHost(imap.host, options);
  const client = new ImapFlow({
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
    disableCompression: true,
    connectionTimeout: STEP_TIMEOUT_MS,
    greetingTimeout: STEP_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    maxLineLength: ANSWER_SIZE_MAX_BYTES,
    maxLiteralSize: ANSWER_SIZE_MAX_BYTES,
    maxResponseSize: 2 * ANSWER_SIZE_MAX_BYTES,
  });
  client.on('error', () => undefined); // the promise of the command reports it
  return client;
};

/** Source: RFC 3501, 6.4.4: HEADER finds a part of the value, so the id is enough. */
const isThere = async (client: ImapFlow, path: string, id: string): Promise<boolean> => {
  await client.mailboxOpen(path, { readOnly: true });
  const found = await client.search({ header: { 'message-id': id } }, { uid: true });
  if (found === false || found === undefined) throw new Error('the search was refused');
  return found.length > 0;
};
