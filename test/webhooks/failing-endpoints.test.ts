/**
 * Goal: an endpoint that fails is spared and its owner told, and one that hangs or floods holds up no other.
 * Method: events are committed as services do, then the activities run on real Postgres against a receiver of the
 * test's own.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import {
  attemptsOf,
  healthOf,
  newPath,
  noticesOf,
  subscribeAt,
} from '../support/webhooks/attempts.ts';
import {
  answer,
  ACCEPTED,
  DRIP,
  FLOOD,
  GARBAGE,
  HANG,
  RESET,
  type Received,
} from '../support/webhooks/receiver.ts';
import {
  deliveriesOf,
  emitLeads,
  insertWebhook,
  startWebhookWorld,
  type WebhookWorld,
} from '../support/webhooks/world.ts';

const SECOND_MS = 1_000;
const BAD = answer(500, {}, 'panne');

let world: WebhookWorld;
let path = '';
beforeAll(async () => {
  world = await startWebhookWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  path = await newPath(world);
});

const subscribe = (input?: Parameters<typeof subscribeAt>[2]) => subscribeAt(world, path, input);
const received = (): Received[] => world.receiver.of(path);
const only = async (events: readonly string[]) => (await deliveriesOf(world, events))[0];

describe('an endpoint that fails', () => {
  test('opens its circuit, is probed, recovers, and its owner is told twice', async () => {
    const { id } = await subscribe();
    world.receiver.behave(path, BAD);
    const events = await emitLeads(world, { count: 10 });
    await world.attempt(events);
    expect(await healthOf(world, id)).toMatchObject({ circuit: 'open', probe_delay_seconds: 30 });
    world.advance(7 * SECOND_MS);
    const { waitMs } = await world.attempt(events); // their second attempt waits for the probe
    expect(received()).toHaveLength(10);
    expect(waitMs).toBeGreaterThan(15 * SECOND_MS);
    world.advance(30 * SECOND_MS);
    await world.attempt(events);
    expect(received()).toHaveLength(11);
    expect(await healthOf(world, id)).toMatchObject({ circuit: 'open', probe_delay_seconds: 60 });
    const before = await deliveriesOf(world, events);
    expect(before.filter((row) => row.attempt_count === 1)).toHaveLength(9);
    expect(before.filter((row) => row.attempt_count === 2)).toHaveLength(1);
    world.receiver.behave(path, ACCEPTED);
    world.advance(65 * SECOND_MS);
    await world.attempt(events);
    expect(received()).toHaveLength(12);
    expect(await healthOf(world, id)).toMatchObject({ circuit: 'closed', failing_since: null });
    world.advance(30 * SECOND_MS);
    await world.attempt(events);
    world.advance(400 * SECOND_MS);
    await world.attempt(events);
    const ended = await deliveriesOf(world, events);
    expect(ended.map((row) => row.status)).toEqual(events.map(() => 'succeeded'));
    expect(await noticesOf(world, id)).toEqual(['webhook_failing', 'webhook_recovered']);
    const [owner] = await world.superuser`
      select distinct user_id from notifications where subject_id = ${String(id)}
    `;
    expect(owner).toEqual({ user_id: world.company.owner.id });
  });

  test('has one probe, though several workers look at once', async () => {
    const { id } = await subscribe();
    world.receiver.behave(path, BAD);
    const events = await emitLeads(world, { count: 12 });
    await world.attempt(events);
    world.advance(31 * SECOND_MS);
    const other = world.secondWorker();
    await Promise.all([
      world.attempt(events.slice(0, 6)),
      other.attemptDeliveries({ companyId: world.company.id, eventIds: events.slice(6) }),
    ]);
    expect(received()).toHaveLength(13);
    expect(await noticesOf(world, id)).toEqual(['webhook_failing']);
  });

  test.each([
    ['resets the connection', RESET, 'connection_reset'],
    ['answers garbage', GARBAGE, 'invalid_response'],
    ['redirects', answer(302, { Location: '/ailleurs' }), 'redirect'],
  ])('because it %s is tried again', async (_, behaviour, errorClass) => {
    await subscribe();
    world.receiver.behave(path, behaviour);
    const events = await emitLeads(world);
    await world.attempt(events);
    expect((await attemptsOf(world, events)).map((row) => row['error_class'])).toEqual([
      errorClass,
    ]);
    expect(await only(events)).toMatchObject({ status: 'pending', attempt_count: 1 });
    expect(world.receiver.of('/ailleurs')).toEqual([]);
  });

  test('by its address alone is not called', async () => {
    await subscribe({ url: 'http://10.0.0.1/interne' });
    const events = await emitLeads(world);
    await world.attempt(events);
    expect((await attemptsOf(world, events)).map((row) => row['error_class'])).toEqual([
      'egress_refused',
    ]);
  });

  test('keeps 16 KiB of an answer of 100 MB', async () => {
    await subscribe();
    world.receiver.behave(path, FLOOD);
    const events = await emitLeads(world);
    await world.attempt(events);
    const [attempt] = await attemptsOf(world, events);
    expect(attempt).toMatchObject({ status: 200, response_body: 'x'.repeat(16 * 1024) });
  });
});

describe('many endpoints', () => {
  test('one that hangs and one that drips hold up no other in the same batch', async () => {
    const slow = [await subscribe(), await subscribe({ url: `${world.receiver.url}${path}/drip` })];
    world.receiver.behave(path, HANG);
    world.receiver.behave(`${path}/drip`, DRIP);
    const healthy = await insertWebhook(world, { url: `${world.receiver.url}${path}/sain` });
    const events = await emitLeads(world, { count: 50 });
    const running = world.attempt(events);
    const statuses = async (webhookId: number) =>
      new Set(
        (await deliveriesOf(world, events))
          .filter((row) => row.webhook_id === webhookId)
          .map((row) => row.status),
      );
    await until('the healthy one has all', async () => {
      const found = await statuses(healthy.id);
      return found.size === 1 && found.has('succeeded');
    });
    for (const { id } of slow) expect([...(await statuses(id))]).toContain('pending');
    expect(received().length).toBeLessThanOrEqual(32);
    world.receiver.behave(path, RESET);
    world.receiver.behave(`${path}/drip`, RESET);
    world.receiver.disconnect();
    await running;
  });

  test('a limit per second spreads the attempts, and uses none for waiting', async () => {
    await subscribe({ ratePerSecond: 5 });
    const events = await emitLeads(world, { count: 12 });
    let { waitMs } = await world.attempt(events);
    while (waitMs !== null) {
      world.advance(waitMs);
      ({ waitMs } = await world.attempt(events));
    }
    expect(received()).toHaveLength(12);
    const rows = await deliveriesOf(world, events);
    expect(new Set(rows.map((row) => row.attempt_count))).toEqual(new Set([1]));
  });

  test('of two companies are called for their own events alone', async () => {
    await subscribe();
    await insertWebhook(world, {
      url: `${world.receiver.url}${path}/voisine`,
      company: world.otherCompany,
    });
    const events = await emitLeads(world, { company: world.otherCompany });
    expect(await world.attempt(events)).toEqual({ waitMs: null });
    expect(received()).toEqual([]);
    await world.activities.attemptDeliveries({
      companyId: world.otherCompany.id,
      eventIds: events,
    });
    expect(world.receiver.of(`${path}/voisine`)).toHaveLength(1);
  });
});
