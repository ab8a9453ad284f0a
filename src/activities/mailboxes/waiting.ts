import type { FolderRole } from '../../domain/mailboxes/sync.ts';
import { listFolders, type FolderRow } from '../../queries/mailboxes/folders.ts';
import {
  endItemOf,
  listWaitingItems,
  postponeItem,
  type WaitingRow,
} from '../../queries/mailboxes/items.ts';
import { commitTo, isGivenUpUndelivered } from './committing.ts';
import { toReadFolder } from './folder.ts';
import { inReading, type Reading } from './reading.ts';
import { listShown } from './taking.ts';
import { takeCounted } from './window.ts';

/** Tries messages again that could not be read or stored in an earlier cycle. */

/** The rest waits for the next cycle: it must not keep new mail waiting. */
const WAITING_COUNT_MAX = 50;

/** `inbox`: also of folders that are not read any more. */
export const retryWaiting = async (reading: Reading, role: FolderRole): Promise<void> => {
  const { mailbox, cycle } = reading;
  const { folders, waiting } = await inReading(reading, async (tx) => {
    const rows = await listFolders(tx, mailbox.id);
    const items = await listWaitingItems(tx, {
      mailboxId: mailbox.id,
      cycleId: cycle.id(),
      sentPaths: rows.filter((row) => row.role === 'sent').map(({ path }) => path),
      isSent: role === 'sent',
      limit: WAITING_COUNT_MAX,
    });
    return { folders: rows, waiting: items };
  });
  if (waiting.length === 0) return;
  const cycleId = await cycle.ensure();
  cycle.expect(waiting.length);
  const paths = [...new Set(waiting.map(({ path }) => path))];
  for (const path of paths) {
    const items = waiting.filter((item) => item.path === path);
    const folder = folders.find((row) => row.path === path);
    await retryFolder(reading, cycleId, folder, items);
  }
};

const retryFolder = async (
  reading: Reading,
  cycleId: string,
  row: FolderRow | undefined,
  items: readonly WaitingRow[],
): Promise<void> => {
  const selected = row && (await reading.session.select(row.path));
  if (row === undefined || selected === undefined) {
    // The folder is not there now. It may be again.
    for (const item of items) await postpone(reading, cycleId, item);
    return;
  }
  const { uidValidity } = selected;
  const same = items.filter((item) => item.uid_validity === uidValidity);
  for (const item of items) {
    // Under another UIDVALIDITY it was found again, as another item.
    if (!same.includes(item)) await drop(reading, cycleId, item, 'renumbered');
  }
  if (same.length === 0) return;
  const found = await reading.session.describe(same.map(({ uid }) => uid));
  const shown = await listShown(
    reading,
    same.filter((item) => !found.some(({ uid }) => uid === item.uid)),
  );
  const folder = { ...toReadFolder(row), uidValidity };
  const committer = commitTo(reading, folder, cycleId);
  for (const item of same) {
    if (reading.isOver()) return;
    const message = found.find(({ uid }) => uid === item.uid);
    if (message !== undefined) {
      const taken = { ...message, attempt: 1, waitsSince: item.created_at, isNews: item.is_news };
      await takeCounted(reading, folder, { committer, cycleId, message: taken });
    } else if (shown.has(item.uid)) await postpone(reading, cycleId, item);
    else await drop(reading, cycleId, item, 'gone');
  }
};

const postpone = async (
  reading: Reading,
  cycleId: string,
  { id, created_at: createdAt, path, uid_validity: uidValidity, uid }: WaitingRow,
): Promise<void> => {
  const key = { mailboxId: reading.mailbox.id, path, uidValidity, uid };
  const isGivenUp = isGivenUpUndelivered(createdAt, reading.deps.clock.now());
  await inReading(reading, (tx) =>
    isGivenUp
      ? endItemOf(tx, { ...key, cycleId, outcome: 'quarantined', reason: 'not_delivered' })
      : postponeItem(tx, { id, cycleId }),
  );
  reading.cycle.expect(-1);
};

const drop = async (
  reading: Reading,
  cycleId: string,
  { path, uid_validity: uidValidity, uid }: WaitingRow,
  reason: string,
): Promise<void> => {
  const key = { mailboxId: reading.mailbox.id, path, uidValidity, uid };
  await inReading(reading, (tx) => endItemOf(tx, { ...key, cycleId, outcome: 'dropped', reason }));
  reading.cycle.expect(-1);
};
