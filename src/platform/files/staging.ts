import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, opendir, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addAbortSignal, Readable } from 'node:stream';
import { AppError } from '../../errors.ts';
import { FILE_SIZE_MAX_BYTES, type PutFileInput, type StoredFile } from './contract.ts';

/**
 * Temporary files of uploads. The hash, which names a file, is known only after the whole file was read,
 * so an upload first writes to disk under a temporary name. A failed upload removes its file. A later
 * upload removes the files of killed processes.
 */

/** A running upload keeps writing. A file without a write for this long belongs to a dead process. */
const LEFTOVER_AGE_MS = 24 * 60 * 60 * 1000;
const SWEEP_PAUSE_MS = 60 * 60 * 1000;
const LEFTOVERS_PER_SWEEP = 1_000;

export interface Staging {
  /**
   * Out: the file on disk, flushed, with its hash. The caller moves or removes it. Errors:
   * `payload_too_large`; what the source fails with. Then no file is left.
   */
  receive: (input: PutFileInput) => Promise<StagedFile>;
}

export interface StagedFile extends StoredFile {
  path: string;
}

export const createStaging = (directory: string): Staging => {
  let sweptAtMs = -Infinity;
  return {
    receive: async (input) => {
      if (performance.now() - sweptAtMs > SWEEP_PAUSE_MS) {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        sweptAtMs = performance.now();
        await removeLeftovers(directory);
      }
      const path = join(directory, randomUUID());
      try {
        return { path, ...(await write(path, input)) };
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    },
  };
};

const write = async (
  path: string,
  { content, sizeMaxBytes, signal }: PutFileInput,
): Promise<StoredFile> => {
  const limitBytes = Math.min(sizeMaxBytes, FILE_SIZE_MAX_BYTES);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const source = Readable.from(content, { highWaterMark: 1 }); // chunks read ahead
  if (signal !== undefined) addAbortSignal(signal, source);
  const handle = await openNew(path);
  try {
    for await (const chunk of source) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > limitBytes) {
        throw new AppError('payload_too_large', `the file is larger than ${limitBytes} bytes`);
      }
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), sizeBytes };
};

const openNew = async (path: string): Promise<FileHandle> => {
  const openIt = () => open(path, 'wx', 0o600);
  return openIt().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return openIt();
  });
};

/** Twice, or by two processes at once: files that are already removed are skipped. */
const removeLeftovers = async (directory: string): Promise<void> => {
  const oldestMs = Date.now() - LEFTOVER_AGE_MS;
  let seenCount = 0;
  for await (const { name } of await opendir(directory)) {
    seenCount += 1;
    if (seenCount > LEFTOVERS_PER_SWEEP) return;
    const path = join(directory, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && found.mtimeMs < oldestMs) await rm(path, { force: true });
  }
};
