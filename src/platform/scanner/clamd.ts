import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import NodeClam from 'clamscan';
import { oneLine } from '../../domain/messages/visible-characters.ts';
import { AppError } from '../../errors.ts';
import { FINDING_LENGTH_MAX, type Scanner, type ScanResult } from './contract.ts';

/**
 * ClamAV's daemon, by the command INSTREAM. Source: clamd(8).
 *
 * The connections are ours: `clamscan` 2.4 leaves that of a scan without an answer open, waits for it for ever, prints its
 * errors, and writes without waiting for the scanner, so that a whole file would be in memory.
 *
 * If the scanner refuses the rest of a file, its answer may be lost with the connection: then it is `unavailable`, and
 * another scan most likely gets the answer.
 */

export type ClamdLocation = { host: string; port: number } | { path: string };

export interface ClamdLimits {
  connectMaxMs?: number;
  scanMaxMs?: number;
}

const CONNECT_MAX_MS = 5_000;
/** From the first byte to the answer. clamd itself stops after 2 minutes (`MaxScanTime`). */
const SCAN_MAX_MS = 180_000;

/** Does no I/O. In: other limits, for tests. */
export const createClamd = (
  location: ClamdLocation,
  { connectMaxMs = CONNECT_MAX_MS, scanMaxMs = SCAN_MAX_MS }: ClamdLimits = {},
): Scanner => ({
  scan: async (content) => {
    const socket = await open(location, connectMaxMs);
    const late = AbortSignal.timeout(scanMaxMs);
    const source: { error?: unknown } = {};
    const stream = Readable.from(paced(content, socket, source), { highWaterMark: 1 });
    const reply = collect(socket);
    try {
      const client = await clientWith(socket, location);
      const scan: Promise<ClamdAnswer> = client.scanStream(stream);
      scan.catch(() => undefined); // after it was given up
      await nextTurn(); // it listens now, and would print the errors of the connection
      socket.removeAllListeners('error');
      return resultOf(await Promise.race([scan, ended(socket, late)]), reply());
    } catch (error) {
      if (source.error !== undefined) throw source.error;
      if (isTooLarge(error, reply())) return { kind: 'refused', code: 'too_large' };
      throw away(error);
    } finally {
      stream.destroy();
      socket.destroy();
    }
  },
});

const away = (cause: unknown): AppError =>
  cause instanceof AppError
    ? cause
    : new AppError('unavailable', 'the virus scanner does not answer', { cause });

const open = async (location: ClamdLocation, connectMaxMs: number): Promise<Socket> => {
  const socket = createConnection(location);
  socket.on('error', () => undefined); // an error that comes before the scan listens ends no process
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectMaxMs) });
    return socket;
  } catch (error) {
    socket.destroy();
    throw away(error);
  }
};

/** `path: ''`: without looking for a program of ClamAV on this machine. */
const clientWith = async (socket: Socket, location: ClamdLocation): Promise<NodeClam> => {
  const address = 'path' in location ? { socket: location.path } : location;
  const client = await new NodeClam().init({
    preference: 'clamdscan',
    clamscan: { active: false },
    clamdscan: { ...address, path: '', bypassTest: true, localFallback: false },
  });
  return Object.defineProperty(client, '_initSocket', { value: () => Promise.resolve(socket) });
};

/** The content, no faster than the socket takes it. What the source fails with is kept. */
async function* paced(
  content: AsyncIterable<Uint8Array>,
  socket: Socket,
  source: { error?: unknown },
): AsyncGenerator<Uint8Array> {
  const chunks = content[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        source.error = error;
        throw error;
      });
      if (next.done === true) return;
      if (next.value.byteLength > 0) yield next.value;
      await untilWritable(socket);
    }
  } finally {
    await chunks.return?.();
  }
}

/** First it is read what the scanner says: it may have refused the rest, and a write would lose its answer. */
const untilWritable = async (socket: Socket): Promise<void> => {
  await nextTurn(); // the chunk is sent
  await nextTurn(); // what came is read
  if (!socket.writableNeedDrain || socket.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const event of ['drain', 'close']) socket.once(event, resolve);
  await promise;
  for (const event of ['drain', 'close']) socket.off(event, resolve);
};

const REPLY_LENGTH_MAX = 1_000;

/** What the scanner has said until now. */
const collect = (socket: Socket): (() => string) => {
  let reply = '';
  socket.on('data', (chunk: Buffer) => {
    reply = (reply + chunk.toString('latin1')).slice(0, REPLY_LENGTH_MAX);
  });
  return () => reply;
};

/** Rejects when the connection or the time is over. An answer comes before the end of the connection. */
const ended = (socket: Socket, late: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const stop = (): void => reject(new Error('the scan has taken too long'));
    if (late.aborted) stop();
    late.addEventListener('abort', stop, { once: true });
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
    if (socket.destroyed) reject(new Error('the connection was closed'));
  });

/** Null: the answer says neither. */
interface ClamdAnswer {
  isInfected: boolean | null;
  viruses: string[];
}

/** Only a plain "OK" is clean: an answer that is not understood is none. */
const resultOf = ({ isInfected, viruses }: ClamdAnswer, reply: string): ScanResult => {
  if (isInfected === false) return { kind: 'clean' };
  if (isInfected !== true) throw new Error(`the scanner said: ${oneLine(reply, 200)}`);
  const finding = oneLine(viruses[0] ?? '', FINDING_LENGTH_MAX);
  if (LIMITS.test(finding)) return { kind: 'refused', code: 'too_large' };
  return { kind: 'infected', finding: finding === '' ? 'unknown' : finding };
};

/** With `AlertExceedsMax`: only a part was looked at. */
const LIMITS = /^Heuristics\.Limits\.Exceeded/;

const isTooLarge = (error: unknown, reply: string): boolean =>
  /size limit exceeded/i.test(`${reply} ${error instanceof Error ? error.message : ''}`);
