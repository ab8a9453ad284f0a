/**
 * Goal: a run reads until nothing is left, and two runs never wait for each other in vain. Method: the real
 * workflow on the time-skipping server, with fakes for the activity.
 */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SyncMailboxInput, SyncMailboxResult } from '../../src/activities/mailboxes/cycle.ts';
import { mailboxSyncWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import { emailSyncWorkflow, syncRequestedSignal } from '../../src/workflows/mailboxes.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';

const taskQueue = WORKFLOW_QUEUES.emailSyncWorkflow;
const READ: SyncMailboxResult = { status: 'read', isDone: true };
const MORE: SyncMailboxResult = { status: 'read', isDone: false };
const BUSY: SyncMailboxResult = { status: 'busy', isDone: true };

let environment: TestWorkflowEnvironment;
let worker: Worker;
let run: Promise<void>;
let calls: SyncMailboxInput[];
let results: SyncMailboxResult[];
let mailboxId = 0;

beforeAll(async () => {
  environment = await startTimeSkippingServer();
  worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowBundle: await testWorkflowBundle(),
    activities: {
      syncMailbox: (input: SyncMailboxInput) => {
        calls.push(input);
        return Promise.resolve(results.shift() ?? READ);
      },
    },
  });
  run = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await run;
  await environment.teardown();
});
beforeEach(() => {
  mailboxId += 1;
  calls = [];
  results = [];
});

const options = () => ({
  workflowId: mailboxSyncWorkflowId(mailboxId),
  taskQueue,
  args: [{ companyId: 1, mailboxId }] as [{ companyId: number; mailboxId: number }],
});
const scheduled = () => environment.client.workflow.execute(emailSyncWorkflow, options());
const asked = async () => {
  const handle = await environment.client.workflow.signalWithStart(emailSyncWorkflow, {
    ...options(),
    signal: syncRequestedSignal,
    signalArgs: [{ commandId: 1 }],
  });
  return handle.result();
};

test('a run without news calls the activity once', async () => {
  expect(await scheduled()).toEqual({ status: 'read' });
  expect(calls).toHaveLength(1);
});

test('a run calls again until nothing is left, as one holder of the lease', async () => {
  results = [MORE, MORE, READ];
  expect(await scheduled()).toEqual({ status: 'read' });
  expect(calls).toHaveLength(3);
  expect(new Set(calls.map(({ holder }) => holder)).size).toBe(1);
});

test('a scheduled run leaves a mailbox to the run that reads it', async () => {
  results = [BUSY, READ];
  expect(await scheduled()).toEqual({ status: 'busy' });
  expect(calls).toHaveLength(1);
});

test('a run that a person asked for waits until the mailbox is free', async () => {
  results = [BUSY, BUSY, READ];
  expect(await asked()).toEqual({ status: 'read' });
  expect(calls).toHaveLength(3);
});

test('it does not wait for ever', async () => {
  results = Array.from({ length: 100 }, () => BUSY);
  expect(await asked()).toEqual({ status: 'busy' });
});

test('a long backfill ends its run after some hours: the next scheduled one goes on', async () => {
  results = Array.from({ length: 300 }, () => MORE);
  expect(await scheduled()).toEqual({ status: 'read' });
  expect(calls).toHaveLength(200);
});
