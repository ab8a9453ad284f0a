/**
 * Goal: the run of a company keeps the time for months, in parts, and looks again when something is due earlier.
 * Method: the real workflow on the time-skipping server, its activity replaced by a fake of its type.
 */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ReminderActivities, RemindersLook } from '../../src/activities/reminders.ts';
import { remindersWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import { remindersChangedSignal, remindersWorkflow } from '../../src/workflows/reminders.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';
import { until } from '../support/until.ts';

const DAY_MS = 86_400_000;
const taskQueue = WORKFLOW_QUEUES.remindersWorkflow;

let environment: TestWorkflowEnvironment;
let worker: Worker;
let run: Promise<void>;
let looks: number[];
let answer: (nowMs: number) => RemindersLook;

const activities: ReminderActivities = {
  lookAtCompanyReminders: async () => {
    const nowMs = await environment.currentTimeMs();
    looks.push(nowMs);
    return answer(nowMs);
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
  looks = [];
});

const start = () =>
  environment.client.workflow.start(remindersWorkflow, {
    workflowId: remindersWorkflowId(count),
    taskQueue,
    args: [{ companyId: count }],
  });

const inADay = (nowMs: number): RemindersLook => ({
  kind: 'waiting',
  until: new Date(nowMs + DAY_MS).toISOString(),
});

test('a year of days is kept, over several runs of one id', async () => {
  answer = (nowMs) => (looks.length > 365 ? { kind: 'ended' } : inADay(nowMs));
  await (await start()).result();
  expect(looks).toHaveLength(366);
  const days = ((looks.at(-1) ?? 0) - (looks[0] ?? 0)) / DAY_MS;
  expect(days).toBeGreaterThanOrEqual(365);
  expect(days).toBeLessThan(365.5);
});

test('what is due in parts is done without a wait', async () => {
  answer = (nowMs) =>
    looks.length < 4 ? { kind: 'more' } : looks.length === 4 ? inADay(nowMs) : { kind: 'ended' };
  await (await start()).result();
  expect(looks).toHaveLength(5);
  expect((looks[3] ?? 0) - (looks[0] ?? 0)).toBeLessThan(DAY_MS / 2);
});

test('a run that is told of a change looks at once', async () => {
  answer = (nowMs) => (looks.length > 1 ? { kind: 'ended' } : inADay(nowMs));
  const handle = await start();
  await until('the run has looked', () => looks.length > 0);
  await handle.signal(remindersChangedSignal);
  await handle.result();
  expect((looks[1] ?? 0) - (looks[0] ?? 0)).toBeLessThan(DAY_MS / 2);
});
