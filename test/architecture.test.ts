/**
 * Goal: the rules that no compiler checks. Method: the files of the project, read as text; what is
 * generated is made again and compared. docs/permissions.md, docs/schema.md and .env.example are
 * checked where they belong, in the tests of those names.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TOPICS } from '../console/src/stream/stale.ts';
import { createActivities } from '../src/activities/index.ts';
import { hasNotificationWords } from '../src/domain/notifications/texts.ts';
import { EVENTS, isStreamTopic, STREAM_TOPICS } from '../src/domain/shared/events.ts';
import { OPERATOR_SIGNALS, SIGNALS, WORKFLOW_QUEUES } from '../src/ids.ts';
import { openapiText } from '../src/cli/openapi-doc.ts';
import * as workflows from '../src/workflows/index.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');
const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

const NOT_OURS = new Set(['node_modules', '.git', '.relais', 'dist', 'coverage']);

/** Every file below a directory, by its path from the root; sorted. */
const filesBelow = async (directory: string): Promise<string[]> => {
  const entries = await readdir(join(ROOT, directory), { withFileTypes: true });
  const lists = await Promise.all(
    entries.map(async (entry): Promise<string[]> => {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (entry.isFile()) return [path];
      return entry.isDirectory() && !NOT_OURS.has(entry.name) ? filesBelow(path) : [];
    }),
  );
  return lists.flat().toSorted();
};

/** What is tracked, where there is a repository; else what lies there. */
const ownFiles = async (): Promise<string[]> => {
  const listed = await run('git', ['ls-files', '-z'], { cwd: ROOT }).catch(() => undefined);
  if (listed === undefined) return filesBelow('');
  const paths = listed.stdout.split('\0').filter((path) => path !== '');
  return paths.filter((path) => existsSync(join(ROOT, path)));
};

interface Import {
  specifier: string;
  /** `import type` costs nothing at run time. */
  isType: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)';?$/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*'([^']+)'\s*\)/g;

const importsOf = (text: string): Import[] => [
  ...[...text.matchAll(IMPORT)].map(([, type, specifier = '']) => ({
    specifier,
    isType: type !== undefined,
  })),
  ...[...text.matchAll(DYNAMIC_IMPORT)].map(([, specifier = '']) => ({ specifier, isType: false })),
];

interface Source {
  path: string;
  imports: (Import & { target: string })[];
}

/** `target`: the file from the root, or the name of a package. */
const sources = async (directory: string): Promise<Source[]> => {
  const paths = (await filesBelow(directory)).filter((path) => /\.tsx?$/.test(path));
  return Promise.all(
    paths.map(async (path) => ({
      path,
      imports: importsOf(await read(path)).map((one) => ({
        ...one,
        target: one.specifier.startsWith('.')
          ? normalize(join(dirname(path), one.specifier))
          : one.specifier,
      })),
    })),
  );
};

const all = await sources('src');

test('the imports of this file are found, so the law is really applied', () => {
  const text = [
    "import type { A } from './a.ts';",
    "import { b,\n  c } from '../queries/b.ts';",
    "export { d } from 'd';",
    "import './e.ts';",
    "const f = await import('./f.ts');",
  ].join('\n');
  expect(importsOf(text)).toEqual([
    { specifier: './a.ts', isType: true },
    { specifier: '../queries/b.ts', isType: false },
    { specifier: 'd', isType: false },
    { specifier: './e.ts', isType: false },
    { specifier: './f.ts', isType: false },
  ]);
  expect(all.flatMap((source) => source.imports).length).toBeGreaterThan(300);
});

describe('the import law', () => {
  /** What each layer may use at run time besides itself: docs/ARCHITECTURE.md. */
  const BELOW = {
    domain: [],
    platform: ['domain'],
    queries: ['domain', 'platform'],
    services: ['domain', 'platform', 'queries'],
    background: ['domain', 'platform', 'queries', 'services'],
    activities: ['domain', 'platform', 'queries', 'services'],
    workflows: ['domain'],
    api: ['domain', 'platform', 'queries', 'services', 'background'],
    workers: ['domain', 'platform', 'queries', 'services', 'background', 'activities', 'workflows'],
    cli: ['domain', 'platform', 'queries', 'services', 'background', 'api'],
  } as const satisfies Record<string, readonly string[]>;
  type Layer = keyof typeof BELOW;
  const LAYERS = Object.keys(BELOW) as Layer[];

  /** The files directly in src/ that a layer may use; the layers not named may use all four. */
  const ROOT_FILES: Partial<Record<Layer, readonly string[]>> = {
    domain: ['errors', 'ids'],
    platform: ['config', 'errors', 'ids'],
    queries: ['errors', 'ids'],
    services: ['config', 'deps', 'errors', 'ids'],
    workflows: ['errors', 'ids'],
  };

  /** Workflows use types of activities, and the names of search attributes. */
  const isAllowedInWorkflows = (target: string, isType: boolean): boolean =>
    (isType && target.startsWith('src/activities/')) ||
    target === 'src/platform/search-attributes.ts';

  /** What each folder of the console may use besides itself. The shell, the stream and main.tsx assemble. */
  const CONSOLE_BELOW: Record<string, readonly string[]> = {
    api: [],
    ui: ['i18n'],
    routing: ['api', 'i18n'],
    parts: ['api', 'i18n', 'ui'],
    pages: ['api', 'i18n', 'ui', 'parts', 'routing', 'stream'],
  };

  const layerOf = (path: string): Layer | undefined =>
    LAYERS.find((layer) => path.startsWith(`src/${layer}/`));

  test('every file of src/ is in a layer, or one of the four that everyone meets first', () => {
    const loose = all.map(({ path }) => path).filter((path) => layerOf(path) === undefined);
    expect(loose).toEqual(['src/config.ts', 'src/deps.ts', 'src/errors.ts', 'src/ids.ts']);
  });

  test.each(LAYERS)('%s uses the layers below it alone', (layer) => {
    const files = all.filter((source) => layerOf(source.path) === layer);
    expect(files.length).toBeGreaterThan(0);
    const below: readonly string[] = BELOW[layer];
    const offences = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ target, isType }) => {
          if (target === 'package.json') return false;
          if (!target.startsWith('src/')) return target.startsWith('..');
          const used = layerOf(target);
          if (used === undefined) {
            const name = target.slice('src/'.length, -'.ts'.length);
            return !(ROOT_FILES[layer]?.includes(name) ?? true);
          }
          if (layer === 'workflows' && isAllowedInWorkflows(target, isType)) return false;
          return used !== layer && !below.includes(used);
        })
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(offences).toEqual([]);
  });

  test.each(['src', 'console/src'])(
    '%s has no circle of imports, not even of types',
    async (root) => {
      const files = new Map((await sources(root)).map((source) => [source.path, source]));
      const done = new Set<string>();
      const circles: string[] = [];
      const visit = (path: string, trail: readonly string[]): void => {
        if (trail.includes(path)) {
          circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
          return;
        }
        if (done.has(path)) return;
        for (const { target } of files.get(path)?.imports ?? []) {
          if (files.has(target)) visit(target, [...trail, path]);
        }
        done.add(path);
      };
      for (const path of files.keys()) visit(path, []);
      expect(circles).toEqual([]);
    },
  );

  test('what is bundled into workflows imports neither Node nor zod, directly or indirectly', () => {
    const byPath = new Map(all.map((source) => [source.path, source]));
    const waiting = all.filter(({ path }) => layerOf(path) === 'workflows');
    const seen = new Set(waiting);
    const packages = new Set<string>();
    for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
      for (const { target, isType } of source.imports) {
        if (isType) continue;
        const next = byPath.get(target);
        if (next === undefined) packages.add(target);
        else if (!seen.has(next)) {
          seen.add(next);
          waiting.push(next);
        }
      }
    }
    const allowed = ['@temporalio/common', '@temporalio/workflow'];
    expect([...packages].filter((name) => !allowed.includes(name))).toEqual([]);
  });

  test('rules in the domain do no I/O', () => {
    const io = /^(?:node:(?!crypto$|util$|buffer$|path$)|postgres$|undici$|@temporalio\/|hono)/;
    const offences = all
      .filter(({ path }) => layerOf(path) === 'domain')
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target, isType }) => !isType && io.test(target))
          .map(({ specifier }) => `${path} imports ${specifier}`),
      );
    expect(offences).toEqual([]);
  });

  test('src/ imports nothing of dev, test or bench', () => {
    const offences = all.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => /^(?:dev|test|bench|console)\//.test(target))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(offences).toEqual([]);
  });

  test('the console imports nothing from outside of itself', async () => {
    const offences = (await sources('console/src')).flatMap(({ path, imports }) =>
      imports
        .filter(
          ({ specifier, target }) => specifier.startsWith('.') && !target.startsWith('console/'),
        )
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(offences).toEqual([]);
  });

  test('the words of the console import types and the plural alone', async () => {
    const words = (await sources('console/src')).filter(({ path }) =>
      /\/words\.\w+\.ts$/.test(path),
    );
    expect(words.length).toBeGreaterThan(20);
    const offences = words.flatMap(({ path, imports }) =>
      imports
        .filter(({ target, isType }) => !isType && target !== 'console/src/i18n/plural.ts')
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(offences).toEqual([]);
  });

  test.each(Object.entries(CONSOLE_BELOW))(
    'in the console, %s/ uses only what is below it',
    async (folder, below) => {
      const offences = (await sources(`console/src/${folder}`)).flatMap(({ path, imports }) =>
        imports
          .filter(({ specifier, target }) => {
            const used = /^console\/src\/([^/]+)\//.exec(target)?.[1];
            return specifier.startsWith('.') && used !== folder && !below.includes(used ?? target);
          })
          .map(({ specifier }) => `${path} imports ${specifier}`),
      );
      expect(offences).toEqual([]);
    },
  );

  test('only the entrypoints read the environment', async () => {
    const commands = [
      'src/api/main.ts',
      'src/cli/audit-verify.ts',
      'src/cli/company-create.ts',
      'src/cli/migrate.ts',
      'src/cli/restore-finish.ts',
      'src/cli/secrets-reencrypt.ts',
      'src/workers/main.ts',
    ];
    const readers = await Promise.all(
      all.map(async ({ path, imports }) => {
        const text = (await read(path)).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
        const isImported = imports.some(({ target }) => target === 'node:process');
        return isImported || text.includes('process.env') ? [path] : [];
      }),
    );
    expect(readers.flat().filter((path) => !commands.includes(path))).toEqual([]);
  });
});

describe('activities', () => {
  test('have one name each', () => {
    // The factories only keep what they are given: names need no real dependencies.
    expect(() => createActivities({} as never)).not.toThrow();
  });

  test('say in their docstring what a second run does', async () => {
    const names = Object.keys(createActivities({} as never));
    const texts = await Promise.all((await filesBelow('src/activities')).map((path) => read(path)));
    const text = texts.join('\n');
    const silent = names.filter((name) => {
      const docstring = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s+(?:async )?${name}\\b`);
      return !/\bTwice:/.test(docstring.exec(text)?.[1] ?? '');
    });
    expect(silent).toEqual([]);
  });
});

describe('workflows', () => {
  const files = () => filesBelow('src/workflows');

  test('have their task queue in src/ids.ts, and nothing else has', () => {
    expect(
      Object.keys(WORKFLOW_QUEUES).toSorted(),
      'WORKFLOW_QUEUES in src/ids.ts and src/workflows/index.ts name the same workflows',
    ).toEqual(Object.keys(workflows).toSorted());
  });

  // An activity that no worker has is retried for ever.
  test('use only activities that src/activities/index.ts assembles', async () => {
    const offences: string[] = [];
    const PROXY = /\bproxy(?:Local)?Activities(?:<\s*(?:Pick<\s*)?(\w+)|\()/g;
    for (const path of await files()) {
      for (const [text, type] of (await read(path)).matchAll(PROXY)) {
        if (type !== 'Activities') offences.push(`${path}: ${text}`);
      }
    }
    expect(
      offences,
      'write proxyActivities<Pick<Activities, …>>, with Activities of src/activities/index.ts',
    ).toEqual([]);
  });

  test('take the signals that src/ids.ts lists, by the same names', async () => {
    const texts = await Promise.all((await files()).map((path) => read(path)));
    const taken = [...texts.join('\n').matchAll(/\bdefineSignal\b[^(]*\(\s*'(\w+)'/g)];
    expect(
      taken.map(([, name = '']) => name).toSorted(),
      'SIGNALS in src/ids.ts and defineSignal in src/workflows name the same signals',
    ).toEqual([...Object.keys(SIGNALS), ...OPERATOR_SIGNALS].toSorted());
  });
});

describe('events', () => {
  test('are assembled in src/domain/shared/events.ts', () => {
    const assembled = all
      .filter(({ path }) => path === 'src/domain/shared/events.ts')
      .flatMap(({ imports }) => imports.map(({ target }) => target));
    const files = all.map(({ path }) => path);
    const missing = files.filter(
      (path) =>
        /^src\/domain\/(?!shared\/)[\w-]+\/events\.ts$/.test(path) && !assembled.includes(path),
    );
    expect(missing, 'add it to `capabilities` in src/domain/shared/events.ts').toEqual([]);
  });

  // The stream drops a message of an unknown topic.
  test('feed topics that are declared', () => {
    const topics = EVENTS.flatMap(({ stream }) => (stream === null ? [] : [stream.topic]));
    expect(
      topics.filter((topic) => !isStreamTopic(topic)),
      'declare it in the events.ts of its capability; add that to STREAM_TOPICS in src/domain/shared/events.ts',
    ).toEqual([]);
  });

  // A reader would see the code.
  test('that notify users have words for it', () => {
    const codes = EVENTS.flatMap(({ notification }) =>
      notification === null ? [] : [notification.code],
    );
    expect(
      codes.filter((code) => !hasNotificationWords(code)),
      'add its words to WORDS in src/domain/notifications/texts.ts',
    ).toEqual([]);
  });
});

test('the console listens to every topic of the stream', () => {
  const missing = Object.keys(STREAM_TOPICS).filter(
    (topic) => !TOPICS.some((known) => known === topic),
  );
  expect(
    missing,
    'add it to a stale.ts in console/src/pages, and that to console/src/stream/stale.ts',
  ).toEqual([]);
});

describe('what is generated', () => {
  test('docs/openapi.json says what the routes say', async () => {
    expect(await read('docs/openapi.json'), 'run npm run openapi').toBe(await openapiText());
  });

  test("the console's client says what docs/openapi.json says", async () => {
    const cli = createRequire(join(ROOT, 'console/package.json')).resolve('openapi-typescript');
    const program = join(dirname(dirname(cli)), 'bin/cli.js');
    const { stdout } = await run(process.execPath, [program, 'docs/openapi.json'], {
      cwd: ROOT,
      maxBuffer: 16 * 1024 * 1024,
    });
    expect(await read('console/src/api/schema.d.ts'), 'run npm run openapi').toBe(stdout);
  });
});

describe('migrations', () => {
  test('are numbered without a gap', async () => {
    const names = (await filesBelow('db/migrations')).map((path) => path.split('/').at(-1) ?? '');
    expect(names.length).toBeGreaterThan(0);
    const numbers = names.map((name) => /^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1]);
    expect(numbers).toEqual(names.map((_, index) => String(index + 1).padStart(4, '0')));
  });

  test('go forward only, in the form dbmate reads', async () => {
    for (const path of await filesBelow('db/migrations')) {
      const text = await read(path);
      expect(text, path).toMatch(/^(?:-- breaking:.*\n)?-- migrate:up\b/);
      expect(text.split('-- migrate:down')[1]?.trim(), path).toBe('');
    }
  });
});

test('no code sets a sequence: companies share it, and row level security hides the highest id', async () => {
  const setting = new RegExp(['\\bset', 'val\\b|\\brestart\\s+(?:with|identity)\\b'].join(''), 'i');
  const paths = (await ownFiles()).filter((path) => /\.(?:m?[jt]sx?|sql|sh)$/.test(path));
  expect(paths).toContain('dev/demo/main.ts');
  const found: string[] = [];
  for (const path of paths) if (setting.test(await read(path))) found.push(path);
  expect(found, 'draw ids with nextval instead').toEqual([]);
});

describe('what is written', () => {
  const documents = async () =>
    (await ownFiles()).filter((path) => path.endsWith('.md') && !path.startsWith('console/'));

  test('names npm scripts that exist', async () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(await read('package.json')));
    const named = await Promise.all(
      (await documents()).map(async (path) =>
        [...(await read(path)).matchAll(/npm run ([a-z][a-z0-9:]*)/g)].map(([, name = '']) => name),
      ),
    );
    expect(named.flat().length).toBeGreaterThan(5);
    expect([...new Set(named.flat())].filter((name) => !(name in scripts))).toEqual([]);
  });

  test('links to files that exist', async () => {
    const broken: string[] = [];
    for (const path of await documents()) {
      for (const [, link = ''] of (await read(path)).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
        if (/^[a-z]+:/.test(link)) continue;
        if (!existsSync(join(ROOT, dirname(path), link))) broken.push(`${path} → ${link}`);
      }
    }
    expect(broken).toEqual([]);
  });

  test('names tests that exist as what holds a decision', async () => {
    const decisions = await filesBelow('docs/adr');
    for (const path of decisions) {
      const [, held = ''] = (await read(path)).split(/(?:\*\*|## )Held by/);
      const files = [...held.matchAll(/`((?:test|bench)\/[\w./-]+\.ts)`/g)].map(([, file]) => file);
      expect(files.length, `${path} says what holds it`).toBeGreaterThan(0);
      expect(
        files.filter((file) => !existsSync(join(ROOT, file ?? ''))),
        path,
      ).toEqual([]);
    }
    const numbers = decisions.map((path) => /(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]);
    expect(numbers).toEqual(decisions.map((_, index) => String(index + 1).padStart(4, '0')));
  });

  test('speaks of no machine', async () => {
    const machine =
      /(?<![\w.])(?:\/(?:root|work)\/[\w.]|\/home\/(?!node\b)[a-z]+\/|\/Users\/[a-z]+\/|[A-Z]:\\Users)/;
    const offences: string[] = [];
    for (const path of await ownFiles()) {
      if (path === 'test/architecture.test.ts') continue;
      if (/\.(?:png|ico|woff2?|gz)$/.test(path)) continue;
      const line = (await read(path)).split('\n').find((text) => machine.test(text));
      if (line !== undefined) offences.push(`${path}: ${line.trim().slice(0, 100)}`);
    }
    expect(offences).toEqual([]);
  });

  test('locks packages without naming a registry', async () => {
    const lock = await read('package-lock.json');
    const hosts = [...lock.matchAll(/"resolved": "https?:\/\/([^/"]+)/g)].map(([, host]) => host);
    expect([...new Set(hosts)]).toEqual([]);
  });
});

test('no path is made of an address, where a space reads %20', async () => {
  const offences: string[] = [];
  for (const path of await ownFiles()) {
    if (!/\.(?:ts|tsx|mjs)$/.test(path) || path === 'test/architecture.test.ts') continue;
    if (/import\.meta\.url\)\s*\.pathname/.test(await read(path))) offences.push(path);
  }
  expect(offences).toEqual([]);
});

test('no test is left out by a forgotten word', async () => {
  const offences: string[] = [];
  for (const path of await filesBelow('test')) {
    if (!path.endsWith('.ts') || path === 'test/architecture.test.ts') continue;
    if (/\b(?:test|describe|it)\.(?:only|skip|todo)\b/.test(await read(path))) offences.push(path);
  }
  expect(offences).toEqual([]);
});
