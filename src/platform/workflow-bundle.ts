import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';

/**
 * The code of all workflows as one file, as workers run it. To bundle it takes seconds of a worker's start, so
 * the bundle is kept, with a digest of all that it may be made of.
 */

const SOURCES = join(import.meta.dirname, '..');
const MODULES = join(SOURCES, '../node_modules');
/** Written by npm: the version of each installed package. */
const INSTALLED = join(MODULES, '.package-lock.json');
const KEPT_FILE = join(MODULES, '.cache/relais/workflows.js');

export interface BundleOptions {
  keptFile?: string;
  logger?: NonNullable<Parameters<typeof bundleWorkflowCode>[0]['logger']>;
}

/**
 * Reads the kept bundle, or makes it and keeps it. A directory that can't be written is no error: images and
 * units are read-only, and make the bundle when they are built (`npm run bundle`).
 */
export const loadWorkflowBundle = async ({
  keptFile = KEPT_FILE,
  logger,
}: BundleOptions = {}): Promise<WorkflowBundle & { isKept: boolean }> => {
  const digest = await digestOfSources();
  const kept = await readKept(keptFile, digest);
  if (kept !== undefined) return { code: kept, isKept: true };
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(SOURCES, 'workflows/index.ts'),
    ...(logger === undefined ? {} : { logger }),
  });
  const isKept = await keep(keptFile, `${headOf(digest)}${code}`).then(
    () => true,
    () => false,
  );
  return { code, isKept };
};

const headOf = (digest: string): string => `// ${digest}\n`;

const readKept = async (file: string, digest: string): Promise<string | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  const head = headOf(digest);
  return text.startsWith(head) ? text.slice(head.length) : undefined;
};

/** At once: another worker may read it. */
const keep = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, text);
  await rename(fresh, file);
};

const digestOfSources = async (): Promise<string> => {
  const hash = createHash('sha256');
  const names = (await readdir(SOURCES, { recursive: true })).filter((name) =>
    name.endsWith('.ts'),
  );
  for (const name of names.sort()) hash.update(name).update(await readFile(join(SOURCES, name)));
  return hash.update(await readFile(INSTALLED).catch(() => '')).digest('hex');
};
