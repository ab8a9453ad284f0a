import { Worker } from 'node:worker_threads';
import { AppError } from '../../errors.ts';
import type { FileText } from './file-text.ts';
import type { ReadDocument } from './read.ts';
import type { ThreadInput } from './thread-main.ts';

/**
 * Each document is read in a thread of its own. One can be written so that reading it takes very long or very much memory;
 * a thread can be ended, the event loop can't.
 */

/** `stopped`: it took too long or too much memory. */
export interface Stopped {
  kind: 'stopped';
}

/** Processor time, so that a busy machine stops no document. */
const CPU_MAX_MS = 20_000;
/** A parser that waits for something uses no processor time. */
const WALL_MAX_MS = 90_000;
const WATCH_PAUSE_MS = 50;
/** Above it the document is stopped: the heap, and the bytes outside of it that unpacked parts take. */
const MEMORY_STOP_BYTES = 384 * 1024 * 1024;
/** V8 ends the whole process at the limit of a thread. What a thread allocates between two looks must fit in between. */
const HEAP_LIMIT_MB = 1_024;

export interface ThreadLimits {
  cpuMaxMs?: number;
  memoryStopBytes?: number;
}

interface HandedOver {
  bytes: Uint8Array<ArrayBuffer>;
}

/** The bytes are handed over. In: other limits, for tests. Errors: `unavailable` if the thread does not start. */
export const readInThread = (
  input: { fileName: string } & HandedOver,
  limits?: ThreadLimits,
): Promise<ReadDocument | Stopped> =>
  runThread<ReadDocument>({ kind: 'article', ...input }, limits);

/** The same, for the text of any file. */
export const readTextInThread = (
  input: { fileName: string; mediaType: string } & HandedOver,
  limits?: ThreadLimits,
): Promise<FileText | Stopped> => runThread<FileText>({ kind: 'text', ...input }, limits);

const runThread = async <Result>(
  input: ThreadInput & HandedOver,
  { cpuMaxMs = CPU_MAX_MS, memoryStopBytes = MEMORY_STOP_BYTES }: ThreadLimits = {},
): Promise<Result | Stopped> => {
  const worker = await startThread();
  const { promise, resolve } = Promise.withResolvers<Result | Stopped>();
  const stop = (): void => resolve({ kind: 'stopped' });
  worker.once('message', resolve);
  // An error ends the thread: most likely it is out of memory.
  worker.once('error', stop);
  worker.once('exit', stop);
  const endWatch = watch(worker, { cpuMaxMs, memoryStopBytes }, stop);
  worker.postMessage(input, [input.bytes.buffer]);
  try {
    return await promise;
  } finally {
    endWatch();
    worker.removeAllListeners('error');
    worker.on('error', () => undefined);
    await worker.terminate();
  }
};

const startThread = async (): Promise<Worker> => {
  const worker = new Worker(new URL('./thread-main.ts', import.meta.url), {
    name: 'document-parser',
    execArgv: [],
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
  });
  // What a parser warns about is of no use to anybody.
  worker.stdout.resume();
  worker.stderr.resume();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.once('message', () => resolve());
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('the thread ended')));
  try {
    await promise;
  } catch (error) {
    throw new AppError('unavailable', 'the thread that reads documents does not start', {
      cause: error,
    });
  }
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
  return worker;
};

/** Calls `stop` once the thread has used its time or its memory. */
const watch = (
  worker: Worker,
  { cpuMaxMs, memoryStopBytes }: Required<ThreadLimits>,
  stop: () => void,
): (() => void) => {
  const startedMs = performance.now();
  let cpuStartMs: number | undefined;
  const look = async (): Promise<void> => {
    const { user, system } = await worker.cpuUsage();
    const usedMs = (user + system) / 1_000;
    cpuStartMs ??= usedMs - WATCH_PAUSE_MS;
    const heap = await worker.getHeapStatistics();
    const memoryBytes = heap.used_heap_size + heap.external_memory;
    const isOver =
      usedMs - cpuStartMs > cpuMaxMs ||
      memoryBytes > memoryStopBytes ||
      performance.now() - startedMs > WALL_MAX_MS;
    if (isOver) stop();
  };
  const timer = setInterval(() => void look().catch(stop), WATCH_PAUSE_MS);
  return () => clearInterval(timer);
};
