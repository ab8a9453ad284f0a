/**
 * Goal: an import of documents goes on until the last one, through outages, and a run that can't go on ends it. Method:
 * the real workflow on the time-skipping server, its activities replaced by fakes; hours pass in an instant.
 */
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { KnowledgeActivities } from '../../src/activities/knowledge.ts';
import { knowledgeImportWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import { importKnowledgeWorkflow } from '../../src/workflows/knowledge.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';
import { until } from '../support/until.ts';

const taskQueue = WORKFLOW_QUEUES.importKnowledgeWorkflow;

let environment: TestWorkflowEnvironment;
let worker: Worker;
let run: Promise<void>;
let documentCount: number;
let settledCount: number;
let outages: number;
/** Calls that get no turn. */
let waits: number;
let calls: number;
let failed: number;

const activities: KnowledgeActivities = {
  importKnowledgeDocument: () => {
    if (waits > 0) {
      waits -= 1;
      return Promise.resolve({ hasNoTurn: true, failedCount: 0 });
    }
    calls += 1;
    if (outages > 0) {
      outages -= 1;
      return Promise.reject(ApplicationFailure.retryable('the database is down', 'unavailable'));
    }
    settledCount += 1;
    const isDone = settledCount === documentCount;
    const status = isDone ? ('succeeded' as const) : ('running' as const);
    return Promise.resolve({ status, isDone, settledCount, documentCount });
  },
  failKnowledgeImport: () => {
    failed += 1;
    return Promise.resolve({ status: 'failed', isDone: true, settledCount, documentCount });
  },
};

beforeAll(async () => {
  environment = await startTimeSkippingServer();
  worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowBundle: await testWorkflowBundle(),
    activities,
  });
  run = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await run;
  await environment.teardown();
});

let count = 0;
beforeEach(() => {
  count += 1;
  documentCount = 3;
  settledCount = 0;
  outages = 0;
  waits = 0;
  calls = 0;
  failed = 0;
});

const start = () =>
  environment.client.workflow.start(importKnowledgeWorkflow, {
    workflowId: knowledgeImportWorkflowId(String(count)),
    taskQueue,
    args: [{ companyId: 1, importId: String(count) }],
  });

test('all documents are read, also after an outage of an hour', async () => {
  outages = 50;
  expect(await (await start()).result()).toMatchObject({ status: 'succeeded', settledCount: 3 });
  expect({ calls, failed }).toEqual({ calls: 53, failed: 0 });
});

test('an import whose document ends its worker each time fails in the end', async () => {
  outages = Infinity;
  expect(await (await start()).result()).toMatchObject({ status: 'failed' });
  expect({ calls, failed }).toEqual({ calls: 100, failed: 1 });
});

test('an import that waits long for its turn goes on in another run', async () => {
  waits = 1_000;
  expect(await (await start()).result()).toMatchObject({ status: 'succeeded', settledCount: 3 });
  expect({ calls, failed, waits }).toEqual({ calls: 3, failed: 0, waits: 0 });
});

test('a run that is cancelled in Temporal ends its import', async () => {
  outages = Infinity;
  const handle = await start();
  await until('the first document was tried', () => calls > 0);
  await handle.cancel();
  expect(await handle.result()).toMatchObject({ status: 'failed' });
  expect(failed).toBe(1);
});

test('an import that says it is never done is ended', async () => {
  documentCount = Infinity;
  expect(await (await start()).result()).toMatchObject({ status: 'failed' });
  expect({ calls, failed }).toEqual({ calls: 100, failed: 1 });
});
