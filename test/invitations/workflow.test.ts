/**
 * Goal: the workflow owns the time of an invitation's mail: when it is tried again and when it is given
 * up. Method: the real workflow on the time-skipping server, its activities replaced by fakes of their
 * type; days pass in an instant.
 */
import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { InvitationActivities } from '../../src/activities/invitations.ts';
import type { LinkMailResult } from '../../src/activities/shared/link-mails.ts';
import { invitationMailWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import { sendInvitationMailWorkflow } from '../../src/workflows/invitations.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';
import { until } from '../support/until.ts';

const HOUR_MS = 3_600_000;
const taskQueue = WORKFLOW_QUEUES.sendInvitationMailWorkflow;

let environment: TestWorkflowEnvironment;
let worker: Worker;
let run: Promise<void>;
let send: (attempt: number) => Promise<LinkMailResult>;
let sentAt: number[];
let givenUpAt: number[];

const activities: InvitationActivities = {
  sendInvitationMail: async () => {
    sentAt.push(await environment.currentTimeMs());
    return send(sentAt.length);
  },
  giveUpInvitationMail: async () => {
    givenUpAt.push(await environment.currentTimeMs());
    return { status: 'failed' };
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
  givenUpAt = [];
  send = () => Promise.resolve({ status: 'sent' });
});

const later = (): never => {
  throw ApplicationFailure.create({ message: 'mail_temporary', type: 'mail_temporary' });
};

const start = () => {
  const issueId = randomUUID();
  return environment.client.workflow.start(sendInvitationMailWorkflow, {
    workflowId: invitationMailWorkflowId(2, issueId),
    taskQueue,
    args: [{ companyId: 1, userId: 2, issueId }],
  });
};

test.each(['sent', 'failed', 'uncertain', 'obsolete'] as const)(
  'a mail that ends as %s is not tried again',
  async (status) => {
    send = () => Promise.resolve({ status });
    expect(await (await start()).result()).toEqual({ status });
    expect(sentAt).toHaveLength(1);
    expect(givenUpAt).toEqual([]);
  },
);

test('a mail that the server wants later is tried again, at most an hour apart', async () => {
  send = (attempt) => (attempt < 13 ? later() : Promise.resolve({ status: 'sent' }));
  expect(await (await start()).result()).toEqual({ status: 'sent' });
  expect(sentAt).toHaveLength(13);
  const pausesMs = sentAt.slice(1).map((at, index) => at - (sentAt[index] ?? 0));
  expect(Math.max(...pausesMs)).toBeLessThan(1.1 * HOUR_MS);
  expect(givenUpAt).toEqual([]);
});

test('a mail that the server never takes is given up after two days', async () => {
  send = later;
  const startedAt = await environment.currentTimeMs();
  expect(await (await start()).result()).toEqual({ status: 'failed' });
  expect(givenUpAt).toHaveLength(1);
  const afterMs = (givenUpAt[0] ?? 0) - startedAt;
  expect(afterMs).toBeGreaterThan(46 * HOUR_MS);
  expect(afterMs).toBeLessThan(49 * HOUR_MS);
});

test('a run that is cancelled in Temporal gives the mail up', async () => {
  send = later;
  const handle = await start();
  await until('the first attempt was made', () => sentAt.length > 0);
  await handle.cancel();
  expect(await handle.result()).toEqual({ status: 'failed' });
  expect(givenUpAt).toHaveLength(1);
});
