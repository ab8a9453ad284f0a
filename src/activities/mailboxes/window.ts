import { isNews, ITEM_ATTEMPT_COUNT_MAX } from '../../domain/mailboxes/sync.ts';
import type { FoundMessage } from '../../platform/imap/contract.ts';
import { ImapFailure } from '../../platform/imap/failure.ts';
import { beginWindow, endWindow, type FolderRow } from '../../queries/mailboxes/folders.ts';
import {
  countAttempt,
  endItemOf,
  giveAttemptBack,
  listKnown,
  listReadSmall,
  recordItem,
} from '../../queries/mailboxes/items.ts';
import { commitTo, type Committer } from './committing.ts';
import { inReading, type ReadFolder, type Reading, type Taken } from './reading.ts';
import { leaveUndelivered, listShown, takeAll, takeOne } from './taking.ts';

/**
 * Reads one window of a folder: at most `WINDOW_SIZE_MAX` messages. Messages are stored in small transactions, each
 * with its item; then the folder moves on. A run that dies in between reads the window again: what is stored is
 * found by its item, or by its content. A message that waits is left to `retryWaiting`.
 */

interface Window {
  uids: readonly number[];
  /** Which of the messages are meant, by INTERNALDATE. */
  isWanted: (message: FoundMessage) => boolean;
  /** What the folder's `uid_next` becomes: messages below it are read. Null: it stays. */
  uidNext: number | null;
  isSilent: boolean;
}

/** Out: false if the time of this call ended before the window did. */
export const readWindow = async (
  reading: Reading,
  folder: ReadFolder,
  window: Window,
): Promise<boolean> => {
  const cycleId = await reading.cycle.ensure();
  const key = keyOf(reading, folder);
  await inReading(reading, (tx) => beginWindow(tx, key));
  const described = await reading.session.describe(window.uids);
  const known = await findKnown(reading, folder, window.uids);
  const messages = described
    .filter((message) => window.isWanted(message) && !known(message))
    .map((message) => ({
      ...message,
      attempt: 1,
      waitsSince: null,
      isNews: !window.isSilent && isNews(folder, message, reading.mailbox.created_at),
    }));
  reading.cycle.expect(messages.length - window.uids.length);
  await leaveUndescribed(reading, folder, { cycleId, uids: window.uids, described });
  const committer = commitTo(reading, folder, cycleId);
  // The run before did not end this window: one message may have killed the process or the connection.
  const isSuspect = folder.windowAttemptCount > 0;
  const left = isSuspect
    ? await takeEach(reading, folder, { committer, cycleId, messages })
    : await takeAll(reading, committer, messages).catch(async (error: unknown) => {
        // What was taken before the connection broke is stored.
        await committer.flush().catch(() => undefined);
        throw error;
      });
  await committer.flush();
  if (left.length > 0) return endEarly(reading, folder, { window, left });
  await inReading(reading, (tx) => endWindow(tx, { ...key, uidNext: window.uidNext ?? 0 }));
  folder.windowAttemptCount = 0;
  return true;
};

/** What comes before the first message that is left is read. */
const endEarly = async (
  reading: Reading,
  folder: ReadFolder,
  { window, left }: { window: Window; left: readonly Taken[] },
): Promise<false> => {
  reading.cycle.expect(-left.length);
  const uidNext = window.uidNext === null ? 0 : Math.min(...left.map(({ uid }) => uid));
  await inReading(reading, (tx) => endWindow(tx, { ...keyOf(reading, folder), uidNext }));
  return false;
};

/** Out: those that were not asked for, as the time is over. */
const takeEach = async (
  reading: Reading,
  folder: ReadFolder,
  { committer, cycleId, messages }: Omit<Counted, 'message'> & { messages: readonly Taken[] },
): Promise<Taken[]> => {
  for (const [index, message] of messages.entries()) {
    if (index > 0 && reading.isOverdue()) return messages.slice(index);
    await takeCounted(reading, folder, { committer, cycleId, message });
  }
  return [];
};

const keyOf = ({ mailbox }: Reading, { path, uidValidity }: ReadFolder) => ({
  mailboxId: mailbox.id,
  path,
  uidValidity,
});

/** Out: whether a message has its item. The same UID with another date is another message. */
const findKnown = async (
  reading: Reading,
  folder: ReadFolder,
  uids: readonly number[],
): Promise<(message: FoundMessage) => boolean> => {
  if (!mayBeKnown(folder)) return () => false;
  const rows = await inReading(reading, (tx) => listKnown(tx, { ...keyOf(reading, folder), uids }));
  const dates = new Map(rows.map((row) => [row.uid, row.received_at?.getTime()]));
  return ({ uid, receivedAt }) => {
    const knownMs = dates.get(uid);
    return dates.has(uid) && (knownMs === undefined || knownMs === receivedAt.getTime());
  };
};

/** Otherwise the folder says it: messages from `uid_next` on are not known. */
const mayBeKnown = ({ phase, knownBelowUid, windowAttemptCount }: ReadFolder): boolean =>
  phase !== 'following' || knownBelowUid !== null || windowAttemptCount > 0;

const KNOWN_COUNT = 10_000;

/** Without messages that have their item, or wait. */
export const withoutKnown = async (
  reading: Reading,
  { path, uid_validity: uidValidity }: Pick<FolderRow, 'path' | 'uid_validity'>,
  uids: readonly number[],
): Promise<number[]> => {
  const left: number[] = [];
  for (let start = 0; start < uids.length; start += KNOWN_COUNT) {
    const asked = uids.slice(start, start + KNOWN_COUNT);
    const rows = await inReading(reading, (tx) =>
      listKnown(tx, { mailboxId: reading.mailbox.id, path, uidValidity, uids: asked }),
    );
    const known = new Set(rows.map(({ uid }) => uid));
    left.push(...asked.filter((uid) => !known.has(uid)));
  }
  return left;
};

interface Described {
  cycleId: string;
  uids: readonly number[];
  described: readonly FoundMessage[];
}

/** Messages that the search showed, and of which the server tells nothing: those that are still there wait. */
const leaveUndescribed = async (
  reading: Reading,
  folder: ReadFolder,
  { cycleId, uids, described }: Described,
): Promise<void> => {
  const told = new Set(described.map(({ uid }) => uid));
  const left = uids.filter((uid) => !told.has(uid)).map((uid) => ({ uid }));
  const shown = await listShown(reading, left);
  if (shown.size === 0) return;
  await inReading(reading, (tx) => {
    for (const { uid } of left.filter((one) => shown.has(one.uid))) {
      recordItem(tx, {
        ...keyOf(reading, folder),
        uid,
        cycleId,
        outcome: 'pending',
        reason: 'not_delivered',
        messageId: null,
        contentHash: null,
        internetMessageId: null,
        sizeBytes: null,
        receivedAt: null,
        errorText: null,
        isNews: folder.phase === 'following',
      });
    }
    return Promise.resolve();
  });
};

interface Counted {
  committer: Committer;
  cycleId: string;
  message: Taken;
}

/** Takes one message alone, counted before it is read. */
export const takeCounted = async (
  reading: Reading,
  folder: ReadFolder,
  { committer, cycleId, message }: Counted,
): Promise<void> => {
  await proveDelivery(reading, folder);
  const item = { ...keyOf(reading, folder), uid: message.uid, cycleId };
  const counted = await inReading(reading, (tx) =>
    countAttempt(tx, { ...item, ...described(message) }),
  );
  if (counted === undefined) {
    reading.cycle.expect(-1);
    return;
  }
  const { attempt_count: attempt, created_at: waitsSince } = counted;
  if (attempt > ITEM_ATTEMPT_COUNT_MAX) {
    await inReading(reading, (tx) =>
      endItemOf(tx, { ...item, outcome: 'quarantined', reason: 'interrupted' }),
    );
    reading.cycle.expect(-1);
    return;
  }
  const wasDelivering = reading.hasDelivered;
  try {
    await takeAlone(reading, committer, { item, message: { ...message, attempt, waitsSince } });
  } catch (error) {
    if (!(wasDelivering && isOfMessage(error))) {
      // If it fails too, the database is away: the attempt stays counted.
      await inReading(reading, (tx) => giveAttemptBack(tx, item)).catch(() => undefined);
    }
    throw error;
  }
};

const takeAlone = async (
  reading: Reading,
  committer: Committer,
  {
    item,
    message,
  }: { item: Parameters<typeof giveAttemptBack>[1] & { cycleId: string }; message: Taken },
): Promise<void> => {
  const isTaken = await takeOne(reading, committer, message);
  const gone = isTaken ? [] : await leaveUndelivered(reading, committer, [message]);
  await committer.flush();
  if (gone.length === 0) return;
  await inReading(reading, (tx) => endItemOf(tx, { ...item, outcome: 'dropped', reason: 'gone' }));
};

/** The connection broke, or the server refused. Throttling, our database and our files are none of a message. */
const isOfMessage = (error: unknown): boolean =>
  error instanceof ImapFailure && error.code !== 'throttled';

const PROOF_COUNT_MAX = 3;
const PROOF_SIZE_MAX_BYTES = 100 * 1024;

/**
 * Asks for messages that were read before, so that a provider that delivers nothing now is not taken for a message
 * that breaks the connection.
 */
const proveDelivery = async (reading: Reading, folder: ReadFolder): Promise<void> => {
  if (reading.hasDelivered) return;
  const uids = await inReading(reading, (tx) =>
    listReadSmall(tx, {
      ...keyOf(reading, folder),
      sizeMaxBytes: PROOF_SIZE_MAX_BYTES,
      limit: PROOF_COUNT_MAX,
    }),
  );
  if (uids.length === 0) return;
  for await (const { content } of reading.session.readSmall(uids)) {
    if (content.length > 0) reading.hasDelivered = true;
  }
};

const described = ({ sizeBytes, receivedAt, isNews: news }: Taken) => ({
  sizeBytes,
  receivedAt,
  isNews: news,
});
