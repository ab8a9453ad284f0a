/**
 * Goal: each section of an analysis is retried by itself, and the analysis ends whatever happens to one of them.
 * Method: the real workflow on the time-skipping server with fakes of its activities; hours pass in an instant.
 */
import { ApplicationFailure } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CaseAnalysisActivities } from '../../src/activities/case-analyses.ts';
import { ANALYSIS_SECTIONS, type AnalysisSection } from '../../src/domain/case-analyses/kinds.ts';
import { caseAnalysisWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import {
  caseAnalysisEndedSignal,
  caseAnalysisWorkflow,
} from '../../src/workflows/case-analyses.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';
import { until } from '../support/until.ts';

let environment: TestWorkflowEnvironment;
let workers: Worker[];
let runs: Promise<void>[];

let gather: () => Promise<{ isRunning: boolean }>;
let write: (section: AnalysisSection, attempt: number) => Promise<void>;
let written: AnalysisSection[];
let settledAt: number[];

const activities: CaseAnalysisActivities = {
  gatherCase: () => gather(),
  writeCaseSection: async ({ section }) => {
    written.push(section);
    await write(section, written.filter((one) => one === section).length);
  },
  settleCaseAnalysis: async () => {
    settledAt.push(await environment.currentTimeMs());
    return { status: 'succeeded' };
  },
};

beforeAll(async () => {
  environment = await startTimeSkippingServer();
  const connection = environment.nativeConnection;
  workers = [
    await Worker.create({
      connection,
      taskQueue: WORKFLOW_QUEUES.caseAnalysisWorkflow,
      workflowBundle: await testWorkflowBundle(),
      activities,
    }),
    await Worker.create({ connection, taskQueue: 'analysis', activities }),
  ];
  runs = workers.map((worker) => worker.run());
});
afterAll(async () => {
  for (const worker of workers) worker.shutdown();
  await Promise.all(runs);
  await environment.teardown();
});

let count = 0;
beforeEach(() => {
  count += 1;
  written = [];
  settledAt = [];
  gather = () => Promise.resolve({ isRunning: true });
  write = () => Promise.resolve();
});

const start = () =>
  environment.client.workflow.start(caseAnalysisWorkflow, {
    workflowId: caseAnalysisWorkflowId(count, 1),
    taskQueue: WORKFLOW_QUEUES.caseAnalysisWorkflow,
    args: [{ companyId: 1, analysisId: '0198c0de-7a11-7a11-8a11-0198c0de7a11' }],
  });
const unavailable = (): never => {
  throw ApplicationFailure.create({ message: 'ai_unavailable', type: 'ai_unavailable' });
};
/** Until it is told to stop. */
const hang = (): Promise<never> => {
  const beat = setInterval(() => Context.current().heartbeat(), 200);
  return Context.current().cancelled.finally(() => {
    clearInterval(beat);
  });
};

test('each section is written once', async () => {
  expect(await (await start()).result()).toEqual({ status: 'succeeded' });
  expect(written.toSorted()).toEqual([...ANALYSIS_SECTIONS].toSorted());
  expect(settledAt).toHaveLength(1);
});

test('a section whose model is away is tried again, the others are not', async () => {
  write = (section, attempt) =>
    section === 'risk' && attempt < 6 ? Promise.resolve().then(unavailable) : Promise.resolve();
  await (await start()).result();
  expect(written.filter((section) => section === 'risk')).toHaveLength(6);
  expect(written).toHaveLength(10);
});

test('a section that never comes is given up within hours, and the analysis ends', async () => {
  write = (section) =>
    section === 'risk' ? Promise.resolve().then(unavailable) : Promise.resolve();
  const startedAt = await environment.currentTimeMs();
  await (await start()).result();
  expect(settledAt).toHaveLength(1);
  expect((settledAt[0] ?? 0) - startedAt).toBeLessThan(4 * 3_600_000);
});

test('a case that can not be read ends the analysis without a section', async () => {
  gather = () => Promise.resolve().then(unavailable);
  await (await start()).result();
  expect(written).toEqual([]);
  expect(settledAt).toHaveLength(1);
});

test('an analysis that has ended before it began has no section written', async () => {
  gather = () => Promise.resolve({ isRunning: false });
  await (await start()).result();
  expect(written).toEqual([]);
});

test.each([
  [
    'a person who ends it',
    (handle: Awaited<ReturnType<typeof start>>) => handle.signal(caseAnalysisEndedSignal),
  ],
  [
    'an operator who cancels the run in Temporal',
    (handle: Awaited<ReturnType<typeof start>>) => handle.cancel(),
  ],
])('%s stops what is written now', async (_, end) => {
  write = (section) => (section === 'risk' ? hang() : Promise.resolve());
  const handle = await start();
  await until('the section is begun', () => written.includes('risk'));
  await end(handle);
  expect(await handle.result()).toEqual({ status: 'succeeded' });
  expect(settledAt).toHaveLength(1);
});
