import { WINDOW_SIZE_MAX, type FoundMessage } from '../../platform/imap/contract.ts';
import type { FolderRow } from '../../queries/mailboxes/folders.ts';
import { requireSame, toReadFolder } from './folder.ts';
import type { Reading } from './reading.ts';
import { readWindow, withoutKnown } from './window.ts';

/** A backfill: reads messages of a range of time that came before the first sync. Nothing of it is news. */

const DAY_MS = 24 * 60 * 60 * 1000;

interface Range {
  from: Date;
  to: Date;
}

/** Out: false if the time of this call ended before. Twice: what has an item is not read again. */
export const readRange = async (
  reading: Reading,
  range: Range,
  folders: readonly FolderRow[],
): Promise<boolean> => {
  for (const row of folders) {
    if (!(await readRangeOf(reading, range, row))) return false;
  }
  return true;
};

const readRangeOf = async (
  reading: Reading,
  { from, to }: Range,
  row: FolderRow,
): Promise<boolean> => {
  const selected = await reading.session.select(row.path);
  if (selected === undefined) return true;
  requireSame(row, selected);
  const uids = await reading.session.search({
    from: 1,
    to: row.uid_next - 1,
    ...daysAround({ from, to }, reading.deps.clock.now()),
  });
  const left = await withoutKnown(reading, row, uids);
  reading.cycle.expect(left.length);
  const folder = toReadFolder(row);
  const isWanted = ({ receivedAt }: FoundMessage): boolean => receivedAt >= from && receivedAt < to;
  for (let start = 0; start < left.length; start += WINDOW_SIZE_MAX) {
    // At least one window, so that each call moves on.
    if (start > 0 && reading.isOver()) return false;
    const window = left.slice(start, start + WINDOW_SIZE_MAX);
    const input = { uids: window, isWanted, uidNext: null, isSilent: true };
    if (!(await readWindow(reading, folder, input))) return false;
  }
  return true;
};

/** The server's days may be of another time zone. Within the years that IMAP can write. */
const daysAround = ({ from, to }: Range, now: Date): { sinceDay: Date; beforeDay: Date } => ({
  sinceDay: new Date(Math.max(0, from.getTime() - DAY_MS)),
  beforeDay: new Date(Math.max(0, Math.min(to.getTime(), now.getTime())) + 2 * DAY_MS),
});
