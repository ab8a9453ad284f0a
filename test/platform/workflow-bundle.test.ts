/**
 * Goal: a worker starts without bundling its workflows, and never runs a bundle of other sources. Method: the
 * bundle in a directory of the test's own.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../src/platform/log.ts';
import { loadWorkflowBundle } from '../../src/platform/workflow-bundle.ts';
import { sdkLogger } from '../../src/workers/temporal.ts';

const quiet = { logger: sdkLogger(createLog('fatal')) };
let directory: string;
let keptFile: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'relais-bundle-'));
  keptFile = join(directory, 'cache/workflows.js');
});
afterAll(() => rm(directory, { recursive: true }));

test('a bundle is made once, then read', async () => {
  const made = await loadWorkflowBundle({ keptFile, ...quiet });
  expect(made.isKept).toBe(true);
  expect(made.code).toContain('crmActionWorkflow');
  expect(await loadWorkflowBundle({ keptFile, ...quiet })).toEqual(made);
  const [head] = (await readFile(keptFile, 'utf8')).split('\n', 1);
  await writeFile(keptFile, `${head}\nas it was kept`);
  expect(await loadWorkflowBundle({ keptFile, ...quiet })).toMatchObject({
    code: 'as it was kept',
  });
});

test('a bundle of other sources, or one that was cut off, is made again', async () => {
  await mkdir(join(directory, 'cache'), { recursive: true });
  for (const text of ['// 0123abcd\nold', '// ']) {
    await writeFile(keptFile, text);
    expect((await loadWorkflowBundle({ keptFile, ...quiet })).code).toContain('crmActionWorkflow');
  }
});

test('a bundle that can not be kept is used all the same', async () => {
  const file = join(directory, 'file');
  await writeFile(file, '');
  const { code, isKept } = await loadWorkflowBundle({
    keptFile: join(file, 'workflows.js'),
    ...quiet,
  });
  expect(code).toContain('crmActionWorkflow');
  expect(isKept).toBe(false);
});
