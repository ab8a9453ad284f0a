import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileName, type Files } from './contract.ts';
import { createStaging } from './staging.ts';

/** Files in a directory: one machine, or several that mount the same one. */

/** In the same directory as the company folders, so that a rename stays within one file system. */
const STAGING = 'uploads';

export const createDiskFiles = (directory: string): Files => {
  const staging = createStaging(join(directory, STAGING));
  const flush = sharingRuns(flushDirectory);
  return {
    put: async (input) => {
      const { path, sha256, sizeBytes } = await staging.receive(input);
      try {
        await input.beforeStored?.({ sha256, sizeBytes });
        const target = join(directory, fileName({ companyId: input.companyId, sha256 }));
        await rename(path, target).catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error;
          await mkdir(dirname(target), { recursive: true, mode: 0o700 });
          await rename(path, target);
        });
        await flush(dirname(target));
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
      return { sha256, sizeBytes };
    },
    get: async (file, range) => {
      const handle = await open(join(directory, fileName(file))).catch(absent);
      if (handle === undefined) return undefined;
      if (range !== undefined) {
        const { first, last } = range;
        const content = handle.createReadStream({ start: first, end: last });
        return { sizeBytes: last - first + 1, content };
      }
      const { size } = await handle.stat();
      return { sizeBytes: size, content: handle.createReadStream() };
    },
    has: async (file) => (await stat(join(directory, fileName(file))).catch(absent)) !== undefined,
    remove: (file) => rm(join(directory, fileName(file)), { force: true }),
    close: () => undefined,
  };
};

const absent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error;
};

/** Flushes one after the other for each name. Calls that wait for the same one share it: it begins after them. */
const sharingRuns = (run: (name: string) => Promise<void>) => {
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();
  const begin = (name: string): Promise<void> => {
    waiting.delete(name);
    const own = run(name).finally(() => {
      if (running.get(name) === own) running.delete(name);
    });
    running.set(name, own);
    return own;
  };
  return (name: string): Promise<void> => {
    const shared = waiting.get(name);
    if (shared !== undefined) return shared;
    const before = running.get(name) ?? Promise.resolve();
    const next = before.catch(() => undefined).then(() => begin(name));
    waiting.set(name, next);
    return next;
  };
};

/** The caller may commit a row that names the file, so the directory entry must survive a power cut. */
const flushDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
