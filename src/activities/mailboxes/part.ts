import type { MailAccount } from '../../domain/mailboxes/account.ts';
import { createImap } from '../../platform/imap/client.ts';
import type { CycleRow } from '../../queries/mailboxes/cycles.ts';
import { forgetFolders, type FolderRow } from '../../queries/mailboxes/folders.ts';
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

export const readPart = async (
  deps: SyncDeps,
  { input, begun, cycle, lease, account }: Part,
): Promise<boolean> => {
  const allowLoopback = deps.config.DANGEROUS_ALLOW_LOOPBACK_EGRESS;
  const session = await (deps.imap ?? createImap({ allowLoopback })).open(account);
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
  };
  try {
    return await read(reading, begun);
  } finally {
    await session.close();
  }
};

/** New mail first: a long backfill must not keep it waiting. Out: false if there is more to read. */
const read = async (
  reading: Reading,
  { folders: known, open }: Part['begun'],
): Promise<boolean> => {
  const isAsked = open !== undefined;
  for (const folder of await foldersToRead(reading, known, isAsked)) {
    const row = known.find(({ path }) => path === folder.path);
    if (!(await readFolder(reading, folder, row))) return false;
  }
  const rows = await retryWaiting(reading);
  if (open?.trigger !== 'backfill' || open.range_from === null || open.range_to === null)
    return true;
  return readRange(reading, { from: open.range_from, to: open.range_to }, rows);
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
    ({ role, phase, synced_at: syncedAt }) =>
      isAsked || role === 'inbox' || phase !== 'following' || isOlder(syncedAt, SENT_EVERY_MS, now),
  );
};

const isOlder = (instant: Date | null, ageMs: number, now: Date): boolean =>
  instant === null || now.getTime() - instant.getTime() >= ageMs;
