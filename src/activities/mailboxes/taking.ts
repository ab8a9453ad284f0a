import { SMALL_SIZE_MAX_BYTES, type FoundMessage } from '../../platform/imap/contract.ts';
import type { Committer } from './committing.ts';
import { isOutage, type Reading, type Taken } from './reading.ts';

/** Takes messages from the server: content into `files`, parsed, handed to be stored. */

/** The largest that a provider takes (Exchange). Larger ones are quarantined without being read. */
const MESSAGE_SIZE_MAX_BYTES = 150 * 1024 * 1024;

/** Small ones come in one command. Those that vanished meanwhile are none of this cycle's. */
export const takeAll = async (
  reading: Reading,
  committer: Committer,
  messages: readonly Taken[],
): Promise<void> => {
  const small = messages.filter(isSmall);
  const left = new Map(small.map((message) => [message.uid, message]));
  if (small.length > 0) {
    for await (const { uid, content } of reading.session.readSmall([...left.keys()])) {
      const message = left.get(uid);
      if (message === undefined) continue;
      left.delete(uid);
      await take(reading, committer, message, single(content));
    }
  }
  reading.cycle.expect(-left.size);
  for (const message of messages) {
    if (!isSmall(message)) await takeOne(reading, committer, message);
  }
};

const isSmall = ({ sizeBytes }: FoundMessage): boolean => sizeBytes <= SMALL_SIZE_MAX_BYTES;

/** Read in parts. Out: false if it is gone. */
export const takeOne = async (
  reading: Reading,
  committer: Committer,
  message: Taken,
): Promise<boolean> => {
  if (message.sizeBytes > MESSAGE_SIZE_MAX_BYTES) {
    await committer.add({ message, kind: 'failed', reason: 'too_large', error: null });
    return true;
  }
  const parts = reading.session.read(message);
  const first = await parts.next();
  if (first.done === true && first.value === 'gone') {
    reading.cycle.expect(-1);
    return false;
  }
  await take(reading, committer, message, following(first, parts));
  return true;
};

async function* single(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
  await Promise.resolve();
}

async function* following(
  first: IteratorResult<Buffer, unknown>,
  rest: AsyncGenerator<Buffer, unknown>,
): AsyncGenerator<Buffer> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}

/** A mail that can't be parsed is one that waits; its content is in `files` already. */
const take = async (
  reading: Reading,
  committer: Committer,
  message: Taken,
  content: AsyncIterable<Buffer>,
): Promise<void> => {
  const { deps, steps, companyId } = reading;
  try {
    const raw = await deps.files.put({
      companyId,
      content,
      sizeMaxBytes: MESSAGE_SIZE_MAX_BYTES,
    });
    const mail = await steps.parse({ files: deps.files }, { companyId, raw });
    await committer.add({ message, kind: 'mail', raw, mail });
  } catch (error) {
    if (isOutage(error)) throw error;
    await committer.add({ message, kind: 'failed', reason: reasonOf(error), error });
  }
};

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && error.code === 'payload_too_large'
    ? 'too_large'
    : 'unreadable';
