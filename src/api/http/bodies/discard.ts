import type { Context } from 'hono';
import { AppError } from '../../../errors.ts';
import type { Env } from '../context.ts';

/**
 * What is left of a body that is refused. Most clients write the whole body before they read: if the
 * connection closed while they write, they would see a broken pipe and no answer. So the rest is read and
 * dropped before the answer, up to a bound; a client that sends more finds the connection closed.
 */

const DISCARD_SIZE_MAX_BYTES = 64 * 1024 * 1024;
const DISCARD_TIMEOUT_MS = 10_000;

export const tooLarge = (sizeMaxBytes: number): AppError =>
  new AppError('payload_too_large', `the body is larger than ${sizeMaxBytes} bytes`);

export type BodyReader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

type Part = Awaited<ReturnType<BodyReader['read']>>;

/**
 * Reads a body part by part until it is stopped: then `next` gives undefined. This is no `Promise.race`
 * between each part and one promise for all of them: that promise would keep every part in memory.
 */
export const stoppable = (
  reader: BodyReader,
): { next: () => Promise<Part | undefined>; stop: () => void } => {
  let isStopped = false;
  let endWait = (): void => undefined;
  return {
    next: () =>
      new Promise((resolve, reject) => {
        endWait = () => resolve(undefined);
        if (isStopped) endWait();
        else reader.read().then(resolve, reject);
      }),
    stop: () => {
      isStopped = true;
      endWait();
    },
  };
};

/**
 * Reads what is left of a body and drops it, within the bounds. If it does not end within them, the answer
 * closes the connection: what follows on it is the rest of the body and no request.
 */
export const discard = async (c: Context<Env>, reader: BodyReader | undefined): Promise<void> => {
  const isRead = reader !== undefined && (await endsWithinBounds(reader));
  c.header('Connection', isRead ? undefined : 'close');
};

const endsWithinBounds = async (reader: BodyReader): Promise<boolean> => {
  const parts = stoppable(reader);
  const timer = setTimeout(parts.stop, DISCARD_TIMEOUT_MS);
  let sizeBytes = 0;
  try {
    while (sizeBytes <= DISCARD_SIZE_MAX_BYTES) {
      const part = await parts.next();
      if (part === undefined) return false;
      if (part.done) return true;
      sizeBytes += part.value.length;
    }
    return false;
  } catch {
    return false; // the client hung up
  } finally {
    clearTimeout(timer);
  }
};
