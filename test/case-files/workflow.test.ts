/**
 * Goal: a file is scanned and then read, through outages of days, and a run that can't go on ends what waits. Method: the
 * real workflow on the time-skipping server, its activities replaced by fakes; days pass in an instant.
 */
import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CaseFileActivities } from '../../src/activities/case-files.ts';
import type { ScanState } from '../../src/domain/case-files/states.ts';
import { caseFileWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import { caseFileWorkflow } from '../../src/workflows/case-files.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';
import { until } from '../support/until.ts';

const taskQueue = WORKFLOW_QUEUES.caseFileWorkflow;

let environment: TestWorkflowEnvironment;
let worker: Worker;
let run: Promise<void>;
let scanned: ScanState | 'gone';
let outages: { scan: number; read: number };
/** Calls that get no turn, from the first one on. */
let waits: { scan: number; read: number };
let readsBeforeWaits: number;
let calls: { scan: number; read: number; giveUp: number };

const away = () => Promise.reject(ApplicationFailure.retryable('it is away', 'unavailable'));

const noTurn = () =>
  Promise.resolve({ hasNoTurn: true as const, failedCount: activityInfo().attempt - 1 });

const activities: CaseFileActivities = {
  scanCaseFile: () => {
    if (waits.scan > 0) {
      waits.scan -= 1;
      return noTurn();
    }
    calls.scan += 1;
    return calls.scan <= outages.scan
      ? away()
      : Promise.resolve({ scanState: scanned, textState: 'pending' });
  },
  readCaseFileText: () => {
    if (waits.read > 0 && calls.read >= readsBeforeWaits) {
      waits.read -= 1;
      return noTurn();
    }
    calls.read += 1;
    return calls.read <= outages.read
      ? away()
      : Promise.resolve({ scanState: scanned, textState: 'done' });
  },
  giveUpCaseFile: () => {
    calls.giveUp += 1;
    return Promise.resolve({ scanState: 'failed', textState: 'none' });
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
  scanned = 'clean';
  outages = { scan: 0, read: 0 };
  waits = { scan: 0, read: 0 };
  readsBeforeWaits = 0;
  calls = { scan: 0, read: 0, giveUp: 0 };
});

const start = () =>
  environment.client.workflow.start(caseFileWorkflow, {
    workflowId: caseFileWorkflowId(count),
    taskQueue,
    args: [{ companyId: 1, fileId: count }],
  });

test.each(['clean', 'not_scanned'] as const)('a file that is %s is read', async (state) => {
  scanned = state;
  expect(await (await start()).result()).toEqual({ scanState: state, textState: 'done' });
  expect(calls).toEqual({ scan: 1, read: 1, giveUp: 0 });
});

test.each(['infected', 'failed', 'gone'] as const)(
  'a file that is %s is not read',
  async (state) => {
    scanned = state;
    expect(await (await start()).result()).toMatchObject({ scanState: state });
    expect(calls).toEqual({ scan: 1, read: 0, giveUp: 0 });
  },
);

test('a scanner that is away for two days is asked again', async () => {
  outages.scan = 580;
  expect(await (await start()).result()).toEqual({ scanState: 'clean', textState: 'done' });
  expect(calls).toEqual({ scan: 581, read: 1, giveUp: 0 });
});

test('a scanner that is away for ever leaves the file in quarantine', async () => {
  outages.scan = Infinity;
  expect(await (await start()).result()).toEqual({ scanState: 'failed', textState: 'none' });
  expect(calls).toEqual({ scan: 900, read: 0, giveUp: 1 });
});

test('a file that ends its worker each time it is read is given up', async () => {
  outages.read = Infinity;
  await (await start()).result();
  expect(calls).toEqual({ scan: 1, read: 20, giveUp: 1 });
});

test('a file that waits for its turn at each step is scanned and read', async () => {
  waits = { scan: 30, read: 30 };
  expect(await (await start()).result()).toEqual({ scanState: 'clean', textState: 'done' });
  expect(calls).toEqual({ scan: 1, read: 1, giveUp: 0 });
});

test('a file that waits for days goes on in another run, and keeps all of its attempts', async () => {
  waits = { scan: 1_000, read: 1_000 };
  outages = { scan: 100, read: 19 };
  const handle = await start();
  const { firstExecutionRunId } = handle;
  expect(await handle.result()).toEqual({ scanState: 'clean', textState: 'done' });
  const { runId } = await environment.client.workflow
    .getHandle(caseFileWorkflowId(count))
    .describe();
  expect(runId).not.toBe(firstExecutionRunId);
  expect(waits).toEqual({ scan: 0, read: 0 });
  // The next run asks once more for the scan, which is settled.
  expect(calls).toMatchObject({ read: 20, giveUp: 0 });
});

test('a wait for a turn gives a file no further attempts', async () => {
  outages.read = Infinity;
  waits.read = 5;
  readsBeforeWaits = 12;
  await (await start()).result();
  expect(calls).toEqual({ scan: 1, read: 20, giveUp: 1 });
});

test('a run that is cancelled in Temporal ends what waits', async () => {
  outages.scan = Infinity;
  const handle = await start();
  await until('the scanner was asked', () => calls.scan > 0);
  await handle.cancel();
  expect(await handle.result()).toEqual({ scanState: 'failed', textState: 'none' });
  expect(calls.giveUp).toBe(1);
});
