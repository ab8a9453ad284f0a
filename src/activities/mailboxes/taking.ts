import type { StoredFile } from '../../platform/files/contract.ts';
import { SMALL_SIZE_MAX_BYTES, type FoundMessage } from '../../platform/imap/contract.ts';
import { createByteSemaphore } from '../../platform/mime/byte-semaphore.ts';
import type { Committer, Parsed } from './committing.ts';
import { isOutage, type Reading, type Taken } from './reading.ts';

/**
 * Takes messages from the server: content into `files`, parsed, handed to be stored. The next ones are taken while
 * earlier ones are written and parsed.
 */

/** The largest that a provider takes (Exchange). Larger ones are quarantined without being read. */
const MESSAGE_SIZE_MAX_BYTES = 150 * 1024 * 1024;

/**
 * Bytes of all messages that this process parses, or keeps until they are parsed, and a fixed amount for each. A share
 * is taken only once the whole message has arrived, so a server that hangs keeps no other mailbox waiting.
 */
const AHEAD_MAX_BYTES = 8 * 1024 * 1024;
const AHEAD_EACH_BYTES = 256 * 1024;
const ahead = createByteSemaphore(AHEAD_MAX_BYTES);

/**
 * Small ones come in one command. One that is not delivered waits, unless it is gone. Out: those that were not asked
 * for, as the time is over.
 */
export const takeAll = async (
  reading: Reading,
  committer: Committer,
  messages: readonly Taken[],
): Promise<Taken[]> => {
  const small = messages.filter(isSmall);
  const left = new Map(small.map((message) => [message.uid, message]));
  if (small.length > 0) {
    for await (const { uid, content } of reading.session.readSmall([...left.keys()])) {
      const message = left.get(uid);
      if (message === undefined || !isWhole(message, content)) continue;
      left.delete(uid);
      reading.hasDelivered = true;
      const release = await ahead.take(content.length + AHEAD_EACH_BYTES);
      await committer.add(message, takeSmall(reading, message, content).finally(release));
      if (reading.isOverdue()) {
        return messages.filter((one) => left.has(one.uid) || !isSmall(one));
      }
    }
  }
  const large = messages.filter((message) => !isSmall(message));
  for (const [index, message] of large.entries()) {
    if (index > 0 && reading.isOverdue()) return [...left.values(), ...large.slice(index)];
    if (!(await takeOne(reading, committer, message))) left.set(message.uid, message);
  }
  await leaveUndelivered(reading, committer, [...left.values()]);
  return [];
};

const isSmall = ({ sizeBytes }: FoundMessage): boolean => sizeBytes <= SMALL_SIZE_MAX_BYTES;

/** Some servers send no content for a message that is not complete on their side yet. */
const isWhole = ({ sizeBytes }: FoundMessage, content: Buffer): boolean =>
  content.length > 0 || sizeBytes === 0;

/** In: messages that were found and did not come. Those that are still there wait. Out: the others. */
export const leaveUndelivered = async (
  reading: Reading,
  committer: Committer,
  messages: readonly Taken[],
): Promise<Taken[]> => {
  const shown = await listShown(reading, messages);
  for (const message of messages.filter(({ uid }) => shown.has(uid))) {
    await committer.add(message, Promise.resolve(undelivered(message)));
  }
  const gone = messages.filter(({ uid }) => !shown.has(uid));
  reading.cycle.expect(-gone.length);
  return gone;
};

const undelivered = (message: Taken): Parsed => ({
  message,
  kind: 'failed',
  reason: 'not_delivered',
  error: null,
});

/** Which of them the server still shows. */
export const listShown = async (
  { session }: Reading,
  messages: readonly { uid: number }[],
): Promise<ReadonlySet<number>> => {
  if (messages.length === 0) return new Set();
  const uids = messages.map(({ uid }) => uid);
  return new Set(await session.search({ from: Math.min(...uids), to: Math.max(...uids) }));
};

/** Read in parts. Out: false if it was not delivered. */
export const takeOne = async (
  reading: Reading,
  committer: Committer,
  message: Taken,
): Promise<boolean> => {
  if (message.sizeBytes > MESSAGE_SIZE_MAX_BYTES) {
    await committer.add(
      message,
      Promise.resolve({ message, kind: 'failed', reason: 'too_large', error: null }),
    );
    return true;
  }
  const parts = reading.session.read(message);
  const first = await parts.next();
  if (first.done === true && (first.value === 'gone' || message.sizeBytes > 0)) return false;
  // The connection is free again once all of it is in `files`.
  const raw = await put(reading, message, following(first, parts));
  reading.hasDelivered = true;
  if ('kind' in raw) {
    await committer.add(message, Promise.resolve(raw));
    return true;
  }
  const release = await ahead.take(raw.sizeBytes + AHEAD_EACH_BYTES);
  await committer.add(message, parse(reading, message, raw).finally(release));
  return true;
};

async function* following(
  first: IteratorResult<Buffer, unknown>,
  rest: AsyncGenerator<Buffer, unknown>,
): AsyncGenerator<Buffer> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}

const takeSmall = async (reading: Reading, message: Taken, content: Buffer): Promise<Parsed> => {
  const raw = await put(reading, message, single(content));
  return 'kind' in raw ? raw : parse(reading, message, raw, content);
};

async function* single(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
  await Promise.resolve();
}

const put = async (
  { deps, companyId }: Reading,
  message: Taken,
  content: AsyncIterable<Buffer>,
): Promise<StoredFile | Parsed> => {
  try {
    return await deps.files.put({ companyId, content, sizeMaxBytes: MESSAGE_SIZE_MAX_BYTES });
  } catch (error) {
    return failed(message, error);
  }
};

/** A mail that can't be parsed is one that waits; its content is in `files` already. */
const parse = async (
  { deps, steps, companyId }: Reading,
  message: Taken,
  raw: StoredFile,
  content?: Buffer,
): Promise<Parsed> => {
  try {
    const mail = await steps.parse({ files: deps.files }, { companyId, raw, content });
    return { message, kind: 'mail', raw, mail };
  } catch (error) {
    return failed(message, error);
  }
};

/** Errors: an outage, which is none of the message's. */
const failed = (message: Taken, error: unknown): Parsed => {
  if (isOutage(error)) throw error;
  return { message, kind: 'failed', reason: reasonOf(error), error };
};

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && error.code === 'payload_too_large'
    ? 'too_large'
    : 'unreadable';
