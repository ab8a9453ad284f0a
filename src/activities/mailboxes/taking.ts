import type { StoredFile } from '../../platform/files/contract.ts';
import { SMALL_SIZE_MAX_BYTES, type FoundMessage } from '../../platform/imap/contract.ts';
import type { Committer } from './committing.ts';
import { isOutage, type Reading, type Taken } from './reading.ts';

/** Takes messages from the server: content into `files`, parsed, handed to be stored. */

/** A file of 50 MB in base64, and what is around it. Larger ones are quarantined without being read. */
const MESSAGE_SIZE_MAX_BYTES = 80 * 1024 * 1024;
/** Larger ones are parsed one at a time: each needs several times its size in memory. */
const PARSED_TOGETHER_MAX_BYTES = 4 * 1024 * 1024;

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
  const { deps, steps, companyId, limits } = reading;
  try {
    const raw = await deps.files.put({
      companyId,
      content,
      sizeMaxBytes: MESSAGE_SIZE_MAX_BYTES,
    });
    const parse = () => steps.parse({ files: deps.files }, { companyId, raw });
    const mail = await (isLarge(raw) ? limits.alone(parse) : parse());
    await committer.add({ message, kind: 'mail', raw, mail });
  } catch (error) {
    if (isOutage(error)) throw error;
    await committer.add({ message, kind: 'failed', reason: reasonOf(error), error });
  }
};

const isLarge = ({ sizeBytes }: StoredFile): boolean => sizeBytes > PARSED_TOGETHER_MAX_BYTES;

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && error.code === 'payload_too_large'
    ? 'too_large'
    : 'unreadable';
