/**
 * Goal: the run of a reply keeps the time: it waits as long as the activity says, wakes when a person decides, files
 * the copy, and ends. Method: the real workflow on the time-skipping server, its activities replaced by fakes.
 */
import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ReplyActivities } from '../../src/activities/replies/activities.ts';
import type { AttemptResult } from '../../src/activities/replies/contract.ts';
import { replyWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import {
  replyCancelledSignal,
  replyDueSignal,
  sendReplyWorkflow,
} from '../../src/workflows/replies.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';
import { until } from '../support/until.ts';

const taskQueue = WORKFLOW_QUEUES.sendReplyWorkflow;

let environment: TestWorkflowEnvironment;
let worker: Worker;
let run: Promise<void>;
let attempt: (count: number) => AttemptResult;
let copy: () => Promise<{ outcome: string }>;
let attemptedAt: number[];
let copyCount: number;
let abandonCount: number;

const activities: ReplyActivities = {
  attemptReply: async () => {
    attemptedAt.push(await environment.currentTimeMs());
    return attempt(attemptedAt.length);
  },
  fileSentCopy: () => {
    copyCount += 1;
    return copy();
  },
  abandonReply: () => {
    abandonCount += 1;
    return Promise.resolve({ status: 'failed' });
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
beforeEach(() => {
  attemptedAt = [];
  copyCount = 0;
  abandonCount = 0;
  attempt = () => ({ kind: 'ended', status: 'sent' });
  copy = () => Promise.resolve({ outcome: 'stored' });
});

const start = () => {
  const messageUuid = randomUUID();
  return environment.client.workflow.start(sendReplyWorkflow, {
    workflowId: replyWorkflowId(messageUuid),
    taskQueue,
    args: [{ companyId: 1, messageUuid }],
  });
};

const waitThen = (waitMs: number, status: 'sent' | 'cancelled' | 'failed') => (count: number) =>
  count === 1 ? ({ kind: 'wait', waitMs } as const) : ({ kind: 'ended', status } as const);

test('a reply is attempted when the time to undo it has passed, and its copy is filed once', async () => {
  attempt = waitThen(10_000, 'sent');
  expect(await (await start()).result()).toEqual({ status: 'sent' });
  const [first = 0, second = 0] = attemptedAt;
  expect(second - first).toBeGreaterThanOrEqual(10_000);
  expect(copyCount).toBe(1);
});

test.each(['failed', 'cancelled', 'uncertain'] as const)(
  'a reply that is %s has no copy in the Sent folder',
  async (status) => {
    attempt = () => ({ kind: 'ended', status });
    expect(await (await start()).result()).toEqual({ status });
    expect(attemptedAt).toHaveLength(1);
    expect(copyCount).toBe(0);
  },
);

test('a copy that can not be filed is no failure of the reply', async () => {
  copy = () => {
    throw ApplicationFailure.create({ message: 'unavailable', type: 'unavailable' });
  };
  expect(await (await start()).result()).toEqual({ status: 'sent' });
  expect(copyCount).toBeGreaterThan(1);
});

test.each([
  ['cancelled', replyCancelledSignal, 'cancelled'],
  ['tried again now', replyDueSignal, 'sent'],
] as const)(
  'a reply that a person wants %s does not wait for its next attempt',
  async (_, signal, status) => {
    attempt = waitThen(365 * 24 * 3_600_000, status);
    const handle = await start();
    await until('it waits', () => attemptedAt.length === 1);
    await handle.signal(signal);
    await until('it looks again', () => attemptedAt.length > 1);
    expect(await handle.result()).toEqual({ status });
  },
);

test('a run that is cancelled in Temporal ends its reply', async () => {
  attempt = () => ({ kind: 'wait', waitMs: 365 * 24 * 3_600_000 });
  const handle = await start();
  // A run that ends while its activity runs stops the clock of the server.
  await until('it waits', async () =>
    (await handle.fetchHistory()).events?.some((event) => event.timerStartedEventAttributes),
  );
  await handle.cancel();
  expect(await handle.result()).toEqual({ status: 'failed' });
  expect(abandonCount).toBe(1);
});
