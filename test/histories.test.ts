/**
 * Goal: a run that released code has started can be continued by this code. Method: every history
 * recorded in test/histories/ is replayed through the workflows as they are now.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import * as workflows from '../src/workflows/index.ts';
import { quietRuntime, testWorkflowBundle } from './support/temporal.ts';

const DIRECTORY = join(import.meta.dirname, 'histories');
const files = readdirSync(DIRECTORY).filter((name) => name.endsWith('.json'));
const read = (name: string): string => readFileSync(join(DIRECTORY, name), 'utf8');

let workflowBundle: WorkflowBundle;
beforeAll(async () => {
  quietRuntime();
  workflowBundle = await testWorkflowBundle();
});

const replay = (text: string): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle }, JSON.parse(text));

const HistoryFile = z.object({
  events: z.array(
    z.looseObject({
      workflowExecutionStartedEventAttributes: z
        .object({ workflowType: z.object({ name: z.string() }) })
        .optional(),
    }),
  ),
});

test.each(files)("%s is replayed by today's workflows", async (name) => {
  await replay(read(name));
});

test('each workflow has histories', () => {
  const recorded = files.map(
    (name) =>
      HistoryFile.parse(JSON.parse(read(name))).events[0]?.workflowExecutionStartedEventAttributes
        ?.workflowType.name,
  );
  expect(
    new Set(recorded),
    'add a recording to test/support/record-histories.ts, then run it with its name (its header says how)',
  ).toEqual(new Set(Object.keys(workflows)));
});

test.each([
  ['another activity', '"endAction"', '"closeAction"'],
  ['another order', 'core_local_activity', 'core_patch'],
])('an invented history of %s does not replay', async (_, found, wanted) => {
  const [name] = files.filter((file) => read(file).includes(found));
  await expect(replay(read(name ?? '').replaceAll(found, wanted))).rejects.toThrow();
});

test.each(files)('%s names no machine', (name) => {
  expect(read(name)).not.toMatch(/"identity": ?"(?!recorder")|file:|node_modules/);
});
