import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { buildConsole } from '../support/browser/browser.ts';

/**
 * Goal: the first load of the console stays small. Method: build it, and follow the static imports of the
 * entry (the frame is among them), of the sign-in page and of the larger catalogue of words. Each file is
 * compressed as the api sends it.
 */

const BYTES_MAX = 250_000;
const ROOTS = ['index.html', 'src/pages/accounts/sign-in.tsx'];
const CATALOGUES = ['src/i18n/fr.ts', 'src/i18n/en.ts'];

const Manifest = z.record(
  z.string(),
  z.object({ file: z.string(), imports: z.array(z.string()).default([]) }),
);
type Manifest = z.infer<typeof Manifest>;

let build: Awaited<ReturnType<typeof buildConsole>>;

beforeAll(async () => {
  build = await buildConsole();
});

afterAll(() => build.remove());

test('the scripts of the sign-in page and the frame are at most 250 kB compressed', async () => {
  const text = await readFile(join(build.directory, '.vite/manifest.json'), 'utf8');
  const manifest = Manifest.parse(JSON.parse(text));
  const sizes = await Promise.all(
    CATALOGUES.map((catalogue) => bytesOf(closure(manifest, [...ROOTS, catalogue]))),
  );
  expect(Math.max(...sizes)).toBeLessThanOrEqual(BYTES_MAX);
  expect(Math.min(...sizes), 'the entry must be among them').toBeGreaterThan(BYTES_MAX / 2);
});

/** The files that the roots load before they run. */
const closure = (manifest: Manifest, roots: readonly string[]): string[] => {
  const found = new Set<string>();
  const add = (key: string): void => {
    if (found.has(key)) return;
    found.add(key);
    for (const imported of manifest[key]?.imports ?? []) add(imported);
  };
  for (const root of roots) {
    expect(manifest, `${root} is a file of its own`).toHaveProperty([root]);
    add(root);
  }
  return [...found].map((key) => manifest[key]?.file ?? key);
};

const bytesOf = async (files: readonly string[]): Promise<number> => {
  const sizes = await Promise.all(
    files.map(async (file) => gzipSync(await readFile(join(build.directory, file))).length),
  );
  return sizes.reduce((total, size) => total + size, 0);
};
