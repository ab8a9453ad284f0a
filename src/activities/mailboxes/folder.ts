import { newsSince, nextGap, type Gap } from '../../domain/mailboxes/sync.ts';
import {
  WINDOW_SIZE_MAX,
  type FolderStatus,
  type FoundMessage,
} from '../../platform/imap/contract.ts';
import { ImapFailure } from '../../platform/imap/failure.ts';
import type { ImapFolder } from '../../platform/imap/folders.ts';
import {
  endFolder,
  listFolders,
  setFolderBack,
  setGap,
  startFolder,
  type FolderRow,
} from '../../queries/mailboxes/folders.ts';
import { hasItems } from '../../queries/mailboxes/items.ts';
import { inReading, type ReadFolder, type Reading } from './reading.ts';
import { readWindow, withoutKnown } from './window.ts';

/** Reads what is new in one folder. A folder without news costs one STATUS. */

const DAY_MS = 24 * 60 * 60 * 1000;
/** No UIDNEXT: nothing that is found in the phase is news. */
const UID_BEYOND = 2 ** 32;

/** Out: false if the time of this call ended before the folder did. */
export const readFolder = async (
  reading: Reading,
  folder: ImapFolder,
  known: FolderRow | undefined,
): Promise<boolean> => {
  const status = await reading.session.status(folder.path);
  if (status === undefined) return endMissing(folder);
  const row = await adjust(reading, folder, known, status);
  if (isIdle(row, status)) {
    if (row.role === 'sent') await finish(reading, row, status);
    return true;
  }
  return readNews(reading, row);
};

/** INBOX is there on every server (RFC 3501, 5.1): a server that hides it is broken. */
const endMissing = ({ role }: Pick<ImapFolder, 'role'>): true => {
  if (role === 'inbox') throw new ImapFailure('protocol');
  return true;
};

/** The state to go on from, after what the server says of the folder now. */
const adjust = async (
  reading: Reading,
  { path, role }: ImapFolder,
  known: FolderRow | undefined,
  { uidValidity, uidNext }: FolderStatus,
): Promise<FolderRow> => {
  const { mailbox } = reading;
  const key = { mailboxId: mailbox.id, path };
  const readSince = new Date(mailbox.created_at.getTime() - mailbox.first_sync_days * DAY_MS);
  if (known?.uid_validity === uidValidity && (uidNext === null || uidNext >= known.uid_next)) {
    return known;
  }
  return inReading(reading, async (tx) => {
    if (known?.uid_validity === uidValidity && uidNext !== null) {
      await setFolderBack(tx, { ...key, uidNext, readSince });
    } else {
      // UIDs that changed, or state that was lost: not the first time that this folder is read.
      const isAgain = known !== undefined || (await hasItems(tx, key));
      const phase = isAgain ? 'rebuild' : 'first_sync';
      await startFolder(tx, {
        ...key,
        role,
        uidValidity,
        phase,
        readSince,
        silentBelowUid: uidNext ?? UID_BEYOND,
        newsSince: newsSince(phase, {
          connectedAt: mailbox.created_at,
          syncedAt: mailbox.synced_at,
        }),
      });
    }
    const row = (await listFolders(tx, mailbox.id)).find((one) => one.path === path);
    if (row === undefined) throw new Error('a folder that was just written must be found');
    return row;
  });
};

/**
 * A server without UIDNEXT is asked by its mod-sequence (RFC 7162), and without both always searched. So is one that
 * announced messages which it did not show.
 */
const isIdle = (row: FolderRow, { uidNext, highestModseq }: FolderStatus): boolean => {
  if (row.phase !== 'following' || row.gap_from_uid !== null) return false;
  if (uidNext !== null) return uidNext === row.uid_next;
  return highestModseq !== null && highestModseq === row.highest_modseq;
};

const readNews = async (reading: Reading, row: FolderRow): Promise<boolean> => {
  const selected = await reading.session.select(row.path);
  if (selected === undefined) return endMissing(row);
  requireSame(row, selected);
  const folder = toReadFolder(row);
  if (!(await readUrgent(reading, row, folder))) return false;
  const { uids, isWanted } = await find(reading, row, selected);
  reading.cycle.expect(uids.length);
  const isRead = await readWindows(reading, folder, { uids, isWanted, movesOn: true });
  if (!isRead) return false;
  if (row.phase !== 'following') await checkEnd(reading, row, selected);
  await finish(reading, row, selected);
  return true;
};

interface Found {
  uids: readonly number[];
  isWanted: (message: FoundMessage) => boolean;
}

/** Out: false if the time of this call ended before. */
const readWindows = async (
  reading: Reading,
  folder: ReadFolder,
  { uids, isWanted, movesOn }: Found & { movesOn: boolean },
): Promise<boolean> => {
  for (let start = 0; start < uids.length; start += WINDOW_SIZE_MAX) {
    // At least one window, so that each call moves on.
    if (start > 0 && reading.isOver()) return false;
    const window = uids.slice(start, start + WINDOW_SIZE_MAX);
    const uidNext = movesOn ? (window.at(-1) ?? 0) + 1 : null;
    const input = { uids: window, isWanted, uidNext, isSilent: false };
    if (!(await readWindow(reading, folder, input))) return false;
  }
  return true;
};

/** In a rebuild mail that came since the last cycle does not wait for the years before it. */
const readUrgent = async (
  reading: Reading,
  row: FolderRow,
  folder: ReadFolder,
): Promise<boolean> => {
  const { news_since: since, phase, uid_next: from } = row;
  if (phase !== 'rebuild' || since === null) return true;
  const found = await reading.session.search({ from, to: null, sinceDay: dayBefore(since) });
  const uids = await withoutKnown(reading, row, found);
  reading.cycle.expect(uids.length);
  const isWanted = ({ receivedAt }: FoundMessage): boolean => receivedAt >= since;
  return readWindows(reading, folder, { uids, isWanted, movesOn: false });
};

/** The server's days may be of another time zone: the exact time decides later. */
const dayBefore = (since: Date): Date => new Date(since.getTime() - DAY_MS);

const find = async (reading: Reading, row: FolderRow, selected: FolderStatus): Promise<Found> => {
  const { read_since: since, known_below_uid: knownBelow, uid_next: from } = row;
  if (since === null) return { uids: await findNew(reading, row, selected), isWanted: () => true };
  const sinceDay = dayBefore(since);
  if (row.phase !== 'following' || knownBelow === null) {
    const uids = await reading.session.search({ from, to: null, sinceDay });
    return { uids, isWanted: ({ receivedAt }) => receivedAt >= since };
  }
  const again = await reading.session.search({ from, to: knownBelow - 1, sinceDay });
  const beyond = await reading.session.search({ from: knownBelow, to: null });
  return {
    uids: [...again, ...beyond],
    isWanted: ({ uid, receivedAt }) => uid >= knownBelow || receivedAt >= since,
  };
};

/** Messages from `uid_next` on, and those before it that were announced and not shown until now. */
const findNew = async (
  reading: Reading,
  row: FolderRow,
  { uidNext }: FolderStatus,
): Promise<number[]> => {
  const fromUid = Math.min(row.gap_from_uid ?? row.uid_next, row.uid_next);
  const uids = await reading.session.search({ from: fromUid, to: null });
  const nextUid = uidNext ?? (uids.at(-1) ?? 0) + 1;
  const gap = nextGap(gapOf(row), { uids, fromUid, knownUid: row.uid_next, nextUid });
  await saveGap(reading, row, gap);
  const passed = uids.filter((uid) => uid < row.uid_next);
  const late = passed.length === 0 ? [] : await withoutKnown(reading, row, passed);
  return [...late, ...uids.filter((uid) => uid >= row.uid_next)];
};

/** Older messages are not read, so only the last ones that were announced can be seen to be missing. */
const checkEnd = async (
  reading: Reading,
  row: FolderRow,
  { uidNext }: FolderStatus,
): Promise<void> => {
  if (uidNext === null || uidNext === 1) return;
  const from = Math.max(1, uidNext - WINDOW_SIZE_MAX);
  const shown = await reading.session.search({ from, to: uidNext - 1 });
  const fromUid = Math.max(from, (shown.at(-1) ?? 0) + 1);
  await saveGap(
    reading,
    row,
    nextGap(null, { uids: [], fromUid, knownUid: fromUid, nextUid: uidNext }),
  );
};

const gapOf = ({ gap_from_uid: fromUid, gap_check_count: checkCount }: FolderRow): Gap | null =>
  fromUid === null ? null : { fromUid, checkCount };

const saveGap = async (reading: Reading, row: FolderRow, gap: Gap | null): Promise<void> => {
  if (gap === null && row.gap_from_uid === null) return;
  const { path, uid_validity: uidValidity } = row;
  await inReading(reading, (tx) =>
    setGap(tx, { mailboxId: reading.mailbox.id, path, uidValidity, gap }),
  );
};

/** Between two commands the server may have numbered its messages again. The next cycle sees it. */
export const requireSame = (
  { uid_validity: uidValidity }: Pick<FolderRow, 'uid_validity'>,
  selected: FolderStatus,
): void => {
  if (selected.uidValidity !== uidValidity) throw new ImapFailure('protocol');
};

export const toReadFolder = (row: FolderRow): ReadFolder => ({
  path: row.path,
  role: row.role,
  uidValidity: row.uid_validity,
  phase: row.phase,
  silentBelowUid: row.silent_below_uid,
  newsSince: row.news_since,
  knownBelowUid: row.known_below_uid,
  windowAttemptCount: row.window_attempt_count,
});

const finish = (
  reading: Reading,
  { path, uid_validity: uidValidity }: FolderRow,
  { uidNext, highestModseq }: FolderStatus,
): Promise<void> => {
  const { mailbox, deps } = reading;
  return inReading(reading, (tx) =>
    endFolder(tx, {
      mailboxId: mailbox.id,
      path,
      uidValidity,
      uidNext,
      highestModseq,
      at: deps.clock.now(),
    }),
  );
};
