/**
 * Goal: a run keeps the time of its deliveries, over 28 hours. Method: the real workflow on the time-skipping
 * server with the real activities on Postgres, whose clock is that of the server; days pass in an instant.
 */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DeliveryInput } from '../../src/activities/webhooks/batch.ts';
import { deliveryWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import { retryNowSignal, webhookDeliveryWorkflow } from '../../src/workflows/webhooks.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';
import { until } from '../support/until.ts';
import { ACCEPTED, answer, idsOf } from '../support/webhooks/receiver.ts';
import {
  deliveriesOf,
  emitLeads,
  insertWebhook,
  startWebhookWorld,
  type WebhookWorld,
} from '../support/webhooks/world.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const SCHEDULE_SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];
const BAD = answer(500);
const taskQueue = WORKFLOW_QUEUES.webhookDeliveryWorkflow;

let world: WebhookWorld;
let environment: TestWorkflowEnvironment;
let worker: Worker;
let run: Promise<void>;
/** When the receiver was called, by the server's clock. */
let calledAtMs: number[];
let onAttempt: (attempt: number) => Promise<void>;
let path = '';
let count = 0;

const setClock = async (): Promise<number> => {
  const nowMs = await environment.currentTimeMs();
  world.deps.clock = { now: () => new Date(nowMs) };
  return nowMs;
};

beforeAll(async () => {
  world = await startWebhookWorld();
  environment = await startTimeSkippingServer();
  // The activities read the clock of their deps when they are made.
  const clock = { now: () => world.deps.clock.now() };
  const activities = world.activitiesWith(clock);
  worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowBundle: await testWorkflowBundle(),
    activities: {
      attemptDeliveries: async (input: DeliveryInput) => {
        const nowMs = await setClock();
        const before = world.receiver.of(path).length;
        const result = await activities.attemptDeliveries(input);
        if (world.receiver.of(path).length > before) {
          calledAtMs.push(nowMs);
          await onAttempt(calledAtMs.length);
        }
        return result;
      },
      abandonDeliveries: (input: DeliveryInput) => activities.abandonDeliveries(input),
    },
  });
  run = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await run;
  await environment.teardown();
  await world.stop();
});
beforeEach(async () => {
  count += 1;
  path = `/${count}`;
  calledAtMs = [];
  onAttempt = () => Promise.resolve();
  await world.superuser`update webhooks set deleted_at = now() where deleted_at is null`;
  await insertWebhook(world, { url: `${world.receiver.url}${path}` });
  await setClock();
});

const start = async (eventIds: readonly string[]) =>
  environment.client.workflow.start(webhookDeliveryWorkflow, {
    workflowId: deliveryWorkflowId(eventIds[0] ?? ''),
    taskQueue,
    args: [{ companyId: world.company.id, eventIds }],
  });
/** The fan-out made it due by the clock of PostgreSQL. */
const emitDue = async (input: Parameters<typeof emitLeads>[1] = {}): Promise<string[]> => {
  const events = await emitLeads(world, input);
  await world.superuser`
    update webhook_deliveries set next_attempt_at = ${world.deps.clock.now()}
    where event_id = any(${events}::uuid[])
  `;
  return events;
};
const waitsSeconds = (): number[] =>
  calledAtMs.slice(1).map((at, index) => (at - (calledAtMs[index] ?? 0)) / 1000);

test('eight attempts in 28 hours, each within 20 % of its time', async () => {
  world.receiver.behave(path, BAD);
  const events = await emitDue();
  expect(await (await start(events)).result()).toEqual({ status: 'settled' });
  const waits = waitsSeconds();
  expect(waits).toHaveLength(SCHEDULE_SECONDS.length);
  for (const [index, seconds] of SCHEDULE_SECONDS.entries()) {
    expect(waits[index], `after attempt ${index + 1}`).toBeGreaterThanOrEqual(0.79 * seconds);
    expect(waits[index], `after attempt ${index + 1}`).toBeLessThanOrEqual(1.21 * seconds + 1);
  }
  expect(await deliveriesOf(world, events)).toMatchObject([
    { status: 'failed', outcome_code: 'attempts_exhausted', attempt_count: 8 },
  ]);
});

test('a hundred events of one run are each sent once', async () => {
  const events = await emitDue({ count: 100 });
  await (await start(events)).result();
  expect(idsOf(world.receiver.of(path)).toSorted()).toEqual(events.toSorted());
});

test('a retry by a user ends the wait, also for an event that the run did not have', async () => {
  world.receiver.behave(path, BAD);
  const [event = ''] = await emitDue();
  onAttempt = async (attempt) => {
    if (attempt === 1) world.receiver.behave(path, ACCEPTED);
    return Promise.resolve();
  };
  const handle = await start([event]);
  await until('the first attempt was made', () => calledAtMs.length > 0);
  const [other = ''] = await emitDue();
  for (const row of await deliveriesOf(world, [event, other])) {
    const url = `/api/webhooks/${row.webhook_id}/deliveries/${row.id}/retry`;
    await world.request(url, { method: 'POST', key: world.company.owner.key });
  }
  await handle.signal(retryNowSignal, { eventIds: [event, other] });
  await handle.result();
  expect(await deliveriesOf(world, [event, other])).toMatchObject([
    { status: 'succeeded' },
    { status: 'succeeded' },
  ]);
});

test('a run that is cancelled in Temporal ends its deliveries', async () => {
  world.receiver.behave(path, BAD);
  const events = await emitDue();
  const handle = await start(events);
  // Not during the attempt: the time-skipping server can't cancel an activity that completes meanwhile.
  await until('the run waits for the next attempt', async () =>
    (await handle.fetchHistory()).events?.some((event) => event.timerStartedEventAttributes),
  );
  await handle.cancel();
  expect(await handle.result()).toEqual({ status: 'cancelled' });
  expect(await deliveriesOf(world, events)).toMatchObject([
    { status: 'cancelled', outcome_code: 'run_cancelled' },
  ]);
});

test('a webhook that only fails is switched off after 120 hours, with one notice', async () => {
  world.receiver.behave(path, BAD);
  for (let hours = 0; hours <= 125; hours += 25) {
    await setClock();
    await (await start(await emitDue())).result();
  }
  const [webhook] = await world.superuser`
    select id, is_active, disabled_reason from webhooks where deleted_at is null
  `;
  expect(webhook).toMatchObject({ is_active: false, disabled_reason: 'failing' });
  const notices = await world.superuser`
    select code from notifications where subject_id = ${String(webhook?.['id'])}
  `;
  expect(notices).toEqual([{ code: 'webhook_disabled' }]);
  expect((calledAtMs.at(-1) ?? 0) - (calledAtMs[0] ?? 0)).toBeGreaterThanOrEqual(120 * HOUR_MS);
});
