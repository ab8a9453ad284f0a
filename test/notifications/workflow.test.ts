/**
 * Goal: a user gets one mail per ten minutes at most, with what was gathered meanwhile. Method: the real
 * workflow on the time-skipping server, its activities replaced by fakes of their type.
 */
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { NotificationActivities } from '../../src/activities/notifications.ts';
import { notificationMailWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import {
  mailNotificationsWorkflow,
  notificationToMailSignal,
} from '../../src/workflows/notifications.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';
import { until } from '../support/until.ts';

const MINUTE_MS = 60_000;
const taskQueue = WORKFLOW_QUEUES.mailNotificationsWorkflow;

let environment: TestWorkflowEnvironment;
let worker: Worker;
let run: Promise<void>;
let sentAt: number[];
let givenUpCount: number;
let gathered: number;
/** How many times something waits. */
let waitingCount: number;
let onSend: () => Promise<void>;

const activities: NotificationActivities = {
  gatherNotificationMail: ({ mailId }) => {
    gathered += 1;
    waitingCount -= 1;
    return Promise.resolve(waitingCount < 0 ? { kind: 'nothing' } : { kind: 'mail', mailId });
  },
  sendNotificationMail: async () => {
    sentAt.push(await environment.currentTimeMs());
    await onSend();
    return { status: 'sent' };
  },
  giveUpNotificationMail: () => {
    givenUpCount += 1;
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
  sentAt = [];
  givenUpCount = 0;
  gathered = 0;
  waitingCount = 1;
  onSend = () => Promise.resolve();
});

let lastUser = 0;
const start = () => {
  lastUser += 1;
  return environment.client.workflow.signalWithStart(mailNotificationsWorkflow, {
    workflowId: notificationMailWorkflowId(lastUser),
    taskQueue,
    args: [{ companyId: 1, userId: lastUser }],
    signal: notificationToMailSignal,
  });
};

test('what comes within ten minutes is mailed once', async () => {
  const startedAt = await environment.currentTimeMs();
  const handle = await start();
  for (const _ of [1, 2, 3]) await handle.signal(notificationToMailSignal);
  await handle.result();
  expect(sentAt).toHaveLength(1);
  expect((sentAt[0] ?? 0) - startedAt).toBeGreaterThanOrEqual(10 * MINUTE_MS);
});

test('what comes while a mail is sent goes into the next one, ten minutes later', async () => {
  waitingCount = 2;
  const handle = await start();
  onSend = async () => {
    if (sentAt.length === 1) await handle.signal(notificationToMailSignal);
  };
  await handle.result();
  expect(sentAt).toHaveLength(2);
  expect((sentAt[1] ?? 0) - (sentAt[0] ?? 0)).toBeGreaterThanOrEqual(10 * MINUTE_MS);
});

test('no mail is sent if everything was read meanwhile', async () => {
  waitingCount = 0;
  await (await start()).result();
  expect({ gathered, sent: sentAt.length }).toEqual({ gathered: 1, sent: 0 });
});

test('a mail that can not be sent is given up, and the run ends', async () => {
  onSend = () => {
    throw ApplicationFailure.create({ message: 'internal', type: 'internal', nonRetryable: true });
  };
  await (await start()).result();
  expect(givenUpCount).toBe(1);
});

test('a run that is cancelled in Temporal gives the mail up', async () => {
  onSend = () => Promise.reject(new Error('later'));
  const handle = await start();
  await environment.sleep('11 minutes');
  await until('the first attempt was made', () => sentAt.length > 0);
  await handle.cancel();
  await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
  expect(givenUpCount).toBe(1);
});
