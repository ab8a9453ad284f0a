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

/**
 * Reads what is left of a body and drops it, within the bounds. If it does not end within them, the answer
 * closes the connection: what follows on it is the rest of the body and no request.
 */
export const discard = async (c: Context<Env>, reader: BodyReader | undefined): Promise<void> => {
  const isRead = reader !== undefined && (await endsWithinBounds(reader));
  c.header('Connection', isRead ? undefined : 'close');
};

const endsWithinBounds = async (reader: BodyReader): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), DISCARD_TIMEOUT_MS);
  });
  let sizeBytes = 0;
  try {
    while (sizeBytes <= DISCARD_SIZE_MAX_BYTES) {
      const part = await Promise.race([reader.read(), late]);
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
