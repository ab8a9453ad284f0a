import { isNews, ITEM_ATTEMPT_COUNT_MAX } from '../../domain/mailboxes/sync.ts';
import type { FoundMessage } from '../../platform/imap/contract.ts';
import { beginWindow, endWindow } from '../../queries/mailboxes/folders.ts';
import { countAttempt, endItemOf, listKnownUids } from '../../queries/mailboxes/items.ts';
import { commitTo, type Committer } from './committing.ts';
import { inReading, type ReadFolder, type Reading, type Taken } from './reading.ts';
import { takeAll, takeOne } from './taking.ts';

/**
 * Reads one window of a folder: at most `WINDOW_SIZE_MAX` messages. Messages are stored in small transactions, each
 * with its item; then the folder moves on. A run that dies in between reads the window again: what is stored is
 * found by its item, or by its content.
 */

interface Window {
  uids: readonly number[];
  /** Which of the messages are meant, by INTERNALDATE. */
  isWanted: (message: FoundMessage) => boolean;
  /** What the folder's `uid_next` becomes: messages below it are read. Null: it stays. */
  uidNext: number | null;
  isSilent: boolean;
}

export const readWindow = async (
  reading: Reading,
  folder: ReadFolder,
  window: Window,
): Promise<void> => {
  const cycleId = await reading.cycle.ensure();
  const { session, mailbox } = reading;
  const key = { mailboxId: mailbox.id, path: folder.path, uidValidity: folder.uidValidity };
  await inReading(reading, (tx) => beginWindow(tx, key));
  const found = (await session.describe(window.uids)).filter(window.isWanted);
  const known = await inReading(reading, (tx) =>
    mayBeKnown(folder)
      ? listKnownUids(tx, { ...key, uids: window.uids, cycleId })
      : Promise.resolve(new Set<number>()),
  );
  const messages = found
    .filter(({ uid }) => !known.has(uid))
    .map((message) => ({
      ...message,
      attempt: 1,
      isNews: !window.isSilent && isNews(folder, message, mailbox.created_at),
    }));
  reading.cycle.expect(messages.length - window.uids.length);
  const committer = commitTo(reading, folder, cycleId);
  if (folder.windowAttemptCount === 0) {
    await takeAll(reading, committer, messages).catch(async (error: unknown) => {
      // What was taken before the connection broke is stored.
      await committer.flush().catch(() => undefined);
      throw error;
    });
  } else {
    // The run before did not end this window: one message may have killed the process or the connection.
    for (const message of messages) {
      await takeCounted(reading, folder, { committer, cycleId, message });
    }
  }
  await committer.flush();
  await inReading(reading, (tx) => endWindow(tx, { ...key, uidNext: window.uidNext ?? 0 }));
  folder.windowAttemptCount = 0;
};

/** Otherwise the folder says it: messages from `uid_next` on are not known, but for a server that was restored. */
const mayBeKnown = ({ phase, windowAttemptCount }: ReadFolder): boolean =>
  phase !== 'following' || windowAttemptCount > 0;

interface Counted {
  committer: Committer;
  cycleId: string;
  message: Taken;
}

/** Takes one message alone, counted before it is read. Out: false if it is gone. */
export const takeCounted = async (
  reading: Reading,
  folder: ReadFolder,
  { committer, cycleId, message }: Counted,
): Promise<boolean> => {
  const item = {
    mailboxId: reading.mailbox.id,
    path: folder.path,
    uidValidity: folder.uidValidity,
    uid: message.uid,
    cycleId,
  };
  const attempt = await inReading(reading, (tx) =>
    countAttempt(tx, { ...item, ...described(message) }),
  );
  if (attempt === undefined) {
    reading.cycle.expect(-1);
    return true;
  }
  if (attempt > ITEM_ATTEMPT_COUNT_MAX) {
    await inReading(reading, (tx) =>
      endItemOf(tx, { ...item, outcome: 'quarantined', reason: 'interrupted' }),
    );
    reading.cycle.expect(-1);
    return true;
  }
  const isThere = await takeOne(reading, committer, { ...message, attempt });
  if (isThere) await committer.flush();
  else {
    await inReading(reading, (tx) =>
      endItemOf(tx, { ...item, outcome: 'dropped', reason: 'gone' }),
    );
  }
  return isThere;
};

const described = ({ sizeBytes, receivedAt, isNews: news }: Taken) => ({
  sizeBytes,
  receivedAt,
  isNews: news,
});
