/**
 * Goal: what a user asks for again is attempted at once, also while the circuit is open, and costs none of the
 * scheduled attempts; a repaired or replaced endpoint gets what waits for it. Method: users act through the
 * api, the activities of a worker run on real Postgres against a receiver of the test's own.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DeliveryAcceptedOut, WebhookTestOut } from '../../src/domain/webhooks/delivery-shapes.ts';
import { WebhookOut } from '../../src/domain/webhooks/shapes.ts';
import { RELEASED_COUNT_MAX } from '../../src/services/webhooks/release.ts';
import { ACCEPTED, answer, idsOf } from '../support/webhooks/receiver.ts';
import {
  deliveriesOf,
  emitLeads,
  insertWebhook,
  startWebhookWorld,
  type WebhookWorld,
} from '../support/webhooks/world.ts';
import { until } from '../support/until.ts';

const SECOND_MS = 1_000;
const BAD = answer(500, {}, 'panne');

let world: WebhookWorld;
let path = '';
let count = 0;
beforeAll(async () => {
  world = await startWebhookWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  count += 1;
  path = `/${count}`;
  world.receiver.behave(path, BAD);
  await world.superuser`update webhooks set deleted_at = now() where deleted_at is null`;
  await world.superuser`delete from commands`;
});

const subscribe = (input: Partial<Parameters<typeof insertWebhook>[1]> = {}) =>
  insertWebhook(world, { url: `${world.receiver.url}${path}`, ...input });
const received = (): string[] => idsOf(world.receiver.of(path));

const call = async (url: string, input: { method?: string; body?: unknown }) => {
  const response = await world.request(url, { key: world.company.owner.key, ...input });
  const text = await response.text();
  expect(response.status, text).toBeLessThan(300);
  const body: unknown = JSON.parse(text);
  return body;
};
const only = async (eventId = '') => {
  const [delivery] = await deliveriesOf(world, [eventId]);
  if (delivery === undefined) throw new Error('no delivery');
  return delivery;
};
const retry = async (eventId = '') => {
  const { id, webhook_id: webhookId } = await only(eventId);
  const url = `/api/webhooks/${webhookId}/deliveries/${id}/retry`;
  return DeliveryAcceptedOut.parse(await call(url, { method: 'POST' })).attempt;
};
const shown = async (id: number) => WebhookOut.parse(await call(`/api/webhooks/${id}`, {}));
const statusesOf = async (events: readonly string[]) => [
  ...new Set((await deliveriesOf(world, events)).map(({ status }) => status)),
];
const attemptsOf = async (events: readonly string[]) =>
  (
    await world.superuser`
      select round, attempt from webhook_attempts
      where delivery_id in (
        select id from webhook_deliveries where event_id = any(${events}::uuid[])
      )
      order by round, attempt
    `
  ).map((row) => [row['round'], row['attempt']]);
/** The events that runs were told to look at, since the last call. */
const takeCommanded = async (): Promise<string[]> => {
  const rows = await world.superuser`
    delete from commands where operation = 'signal_with_start' returning signal
  `;
  const Row = z.object({
    signal: z.object({ input: z.object({ eventIds: z.array(z.string()) }) }),
  });
  return rows.flatMap((row) => Row.parse(row).signal.input.eventIds).toSorted();
};

describe('a retry', () => {
  test('of a waiting delivery is made at once, and leaves all its scheduled attempts', async () => {
    await subscribe({ attemptCountMax: 3 });
    const events = await emitLeads(world);
    world.advance((await world.attempt(events)).waitMs ?? 0);
    await world.attempt(events); // the next one is due in five minutes, and the last
    expect(await retry(events[0])).toBe('now');
    expect(await takeCommanded()).toEqual(events);
    await world.attempt(events);
    expect(received()).toHaveLength(3);
    expect(await only(events[0])).toMatchObject({ status: 'pending', round: 2, attempt_count: 1 });
    for (const _ of [2, 3]) {
      const { next_attempt_at: at } = await only(events[0]);
      world.advance((at?.getTime() ?? 0) - world.deps.clock.now().getTime());
      await world.attempt(events);
    }
    expect(await only(events[0])).toMatchObject({ status: 'failed', attempt_count: 3 });
    expect(await attemptsOf(events)).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
      [2, 3],
    ]);
  });

  test('of a delivery that has failed opens the next round', async () => {
    await subscribe({ attemptCountMax: 3 });
    const events = await emitLeads(world);
    for (const _ of [1, 2, 3]) world.advance((await world.attempt(events)).waitMs ?? 0);
    world.receiver.behave(path, ACCEPTED);
    expect(await retry(events[0])).toBe('now');
    await world.attempt(events);
    expect(await only(events[0])).toMatchObject({
      status: 'succeeded',
      round: 2,
      attempt_count: 1,
    });
  });

  test('changes nothing while an attempt is under way, and says so', async () => {
    await subscribe();
    let answerIt = (): void => undefined;
    world.receiver.behave(path, (one, response) => {
      answerIt = () => ACCEPTED(one, response, 1);
    });
    const events = await emitLeads(world);
    const running = world.attempt(events);
    await until('the attempt is under way', () => received().length === 1);
    expect(await retry(events[0])).toBe('under_way');
    answerIt();
    await running;
    expect(await only(events[0])).toMatchObject({ status: 'succeeded', round: 1 });
    expect(received()).toEqual(events);
  });

  test('asked for again before it was made changes nothing', async () => {
    await subscribe();
    const events = await emitLeads(world);
    await world.attempt(events);
    expect(await retry(events[0])).toBe('now');
    expect(await takeCommanded()).toEqual(events);
    expect(await retry(events[0])).toBe('under_way');
    expect(await takeCommanded()).toEqual([]);
  });
});

/** Twelve deliveries wait, since ten attempts and more failed. */
const openCircuit = async (input: Parameters<typeof subscribe>[0] = {}) => {
  const { id } = await subscribe(input);
  const events = await emitLeads(world, { count: 12 });
  await world.attempt(events);
  world.advance(7 * SECOND_MS);
  await world.attempt(events); // their second attempt waits for the probe
  expect(received()).toHaveLength(12);
  const { circuit, next_probe_at: probeAt } = await shown(id);
  expect(circuit).toBe('open');
  expect(Date.parse(probeAt ?? '')).toBeGreaterThan(world.deps.clock.now().getTime());
  return { id, events };
};

describe('a retry while the circuit is open', () => {
  test('is made at once; its failure leaves the circuit and what waits as they are', async () => {
    const { id, events } = await openCircuit();
    const before = await shown(id);
    expect(await retry(events[5])).toBe('now');
    await world.attempt(events);
    expect(received().slice(12)).toEqual([events[5]]);
    expect(await shown(id)).toMatchObject({
      circuit: 'open',
      next_probe_at: before.next_probe_at,
    });
    expect(await only(events[5])).toMatchObject({ status: 'pending', round: 2, attempt_count: 1 });
    expect(await retry(events[6])).toBe('now');
    await world.attempt(events);
    expect(received().slice(13)).toEqual([events[6]]);
  });

  test('and succeeds closes it, and what waits is sent at once', async () => {
    const { id, events } = await openCircuit();
    world.receiver.behave(path, ACCEPTED);
    await retry(events[5]);
    await takeCommanded();
    await world.attempt(events.slice(5, 6));
    expect(await shown(id)).toMatchObject({
      circuit: 'closed',
      next_probe_at: null,
      state: 'active',
    });
    const others = events.filter((event) => event !== events[5]);
    expect(await takeCommanded()).toEqual(others.toSorted());
    await world.attempt(events);
    expect(await statusesOf(events)).toEqual(['succeeded']);
    expect(received().slice(12).toSorted()).toEqual(events.toSorted());
  });

  test('is made one at a time: of two at once, the other waits for its result', async () => {
    const { events } = await openCircuit();
    const asked = await Promise.all([retry(events[3]), retry(events[8])]);
    expect(asked.toSorted()).toEqual(['after_probe', 'now']);
    await world.attempt(events);
    expect(received().slice(12)).toEqual([asked[0] === 'now' ? events[3] : events[8]]);
  });

  test('waits for an attempt that is under way there, and follows its success at once', async () => {
    const { events } = await openCircuit();
    let answerIt = (): void => undefined;
    world.receiver.behave(path, (one, response) => {
      world.receiver.behave(path, ACCEPTED);
      answerIt = () => ACCEPTED(one, response, 1);
    });
    await retry(events[3]);
    const running = world.attempt(events);
    await until('the probe is under way', () => received().length === 13);
    expect(await retry(events[3])).toBe('under_way');
    expect(await retry(events[8])).toBe('after_probe');
    expect(received()).toHaveLength(13);
    answerIt();
    await running;
    await world.attempt(events);
    expect(await statusesOf(events)).toEqual(['succeeded']);
  });

  test('comes before the probe that is due, whichever event another worker has', async () => {
    const { events } = await openCircuit();
    world.advance(31 * SECOND_MS);
    await retry(events[5]);
    const [fresh = ''] = await emitLeads(world);
    const input = { companyId: world.company.id, eventIds: [fresh] };
    await world.secondWorker().attemptDeliveries(input);
    expect(received()).toHaveLength(12);
    await world.attempt(events);
    expect(received().slice(12)).toEqual([events[5]]);
  });
});

describe('what waits for an open circuit is sent at once', () => {
  const isReleased = async (id: number, events: readonly string[]): Promise<void> => {
    expect(await takeCommanded()).toEqual(events.toSorted());
    expect(await shown(id)).toMatchObject({ circuit: 'closed', state: 'active' });
    await world.attempt(events);
    expect(await statusesOf(events)).toEqual(['succeeded']);
  };
  const sendTest = async (id: number) =>
    WebhookTestOut.parse(await call(`/api/webhooks/${id}/test`, { body: {} }));
  const change = async (id: number, body: object) =>
    call(`/api/webhooks/${id}`, { method: 'PATCH', body: { version: 1, ...body } });

  test('after a test that succeeds, not after one that fails', async () => {
    const { id, events } = await openCircuit();
    await takeCommanded();
    expect(await sendTest(id)).toMatchObject({ is_success: false, released_count: 0 });
    expect(await shown(id)).toMatchObject({ circuit: 'open' });
    world.receiver.behave(path, ACCEPTED);
    expect(await sendTest(id)).toMatchObject({ is_success: true, released_count: 12 });
    const [notice] = await world.superuser`
      select code from notifications where subject_id = ${String(id)} order by id desc limit 1
    `;
    expect(notice).toEqual({ code: 'webhook_recovered' });
    await isReleased(id, events);
    expect(await sendTest(id)).toMatchObject({ released_count: 0 });
  });

  test('also if a run begins to wait at that moment', async () => {
    const { id, events } = await openCircuit();
    world.receiver.behave(path, ACCEPTED);
    world.advance(20 * SECOND_MS);
    const fresh = await emitLeads(world, { count: 20 });
    await Promise.all([world.attempt([...events, ...fresh]), sendTest(id)]);
    await world.attempt([...events, ...fresh]);
    expect(await statusesOf([...events, ...fresh])).toEqual(['succeeded']);
  });

  test('after the address changed', async () => {
    const { id, events } = await openCircuit();
    await takeCommanded();
    await change(id, { name: 'Autre' });
    expect(await takeCommanded()).toEqual([]);
    await change(id, { version: 2, url: `${world.receiver.url}${path}/neuf` });
    await isReleased(id, events);
    expect(world.receiver.of(`${path}/neuf`)).toHaveLength(12);
  });

  test('after a webhook that Relais switched off is switched on', async () => {
    const { id, events } = await openCircuit();
    await takeCommanded();
    await world.superuser`
      update webhooks set is_active = false, disabled_reason = 'failing', disabled_at = now()
      where id = ${id}
    `;
    world.receiver.behave(path, ACCEPTED);
    expect(await sendTest(id)).toMatchObject({ is_success: true, released_count: 0 });
    await change(id, { is_active: true });
    await isReleased(id, events);
  });

  test('10,000 at most: the others go at their own time', async () => {
    const { id } = await subscribe();
    const beyondCount = 5;
    await world.superuser`
      insert into events (id, company_id, type, subject_type, subject_id, data, occurred_at)
      select new_uuid_v7(), ${world.company.id}, 'LeadDemo', 'lead', '1', '{}', now()
      from generate_series(1, ${RELEASED_COUNT_MAX + beyondCount}::integer)
    `;
    await world.superuser`
      insert into webhook_deliveries
        (id, company_id, webhook_id, event_id, event_type, next_attempt_at)
      select new_uuid_v7(), company_id, ${id}, id, type, now() + interval '10 days'
      from events where type = 'LeadDemo'
    `;
    await change(id, { url: `${world.receiver.url}${path}/neuf` });
    const commanded = await takeCommanded();
    expect(new Set(commanded).size).toBe(RELEASED_COUNT_MAX);
    const now = world.deps.clock.now();
    const [row] = await world.superuser`
      select count(*) filter (where next_attempt_at <= ${now}) as due_count,
        max(event_id::text) filter (where next_attempt_at <= ${now})
          < min(event_id::text) filter (where next_attempt_at > ${now}) as are_oldest
      from webhook_deliveries where webhook_id = ${id}
    `;
    expect(row).toEqual({ due_count: RELEASED_COUNT_MAX, are_oldest: true });
  });
});
