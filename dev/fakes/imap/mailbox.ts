import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import hoodiecrow from 'hoodiecrow-imap';
import { z } from 'zod';

/** One mailbox with an IMAP server of its own: the library has one store for all users of a server. */

export interface Mail {
  folder: 'INBOX' | 'Sent';
  raw: Buffer;
  receivedAt: Date;
  isSeen: boolean;
}

export interface LocalMailbox {
  email: string;
  port: number;
  deliver: (mail: Mail) => void;
  /** Of INBOX. */
  count: () => number;
  stop: () => Promise<void>;
}

interface MailboxSettings {
  email: string;
  password: string;
  /** 0 takes any. */
  port: number;
  /** Where its mail outlives a restart. */
  file?: string | undefined;
  /** Its mail where there is no file yet. */
  initial: () => Promise<readonly Mail[]>;
}

/** Without CONDSTORE, whose answers of this library have no MODSEQ. */
const PLUGINS = [
  'ID',
  'AUTH-PLAIN',
  'SASL-IR',
  'NAMESPACE',
  'IDLE',
  'LITERALPLUS',
  'UNSELECT',
  'SPECIAL-USE',
  'UIDPLUS',
  'MOVE',
];
const FOLDERS: readonly { path: string; use?: string }[] = [
  { path: 'INBOX' },
  { path: 'Sent', use: '\\Sent' },
  { path: 'Drafts', use: '\\Drafts' },
  { path: 'Junk', use: '\\Junk' },
  { path: 'Trash', use: '\\Trash' },
];
const SAVE_MS = 2_000;

const Stored = z.object({
  uidvalidity: z.number(),
  folders: z.record(
    z.string(),
    z.object({
      uidnext: z.number(),
      messages: z.array(
        z.object({
          uid: z.number(),
          flags: z.array(z.string()),
          internaldate: z.string(),
          raw: z.string(),
        }),
      ),
    }),
  ),
});
type Stored = z.infer<typeof Stored>;

export async function startMailbox(settings: MailboxSettings): Promise<LocalMailbox> {
  const { email, password, file } = settings;
  const stored = file === undefined ? undefined : load(file);
  const uidvalidity = stored?.uidvalidity ?? Math.floor(Date.now() / 1000);
  const folder = ({ path, use }: (typeof FOLDERS)[number]) => ({
    uidvalidity,
    ...stored?.folders[path],
    ...(use === undefined ? {} : { 'special-use': use }),
  });
  const [inbox, ...others] = FOLDERS;
  const imap = hoodiecrow({
    plugins: PLUGINS,
    users: { [email]: { password } },
    storage: {
      INBOX: inbox === undefined ? {} : folder(inbox),
      '': {
        separator: '/',
        folders: Object.fromEntries(others.map((one) => [one.path, folder(one)])),
      },
    },
  });
  const deliver = ({ folder: path, raw, receivedAt, isSeen }: Mail): void => {
    const flags = isSeen ? ['\\Seen'] : [];
    imap.appendMessage(path, flags, imap.formatInternalDate(receivedAt), raw.toString('latin1'));
  };
  if (stored === undefined) for (const mail of await settings.initial()) deliver(mail);

  const content = (): Stored => ({
    uidvalidity,
    folders: Object.fromEntries(
      Object.entries(imap.folderCache).map(([path, { uidnext = 1, messages = [] }]) => [
        path,
        {
          uidnext,
          messages: messages.map(({ uid = 0, flags, internaldate = '', raw }) => ({
            uid,
            flags,
            internaldate,
            raw,
          })),
        },
      ]),
    ),
  });
  let saved = '';
  const save = (): void => {
    const text = JSON.stringify(content());
    if (file === undefined || text === saved) return;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    saved = text;
  };
  save();
  const timer = setInterval(save, SAVE_MS);

  const sockets = new Set<Socket>();
  imap.server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
  });
  imap.listen(settings.port, '127.0.0.1');
  await once(imap.server, 'listening');
  const address = imap.server.address();
  return {
    email,
    port: typeof address === 'object' && address !== null ? address.port : settings.port,
    deliver,
    count: () => imap.folderCache['INBOX']?.messages?.length ?? 0,
    stop: async () => {
      clearInterval(timer);
      save();
      const closed = once(imap.server, 'close');
      imap.server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function load(file: string): Stored | undefined {
  try {
    return Stored.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // the first start
  }
}
