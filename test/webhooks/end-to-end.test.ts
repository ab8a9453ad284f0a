/**
 * Goal: an event that is committed reaches its webhooks through relay and worker, whatever dies in between.
 * Method: the whole system on a real Temporal; `sweep` stands for the reconciler's timer.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';
import { createReconciler, type Reconciler } from '../../src/background/reconciler.ts';
import { deliveryWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import { inCompany } from '../../src/platform/database.ts';
import { createTemporalClient, listRuns } from '../../src/platform/temporal.ts';
import { reopenDeliveries } from '../../src/services/webhooks/reopen.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { answer, HANG, idsOf, startReceiver, type Receiver } from '../support/webhooks/receiver.ts';
import { deliveriesOf, emitLeads, insertWebhook } from '../support/webhooks/world.ts';

let n8n: FakeN8n;
let receiver: Receiver;
let stack: TestStack;
let client: ReturnType<typeof createTemporalClient>;
let reconciler: Reconciler;
let path = '';
let count = 0;

beforeAll(async () => {
  n8n = await startFakeN8n();
  receiver = await startReceiver();
  stack = await startTestStack({ n8n, taskQueue: 'webhooks' });
  client = createTemporalClient(stack.deps.config);
  reconciler = createReconciler({
    ...stack.deps,
    temporal: client,
    announce: (committed) => stack.deps.announce(committed),
    quietSeconds: 0,
  });
});
afterAll(async () => {
  await client.connection.close();
  await stack.stop();
  await receiver.stop();
  await n8n.stop();
});
beforeEach(async () => {
  count += 1;
  path = `/${count}`;
  await stack.superuser`update webhooks set deleted_at = now() where deleted_at is null`;
  await insertWebhook(stack, { url: `${receiver.url}${path}` });
});

const runsOf = async (events: readonly string[]): Promise<number> => {
  const ids = new Set(events.map(deliveryWorkflowId));
  let found = 0;
  for await (const run of listRuns(client, {
    name: 'webhookDeliveryWorkflow',
    since: null,
    limit: 1_000,
  })) {
    if (ids.has(run.workflowId)) found += 1;
  }
  return found;
};
const untilDelivered = (events: readonly string[]) =>
  until('every event is delivered', async () =>
    (await deliveriesOf(stack, events)).every((row) => row.status === 'succeeded'),
  );
const idsReceived = () => idsOf(receiver.of(path));

test('an event is delivered soon after its commit', async () => {
  const events = await emitLeads(stack);
  await untilDelivered(events);
  expect(idsReceived()).toEqual(events);
  await until(
    'its command is done',
    async () => (await stack.superuser`select from commands`).length === 0,
  );
});

test('events that wait together are delivered by one run, each once', async () => {
  await stack.stopRelay();
  const events = await emitLeads(stack, { count: 60 });
  stack.startRelay();
  await untilDelivered(events);
  expect(idsReceived().toSorted()).toEqual(events.toSorted());
  await expect.poll(() => runsOf(events)).toBe(1);
});

test('no event is lost if a relay that died had started a smaller run of the first one', async () => {
  await stack.stopRelay();
  const [first = '', ...others] = await emitLeads(stack, { count: 5 });
  await client.workflow.start('webhookDeliveryWorkflow', {
    workflowId: deliveryWorkflowId(first),
    taskQueue: WORKFLOW_QUEUES.webhookDeliveryWorkflow,
    args: [{ companyId: stack.company.id, eventIds: [first] }],
  });
  stack.startRelay();
  await untilDelivered([first, ...others]);
  expect(idsReceived().toSorted()).toEqual([first, ...others].toSorted());
});

test('an event whose command was lost gets a run from the reconciler', async () => {
  await stack.stopRelay();
  const events = await emitLeads(stack);
  await stack.superuser`delete from commands`;
  await Promise.all([reconciler.sweep(), reconciler.sweep()]);
  expect(await stack.superuser`select from commands`).toHaveLength(1);
  stack.startRelay();
  await untilDelivered(events);
  expect(idsReceived()).toEqual(events);
});

test('an event whose run was terminated is delivered by a new one; one with a run is left alone', async () => {
  receiver.behave(path, answer(500));
  const events = await emitLeads(stack);
  await until('the first attempt was made', () => receiver.of(path).length > 0);
  await until(
    'it is recorded',
    async () => (await deliveriesOf(stack, events))[0]?.attempt_count === 1,
  );
  receiver.behave(path, answer(204));
  const overdue = () => stack.superuser`
    update webhook_deliveries set next_attempt_at = now() where event_id = ${events[0] ?? ''}
  `;
  await overdue();
  await reconciler.sweep();
  expect(await stack.superuser`select from commands`).toHaveLength(0);
  await client.workflow.getHandle(deliveryWorkflowId(events[0] ?? '')).terminate('by hand');
  await overdue();
  await reconciler.sweep();
  await untilDelivered(events);
  expect(receiver.of(path)).toHaveLength(2);
});

test('a run that is cancelled in Temporal during an attempt ends its deliveries', async () => {
  receiver.behave(path, HANG);
  const events = await emitLeads(stack);
  await until('the attempt is under way', () => receiver.of(path).length > 0);
  const run = client.workflow.getHandle(deliveryWorkflowId(events[0] ?? ''));
  await run.cancel();
  expect(await run.result()).toEqual({ status: 'cancelled' });
  expect(await deliveriesOf(stack, events)).toMatchObject([
    { status: 'cancelled', outcome_code: 'run_cancelled' },
  ]);
  receiver.disconnect();
  await until(
    'the result of the attempt is recorded',
    async () =>
      (
        await stack.superuser`
      select from webhook_attempts where error_class = 'connection_reset'
    `
      ).length === 1,
  );
  expect(await deliveriesOf(stack, events)).toMatchObject([
    { status: 'cancelled', outcome_code: 'run_cancelled', attempt_count: 0 },
  ]);
  await reconciler.sweep();
  expect(await stack.superuser`select from commands`).toHaveLength(0);
});

test('switching a webhook off ends the run that waits for its next attempt', async () => {
  receiver.behave(path, answer(500));
  const events = await emitLeads(stack);
  const run = client.workflow.getHandle(deliveryWorkflowId(events[0] ?? ''));
  await until('the run waits for the next attempt', async () =>
    (await run.fetchHistory().catch(() => undefined))?.events?.some(
      (event) => event.timerStartedEventAttributes,
    ),
  );
  const [webhook] = await stack.superuser`select id from webhooks where deleted_at is null`;
  const answered = await stack.request(`/api/webhooks/${String(webhook?.['id'])}`, {
    key: stack.company.owner.key,
    method: 'PATCH',
    body: { version: 1, is_active: false },
  });
  expect(answered.status).toBe(200);
  expect(await run.result()).toEqual({ status: 'settled' });
  expect(receiver.of(path)).toHaveLength(1);
});

test('a replay of many deliveries runs a hundred events at a time', async () => {
  const events = await emitLeads(stack, { count: 120 });
  await untilDelivered(events);
  const ids = (await deliveriesOf(stack, events)).map(({ id }) => id);
  const reopenedCount = await inCompany(
    stack.database,
    { companyId: stack.company.id, userId: stack.company.owner.id },
    (tx) => reopenDeliveries(tx, ids, new Date()),
    stack.deps.announce,
  );
  expect(reopenedCount).toBe(120);
  await until('each is delivered again', () => receiver.of(path).length === 240);
  await untilDelivered(events);
  const rows = await deliveriesOf(stack, events);
  expect(new Set(rows.map((row) => row.round))).toEqual(new Set([2]));
});
