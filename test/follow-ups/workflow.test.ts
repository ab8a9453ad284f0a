/**
 * Goal: the run of a follow-up keeps the exact time, whatever happens meanwhile. Method: the real workflow on the
 * time-skipping server, its activity replaced by a fake over one row; months pass in an instant.
 */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FollowUpActivities, FollowUpLook } from '../../src/activities/follow-ups.ts';
import { followUpWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import { followUpChangedSignal, followUpWorkflow } from '../../src/workflows/follow-ups.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';
import { until } from '../support/until.ts';

const DAY_MS = 86_400_000;
const taskQueue = WORKFLOW_QUEUES.followUpWorkflow;

let environment: TestWorkflowEnvironment;
let worker: Worker;
let run: Promise<void>;
let dueAtMs: number;
let isCancelled: boolean;
/** How much the clock of the database is behind that of Temporal. */
let lagMs: number;
let looks: number[];

const activities: FollowUpActivities = {
  lookAtFollowUp: async (): Promise<FollowUpLook> => {
    const nowMs = await environment.currentTimeMs();
    looks.push(nowMs);
    if (isCancelled) return { kind: 'ended', status: 'cancelled' };
    return dueAtMs > nowMs - lagMs
      ? { kind: 'waiting', dueAt: new Date(dueAtMs).toISOString() }
      : { kind: 'ended', status: 'due' };
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
beforeEach(async () => {
  count += 1;
  looks = [];
  isCancelled = false;
  lagMs = 0;
  dueAtMs = (await environment.currentTimeMs()) + 3 * DAY_MS;
});

const start = () =>
  environment.client.workflow.start(followUpWorkflow, {
    workflowId: followUpWorkflowId(count),
    taskQueue,
    args: [{ companyId: 1, followUpId: count }],
  });
const looked = () => until('the run has looked', () => looks.length > 0);

test('a follow-up falls due at its time', async () => {
  expect(await (await start()).result()).toEqual({ kind: 'ended', status: 'due' });
  expect(looks).toHaveLength(2);
  expect(looks[1]).toBeGreaterThanOrEqual(dueAtMs);
  expect((looks[1] ?? 0) - dueAtMs).toBeLessThan(60_000);
});

test('a follow-up a year away is looked at once a month', async () => {
  dueAtMs += 365 * DAY_MS;
  expect(await (await start()).result()).toEqual({ kind: 'ended', status: 'due' });
  expect(looks.length).toBeLessThan(16);
  expect(looks.at(-1)).toBeGreaterThanOrEqual(dueAtMs);
});

test('an earlier time is kept, not the first one', async () => {
  const handle = await start();
  await looked();
  dueAtMs -= 2 * DAY_MS;
  await handle.signal(followUpChangedSignal);
  expect(await handle.result()).toEqual({ kind: 'ended', status: 'due' });
  expect((looks.at(-1) ?? 0) - dueAtMs).toBeLessThan(60_000);
});

test('a cancelled follow-up ends its run before its time', async () => {
  const handle = await start();
  await looked();
  isCancelled = true;
  await handle.signal(followUpChangedSignal);
  expect(await handle.result()).toEqual({ kind: 'ended', status: 'cancelled' });
  expect(looks.at(-1)).toBeLessThan(dueAtMs);
});

test('a lost signal costs no truth: the run finds the cancelled row at its time', async () => {
  const handle = await start();
  await looked();
  isCancelled = true;
  expect(await handle.result()).toEqual({ kind: 'ended', status: 'cancelled' });
});

test('a database whose clock is behind is asked again', async () => {
  lagMs = 2_000;
  expect(await (await start()).result()).toEqual({ kind: 'ended', status: 'due' });
  expect(looks.length).toBeLessThan(15);
});
