import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const SOURCES = ['src', 'public', 'index.html', 'package.json', 'vite.config.ts', 'tsconfig.json'];

export type ConsoleBuild = 'none' | 'fresh' | 'stale';

/** `none` while there is no console to build; `stale` when a source is newer than what was built from it. */
export async function consoleBuildState(consoleDirectory: string): Promise<ConsoleBuild> {
  if (!existsSync(join(consoleDirectory, 'index.html'))) return 'none';
  const built = join(consoleDirectory, 'dist/index.html');
  if (!existsSync(built)) return 'stale';
  const { mtimeMs: builtAtMs } = await stat(built);
  for (const source of SOURCES) {
    if ((await newestMs(join(consoleDirectory, source))) > builtAtMs) return 'stale';
  }
  return 'fresh';
}

async function newestMs(path: string): Promise<number> {
  if (!existsSync(path)) return 0;
  const own = await stat(path);
  if (!own.isDirectory()) return own.mtimeMs;
  const entries = await readdir(path, { recursive: true });
  const times = await Promise.all(
    entries.map(async (entry) => (await stat(join(path, entry))).mtimeMs),
  );
  return Math.max(own.mtimeMs, ...times);
}
