/**
 * Goal: the run of a draft has it written, keeps its times and ends with it, whatever happens meanwhile. Method: the
 * real workflow on the time-skipping server, its activities replaced by fakes over one row; days pass in an instant.
 */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AutoReplyActivities } from '../../src/activities/auto-replies/activities.ts';
import type { AutoReplyDecision } from '../../src/activities/auto-replies/contract.ts';
import type { EndedStatus } from '../../src/domain/auto-replies/statuses.ts';
import { autoReplyWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import {
  autoReplyChangedSignal,
  autoReplyWorkflow,
  decideSignal,
} from '../../src/workflows/auto-replies.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';
import { until } from '../support/until.ts';

const HOUR_MS = 3_600_000;
const taskQueue = WORKFLOW_QUEUES.autoReplyWorkflow;

let environment: TestWorkflowEnvironment;
let workers: Worker[];
let runs: Promise<void>[];
/** The row. */
let status: EndedStatus | 'drafting' | 'waiting';
let expiresAtMs: number;
let reminderAtMs: number | null;
let recallCount: number;
let writeCount: number;
let failures: number;
let looks: number;
let lookedAtMs: number;
let decisions: AutoReplyDecision[];

const activities: AutoReplyActivities = {
  lookAtAutoReply: async () => {
    looks += 1;
    const nowMs = await environment.currentTimeMs();
    lookedAtMs = nowMs;
    if (status === 'drafting') return { kind: 'draft' };
    if (status !== 'waiting') return { kind: 'ended', status };
    if (nowMs >= expiresAtMs) {
      status = 'expired';
      return { kind: 'ended', status };
    }
    if (reminderAtMs !== null && nowMs >= reminderAtMs) {
      recallCount += 1;
      reminderAtMs = null;
    }
    return { kind: 'wait', waitMs: (reminderAtMs ?? expiresAtMs) - nowMs };
  },
  writeAutoReply: () => {
    writeCount += 1;
    if (failures > 0) {
      failures -= 1;
      return Promise.reject(new Error('the model is busy'));
    }
    if (status === 'drafting') status = 'waiting';
    return Promise.resolve();
  },
  decideAutoReply: ({ decision }) => {
    decisions.push(decision);
    if (status === 'waiting') status = decision.kind === 'approve' ? 'accepted' : 'rejected';
    return Promise.resolve({ outcome: 'carried out' });
  },
};

beforeAll(async () => {
  environment = await startTimeSkippingServer();
  const workflowBundle = await testWorkflowBundle();
  const connection = environment.nativeConnection;
  workers = [
    await Worker.create({ connection, taskQueue, workflowBundle, activities }),
    await Worker.create({ connection, taskQueue: 'ai', activities }),
  ];
  runs = workers.map((worker) => worker.run());
});
afterAll(async () => {
  for (const worker of workers) worker.shutdown();
  await Promise.all(runs);
  await environment.teardown();
});

let count = 0;
beforeEach(async () => {
  count += 1;
  status = 'drafting';
  expiresAtMs = (await environment.currentTimeMs()) + 24 * HOUR_MS;
  reminderAtMs = null;
  recallCount = 0;
  writeCount = 0;
  failures = 0;
  looks = 0;
  lookedAtMs = 0;
  decisions = [];
});

const start = () => {
  const autoReplyId = `0198c0de-0000-7000-8000-${String(count).padStart(12, '0')}`;
  return environment.client.workflow.start(autoReplyWorkflow, {
    workflowId: autoReplyWorkflowId(autoReplyId),
    taskQueue,
    args: [{ companyId: 1, autoReplyId }],
  });
};
const waiting = () => until('the draft waits', () => status === 'waiting' && looks > 1);

test('a draft that nobody decides about ends when it expires', async () => {
  expect(await (await start()).result()).toEqual({ status: 'expired' });
  expect(lookedAtMs).toBeGreaterThanOrEqual(expiresAtMs);
});

test('it is recalled once before', async () => {
  reminderAtMs = expiresAtMs - HOUR_MS;
  await (await start()).result();
  expect(recallCount).toBe(1);
});

test('a decision ends the run at once', async () => {
  const handle = await start();
  await waiting();
  status = 'accepted';
  await handle.signal(autoReplyChangedSignal);
  expect(await handle.result()).toEqual({ status: 'accepted' });
  expect(lookedAtMs).toBeLessThan(expiresAtMs);
});

test('a lost signal costs time, not truth', async () => {
  const handle = await start();
  await waiting();
  status = 'superseded';
  expect(await handle.result()).toEqual({ status: 'superseded' });
});

test('a model that fails is asked again until it answers', async () => {
  failures = 5;
  expect(await (await start()).result()).toEqual({ status: 'expired' });
  expect(writeCount).toBe(6);
});

test('another version that a person asks for is written by the same run', async () => {
  const handle = await start();
  await waiting();
  status = 'drafting';
  await handle.signal(autoReplyChangedSignal);
  await until('the next version is written', () => writeCount === 2 && status === 'waiting');
  status = 'accepted';
  await handle.signal(autoReplyChangedSignal);
  expect(await handle.result()).toEqual({ status: 'accepted' });
});

test('a decision that an operator signals is judged once', async () => {
  const handle = await start();
  await waiting();
  const decision: AutoReplyDecision = { kind: 'approve', userId: 7, contentHash: 'abc' };
  await handle.signal(decideSignal, decision);
  expect(await handle.result()).toEqual({ status: 'accepted' });
  expect(decisions).toEqual([decision]);
});
