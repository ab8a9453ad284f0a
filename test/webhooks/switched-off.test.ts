/**
 * Goal: nothing waits for a webhook that is switched off or deleted, and no result of an attempt is lost by it.
 * Method: the change comes through the API, the attempts through the activities, on real Postgres against a
 * receiver of the test's own; `sweep` stands for the timer of an api process.
 */
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import {
  createStoppedWebhooks,
  type StoppedWebhooks,
} from '../../src/background/stopped-webhooks.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { DeliveryOut } from '../../src/domain/webhooks/delivery-shapes.ts';
import { deliveryWorkflowId } from '../../src/ids.ts';
import { answer } from '../support/webhooks/receiver.ts';
import {
  deliveriesOf,
  emitLeads,
  insertWebhook,
  startWebhookWorld,
  type WebhookWorld,
} from '../support/webhooks/world.ts';
import { until } from '../support/until.ts';

const BAD = answer(500);

let world: WebhookWorld;
let stopped: StoppedWebhooks;
let path = '';
let count = 0;
beforeAll(async () => {
  world = await startWebhookWorld();
  stopped = createStoppedWebhooks({
    ...world.deps,
    announce: (committed) => world.deps.announce(committed),
  });
});
afterAll(() => world.stop());
beforeEach(async () => {
  count += 1;
  path = `/${count}`;
  await world.superuser`delete from webhook_attempts`;
  await world.superuser`delete from webhook_deliveries`;
  await world.superuser`
    update webhooks set is_active = false, deleted_at = now() where deleted_at is null
  `;
  await world.superuser`delete from commands`;
});

const subscribe = (at = path) => insertWebhook(world, { url: `${world.receiver.url}${at}` });
const send = (id: number, method: string, body?: object) =>
  world.request(`/api/webhooks/${id}`, { key: world.company.owner.key, method, body });
const switchOff = (id: number) => send(id, 'PATCH', { version: 1, is_active: false });
const shown = async (id: number) => {
  const response = await world.request(`/api/webhooks/${id}/deliveries?limit=250`, {
    key: world.company.owner.key,
  });
  return pageOf(DeliveryOut).parse(await response.json()).data;
};
const takeCommands = async () =>
  z.array(z.object({ workflow_id: z.string(), operation: z.string(), name: z.string() })).parse(
    (
      await world.superuser`
          delete from commands where operation = 'signal' returning workflow_id, operation, name
        `
    ).slice(),
  );
const countOf = async (webhookId: number, status: string): Promise<number> => {
  const [row] = await world.superuser`
    select count(*) as count from webhook_deliveries
    where webhook_id = ${webhookId} and status = ${status}
  `;
  return z.object({ count: z.number() }).parse(row).count;
};
/** A delivery whose next attempt is in some seconds. */
const failOnce = async () => {
  const { id } = await subscribe();
  world.receiver.behave(path, BAD);
  const events = await emitLeads(world);
  await world.attempt(events);
  return { id, events };
};
/** An attempt whose answer the test gives. */
const attemptUnderWay = async () => {
  const { id } = await subscribe();
  const responses: ServerResponse[] = [];
  world.receiver.behave(path, (_received, response) => void responses.push(response));
  const events = await emitLeads(world);
  const attempted = world.attempt(events);
  await until('the attempt is under way', () => responses.length > 0);
  return {
    id,
    events,
    attempted,
    respond: (status: number) => responses[0]?.writeHead(status).end(),
  };
};

test('switching a webhook off cancels what waits at once, and wakes its run', async () => {
  const { id, events } = await failOnce();
  expect((await switchOff(id)).status).toBe(200);
  expect(await shown(id)).toMatchObject([
    { status: 'cancelled', outcome_code: 'webhook_disabled', next_attempt_at: null },
  ]);
  expect(await takeCommands()).toEqual([
    {
      workflow_id: deliveryWorkflowId(events[0] ?? ''),
      operation: 'signal',
      name: 'deliveriesCancelled',
    },
  ]);
});

test('deleting it does so too', async () => {
  const { id, events } = await failOnce();
  expect((await send(id, 'DELETE')).status).toBe(204);
  expect(await deliveriesOf(world, events)).toMatchObject([
    { status: 'cancelled', outcome_code: 'webhook_deleted' },
  ]);
  expect(await takeCommands()).toHaveLength(1);
});

test('another change of it cancels nothing, nor does the end of another webhook', async () => {
  const { id, events } = await failOnce();
  expect((await send(id, 'PATCH', { version: 1, name: 'Autre' })).status).toBe(200);
  const other = await subscribe(`${path}/other`);
  expect((await switchOff(other.id)).status).toBe(200);
  await stopped.sweep();
  expect(await deliveriesOf(world, events)).toMatchObject([{ status: 'pending' }]);
  expect(await takeCommands()).toEqual([]);
});

test('an attempt under way that succeeds is a success', async () => {
  const { id, events, attempted, respond } = await attemptUnderWay();
  await switchOff(id);
  await stopped.sweep();
  respond(204);
  expect(await attempted).toEqual({ waitMs: null });
  expect(await deliveriesOf(world, events)).toMatchObject([
    { status: 'succeeded', outcome_code: 'delivered', attempt_count: 1 },
  ]);
});

test('an attempt under way that fails is recorded, and the delivery cancelled by the next sweep', async () => {
  const { id, events, attempted, respond } = await attemptUnderWay();
  await switchOff(id);
  respond(500);
  await attempted;
  expect(await deliveriesOf(world, events)).toMatchObject([
    { status: 'pending', attempt_count: 1 },
  ]);
  await Promise.all([stopped.sweep(), stopped.sweep()]);
  expect(await shown(id)).toMatchObject([
    { status: 'cancelled', outcome_code: 'webhook_disabled', last_attempt: { status: 500 } },
  ]);
  expect(await takeCommands()).toHaveLength(1);
});

test('a webhook that Relais switches off leaves nothing that waits', async () => {
  const { id, events } = await failOnce();
  world.receiver.behave(path, answer(410));
  const last = await emitLeads(world);
  await world.attempt(last);
  expect(await deliveriesOf(world, [...events, ...last])).toMatchObject([
    { status: 'cancelled', outcome_code: 'webhook_disabled' },
    { status: 'failed', outcome_code: 'gone' },
  ]);
  expect(await countOf(id, 'pending')).toBe(0);
});

test('of very many deliveries the change cancels a part, the next sweep the rest; few runs are woken', async () => {
  const { id } = await subscribe();
  await world.superuser`
    with made as (
      insert into events (id, company_id, type, subject_type, subject_id, data, occurred_at)
      select new_uuid_v7(), ${world.company.id}, 'LeadCreated', 'lead', '1', '{}', now()
      from generate_series(1, 5200)
      returning id
    )
    insert into webhook_deliveries
      (id, company_id, webhook_id, event_id, event_type, next_attempt_at)
    select new_uuid_v7(), ${world.company.id}, ${id}, id, 'LeadCreated', now() + interval '5 hours'
    from made
  `;
  await switchOff(id);
  expect(await countOf(id, 'pending')).toBe(200);
  expect((await takeCommands()).length).toBe(500);
  await stopped.sweep();
  expect(await countOf(id, 'cancelled')).toBe(5_200);
  expect((await takeCommands()).length).toBe(200);
  await stopped.sweep();
  expect(await takeCommands()).toEqual([]);
});
