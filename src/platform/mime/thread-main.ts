import { parentPort } from 'node:worker_threads';
import { freeMemory } from './free-memory.ts';
import { readMail, type ReadMail } from './read-mail.ts';

/** The thread that reads mails, one after the other: `thread.ts` is its other side. */

export type ThreadAnswer = ({ kind: 'read' } & ReadMail) | { kind: 'failed'; message: string };

/** Sent once, when the modules are loaded. */
export const READY = 'ready';

const answer = async (bytes: Uint8Array): Promise<void> => {
  try {
    const { mail, contents } = await readMail(bytes);
    const kept = contents.map((content) =>
      content === undefined ? undefined : ownCopy(content, bytes),
    );
    freeMemory(bytes);
    const buffers = kept.flatMap((content) => (content === undefined ? [] : [content.buffer]));
    post({ kind: 'read', mail, contents: kept }, buffers);
  } catch (error) {
    post({ kind: 'failed', message: error instanceof Error ? error.message : 'unknown' }, []);
  }
};

const post = (message: ThreadAnswer, buffers: ArrayBuffer[]): void =>
  parentPort?.postMessage(message, buffers);

/** A buffer is handed over as a whole: not the one of the mail, and not one that others share. */
const ownCopy = (content: Uint8Array, mail: Uint8Array): Uint8Array<ArrayBuffer> => {
  const { buffer } = content;
  const isShared = buffer === mail.buffer || buffer.byteLength > 2 * content.byteLength + 1_024;
  return !isShared && buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, content.byteOffset, content.byteLength)
    : new Uint8Array(content);
};

parentPort?.on('message', (bytes: Uint8Array) => void answer(bytes));
parentPort?.postMessage(READY, []);
