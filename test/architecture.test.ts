import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { CONFIG_KEYS, loadConfig } from '../src/config.ts';
import { openapiText } from '../src/openapi-doc.ts';

/** Goal: the promises no compiler checks. Method: the files of the project, read as text. */

const ROOT = join(import.meta.dirname, '..');
const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

const sources = async (directory: string): Promise<{ path: string; imports: string[] }[]> => {
  const entries = await readdir(join(ROOT, directory), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
  return Promise.all(
    files.map(async (path) => ({ path, imports: valueImports(await read(path)) })),
  );
};

/** What is imported at run time: `import type` and all-type imports are free. */
const valueImports = (text: string): string[] =>
  [...text.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm)].map(
    ([, specifier = '']) => specifier,
  );

const LAYERS = ['domain', 'queries', 'activities', 'workflows', 'api', 'workers'] as const;
type Layer = (typeof LAYERS)[number];

/** The import law of docs/ARCHITECTURE.md: which layers each may use at run time, besides its own. */
const ALLOWED: Record<Layer, readonly Layer[]> = {
  domain: [],
  queries: ['domain'],
  activities: ['domain', 'queries'],
  workflows: ['domain'],
  api: ['domain', 'queries', 'workflows'],
  workers: ['domain', 'queries', 'activities', 'workflows'],
};

const layerOf = (specifier: string): Layer | undefined =>
  LAYERS.find((layer) => new RegExp(`^\\.\\.?/(?:\\.\\./)*${layer}/`).test(specifier));

describe('the import law', () => {
  test.each(LAYERS)('%s uses the layers below it alone', async (layer) => {
    const files = await sources(`src/${layer}`);
    expect(files.length).toBeGreaterThan(0);
    const offences = files.flatMap(({ path, imports }) =>
      imports
        .filter((specifier) => specifier.startsWith('.'))
        .flatMap((specifier) => {
          const used = layerOf(specifier);
          const isFine = used === undefined || used === layer || ALLOWED[layer].includes(used);
          return isFine ? [] : [`${path} imports ${specifier}`];
        }),
    );
    expect(offences).toEqual([]);
  });

  test('workflows use neither Node nor zod', async () => {
    const offences = (await sources('src/workflows')).flatMap(({ path, imports }) =>
      imports.filter((name) => name.startsWith('node:') || name.includes('zod')).map(() => path),
    );
    expect(offences).toEqual([]);
  });

  test('the console imports nothing of the server', async () => {
    const offences = (await sources('console/src')).flatMap(({ path, imports }) =>
      imports
        .filter((specifier) => /(?:^|\/)\.\.\/(?:\.\.\/)+src\//.test(specifier))
        .map(() => path),
    );
    expect(offences).toEqual([]);
  });
});

describe('what is generated', () => {
  test('docs/openapi.json says what the routes say', async () => {
    expect(await read('docs/openapi.json')).toBe(await openapiText());
  });

  test('migrations are numbered without a gap', async () => {
    const numbers = (await readdir(join(ROOT, 'db/migrations')))
      .map((name) => Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1]))
      .sort((left, right) => left - right);
    expect(numbers).toEqual(numbers.map((_, position) => position + 1));
  });
});

describe('what is configured', () => {
  test('.env.example is a valid configuration that names every key', async () => {
    const example = parseEnv(await read('.env.example'));
    expect(() => loadConfig(example)).not.toThrow();
    // The owner's address is for commands; no process that serves requests may hold it.
    expect(Object.keys(example).sort()).toEqual([...CONFIG_KEYS, 'DATABASE_OWNER_URL'].sort());
  });

  test('every fault of the configuration is reported at once, and no value', () => {
    const load = () => loadConfig({ PORT: 'no-port', N8N_API_KEY: 'short-secret' });
    expect(load).toThrow(/DATABASE_URL is missing/);
    expect(load).toThrow(/PORT/);
    expect(load).toThrow(/N8N_API_KEY/);
    expect(load).not.toThrow(/short-secret/);
  });

  test('production refuses the secrets of the example', async () => {
    const example = parseEnv(await read('.env.example'));
    expect(() => loadConfig({ ...example, NODE_ENV: 'production' })).toThrow(
      /ENCRYPTION_KEYS holds an example value/,
    );
  });

  test('every npm script the README names exists', async () => {
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: object };
    const named = [...(await read('README.md')).matchAll(/npm run ([a-z0-9:]+)/g)].map(
      ([, name = '']) => name,
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
