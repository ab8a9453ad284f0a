import type { MailAccount } from '../../domain/mailboxes/account.ts';
import type { MailFailure } from '../../domain/mailboxes/failures.ts';
import type { FolderRole } from '../../domain/mailboxes/sync.ts';
import { createImap } from '../../platform/imap/client.ts';
import { ImapFailure } from '../../platform/imap/failure.ts';
import type { CycleRow } from '../../queries/mailboxes/cycles.ts';
import {
  failFolder,
  forgetFolders,
  listFolders,
  type FolderRow,
} from '../../queries/mailboxes/folders.ts';
import { setFoldersListed, type LeaseRow } from '../../queries/mailboxes/leases.ts';
import type { CycleKeeper } from './cycle-keeper.ts';
import { readFolder } from './folder.ts';
import { readRange } from './range.ts';
import { inReading, MESSAGE_STEPS, type Reading, type SyncDeps } from './reading.ts';
import { retryWaiting } from './waiting.ts';

/** What one call reads, over one connection. */

export interface Part {
  input: { companyId: number };
  begun: { mailbox: LeaseRow; folders: FolderRow[]; open: CycleRow | undefined };
  cycle: CycleKeeper;
  lease: { isLost: () => boolean };
  account: MailAccount;
}

const PART_MS = 60_000;
/** A window is read to its end, but not over a connection that is so slow. */
const WINDOW_MS = 60_000;

export const readPart = async (
  deps: SyncDeps,
  { input, begun, cycle, lease, account }: Part,
): Promise<boolean> => {
  const allowLoopback = deps.config.DANGEROUS_ALLOW_LOOPBACK_EGRESS;
  const imap = deps.imap ?? createImap({ allowLoopback });
  const session = await imap.open(account);
  const windowMs = deps.windowMs ?? WINDOW_MS;
  const endsAtMs = performance.now() + (deps.partMs ?? PART_MS);
  const reading: Reading = {
    deps,
    steps: deps.steps ?? MESSAGE_STEPS,
    companyId: input.companyId,
    mailbox: begun.mailbox,
    session,
    hasDelivered: false,
    cycle,
    isOver: () => lease.isLost() || performance.now() > endsAtMs,
    isOverdue: () => lease.isLost() || performance.now() > endsAtMs + windowMs,
  };
  const reopen = async (): Promise<void> => {
    await reading.session.close();
    reading.session = await imap.open(account);
    reading.hasDelivered = false;
  };
  try {
    return await read(reading, begun, reopen);
  } finally {
    await reading.session.close();
  }
};

/**
 * New mail first: a long backfill must not keep it waiting, nor a folder of sent mail that fails. Out: false if there
 * is more to read.
 */
const read = async (
  reading: Reading,
  { folders: known, open }: Part['begun'],
  reopen: () => Promise<void>,
): Promise<boolean> => {
  const folders = await foldersToRead(reading, known, open !== undefined);
  const readRole = async (role: FolderRole): Promise<boolean> => {
    for (const folder of folders.filter((one) => one.role === role)) {
      const row = known.find(({ path }) => path === folder.path);
      if (!(await readFolder(reading, folder, row))) return false;
    }
    await retryWaiting(reading, role);
    return true;
  };
  if (!(await readRole('inbox'))) return false;
  const sent = folders.find(({ role }) => role === 'sent');
  if (sent !== undefined) {
    try {
      if (!(await readRole('sent'))) return false;
    } catch (error) {
      if (!(error instanceof ImapFailure)) throw error;
      await recordFailure(reading, known, { path: sent.path, code: error.code });
      if (open?.trigger === 'backfill') await reopen();
    }
  }
  if (open?.trigger !== 'backfill' || open.range_from === null || open.range_to === null)
    return true;
  const rows = await inReading(reading, (tx) => listFolders(tx, reading.mailbox.id));
  return readRange(
    reading,
    { from: open.range_from, to: open.range_to },
    rows.filter(({ failed_at: failedAt }) => failedAt === null),
  );
};

/** Of the folder of sent mail: the mailbox is judged by INBOX. */
const recordFailure = async (
  reading: Reading,
  known: readonly FolderRow[],
  { path, code }: { path: string; code: MailFailure },
): Promise<void> => {
  const { mailbox, deps } = reading;
  const before = known.find((row) => row.path === path);
  if (before?.failure_code !== code) {
    deps.log.warn({ mailboxId: mailbox.id, path, code }, 'folder of sent mail could not be read');
  }
  await inReading(reading, (tx) =>
    failFolder(tx, { mailboxId: mailbox.id, path, code, at: deps.clock.now() }),
  );
};

/** A folder that was made or renamed is seen within the hour. */
const LIST_EVERY_MS = 60 * 60_000;
/** Copies of sent mail are less urgent than new mail: most cycles leave them out. */
const SENT_EVERY_MS = 4 * 60_000;

const foldersToRead = async (
  reading: Reading,
  known: readonly FolderRow[],
  isAsked: boolean,
): Promise<Pick<FolderRow, 'path' | 'role'>[]> => {
  const { mailbox, session, deps } = reading;
  const now = deps.clock.now();
  const isListDue = known.length === 0 || isOlder(mailbox.folders_listed_at, LIST_EVERY_MS, now);
  if (isListDue) {
    const folders = await session.listFolders();
    await inReading(reading, async (tx) => {
      await forgetFolders(tx, {
        mailboxId: mailbox.id,
        keptPaths: folders.map(({ path }) => path),
      });
      await setFoldersListed(tx, { mailboxId: mailbox.id, at: now });
    });
    return folders;
  }
  return known.filter(
    ({ role, phase, synced_at: syncedAt, failed_at: failedAt }) =>
      isAsked ||
      role === 'inbox' ||
      (isOlder(failedAt, SENT_EVERY_MS, now) &&
        (phase !== 'following' || isOlder(syncedAt, SENT_EVERY_MS, now))),
  );
};

const isOlder = (instant: Date | null, ageMs: number, now: Date): boolean =>
  instant === null || now.getTime() - instant.getTime() >= ageMs;
