import { Worker } from 'node:worker_threads';
import { AppError } from '../../errors.ts';
import type { ThreadAnswer } from './thread-main.ts';

/**
 * Mails are read in threads. A mail can be written so that reading it takes very long or very much memory;
 * a thread can be ended, the event loop can't.
 */

/** `stopped`: it took too long or too much memory. `failed`: it can't be read. */
export type ThreadResult = ThreadAnswer | { kind: 'stopped' };

/** Processor time, so that a busy machine stops no mail. */
export const PARSE_CPU_MAX_MS = 2_000;
/** A large attachment is decoded and hashed. */
const CPU_PER_MEGABYTE_MS = 40;
const WATCH_PAUSE_MS = 100;
/** Above it the mail is stopped. The mail itself and its attachments are outside of the heap. */
const HEAP_STOP_BYTES = 256 * 1024 * 1024;
/** V8 ends the whole process at the limit of a thread. What a thread allocates between two looks must fit in between. */
const HEAP_LIMIT_MB = 1_024;

export interface MailThread {
  /**
   * One mail at a time: the caller waits for the end. The bytes are handed over.
   * Errors: `unavailable` if the thread does not start.
   */
  read: (bytes: Uint8Array<ArrayBuffer>) => Promise<ThreadResult>;
}

/** In: another limit than `PARSE_CPU_MAX_MS`, for tests. */
export const createMailThread = ({ cpuMaxMs = PARSE_CPU_MAX_MS } = {}): MailThread => {
  let running: Worker | undefined;
  return {
    read: async (bytes) => {
      const worker = running ?? (await startThread());
      running = worker;
      const result = await readIn(worker, bytes, cpuMaxMs);
      if (result.kind === 'stopped') {
        running = undefined;
        await worker.terminate();
      }
      return result;
    },
  };
};

const startThread = async (): Promise<Worker> => {
  const worker = new Worker(new URL('./thread-main.ts', import.meta.url), {
    name: 'mail-parser',
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('the thread ended')));
  try {
    await promise;
  } catch (error) {
    throw new AppError('unavailable', 'the thread that reads mails does not start', {
      cause: error,
    });
  }
  forget(worker);
  return worker;
};

/** Between two mails: nobody waits for the thread, and it does not keep the process alive. */
const forget = (worker: Worker): void => {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
  worker.on('error', () => undefined);
  worker.unref();
};

const readIn = (
  worker: Worker,
  bytes: Uint8Array<ArrayBuffer>,
  cpuMaxMs: number,
): Promise<ThreadResult> => {
  const { promise, resolve } = Promise.withResolvers<ThreadResult>();
  const limitMs = cpuMaxMs + (bytes.byteLength / 1024 / 1024) * CPU_PER_MEGABYTE_MS;
  const stop = (): void => resolve({ kind: 'stopped' });
  worker.ref(); // while a mail is read
  worker.once('message', resolve);
  // An error ends the thread: most likely it is out of memory.
  worker.once('error', stop);
  worker.once('exit', stop);
  const endWatch = watch(worker, limitMs, stop);
  worker.postMessage(bytes, [bytes.buffer]);
  return promise.finally(() => {
    endWatch();
    forget(worker);
  });
};

/** Calls `stop` once the thread has used its processor time or its memory. */
const watch = (worker: Worker, limitMs: number, stop: () => void): (() => void) => {
  let startMs: number | undefined;
  const look = async (): Promise<void> => {
    const { user, system } = await worker.cpuUsage();
    const usedMs = (user + system) / 1_000;
    // What it may have used before the first look. Most mails are read by then.
    startMs ??= usedMs - WATCH_PAUSE_MS;
    const { used_heap_size: heapBytes } = await worker.getHeapStatistics();
    if (usedMs - startMs > limitMs || heapBytes > HEAP_STOP_BYTES) stop();
  };
  const watchOnce = (): void => void look().catch(stop);
  const timer = setInterval(watchOnce, WATCH_PAUSE_MS);
  return () => clearInterval(timer);
};
