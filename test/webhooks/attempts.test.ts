/**
 * Goal: an event reaches each webhook that asks for it, signed, at least once, and never twice by two runs.
 * Method: events are committed as services do, then the activities run on real Postgres against a receiver of the
 * test's own.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { until } from '../support/until.ts';
import {
  attemptsOf,
  newPath,
  noticesOf,
  signatureOf,
  subscribeAt,
} from '../support/webhooks/attempts.ts';
import { answer, ACCEPTED, idsOf, type Received } from '../support/webhooks/receiver.ts';
import {
  deliveriesOf,
  emitLeads,
  startWebhookWorld,
  type WebhookWorld,
} from '../support/webhooks/world.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
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

describe('attemptDeliveries', () => {
  test('sends an event once, signed, with its id and sequence', async () => {
    const { id, secret } = await subscribe({ headers: { 'X-Token': 'un jeton secret' } });
    const events = await emitLeads(world);
    expect(await world.attempt(events)).toEqual({ waitMs: null });
    const [one, ...others] = received();
    if (one === undefined) throw new Error('nothing was received');
    expect(others).toEqual([]);
    const [event = {}] = await world.superuser`
      select type, occurred_at, sequence, data from events where id = ${events[0] ?? ''}
    `;
    expect(JSON.parse(one.body)).toEqual({
      id: events[0],
      type: 'LeadCreated',
      timestamp: z.date().parse(event['occurred_at']).toISOString(),
      sequence: event['sequence'],
      data: event['data'],
    });
    expect(one.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': events[0],
      'webhook-signature': signatureOf(secret, one),
      'x-token': 'un jeton secret',
    });
    expect(await deliveriesOf(world, events)).toMatchObject([
      { webhook_id: id, status: 'succeeded', outcome_code: 'delivered', attempt_count: 1 },
    ]);
    const [attempt] = await attemptsOf(world, events);
    expect(attempt).toMatchObject({ status: 204, error_class: null });
    expect(JSON.stringify(attempt)).not.toContain('un jeton secret');
  });

  test('stores no secret that the receiver repeats, whole or in part', async () => {
    const { secret } = await subscribe({ headers: { Authorization: 'Bearer jeton-du-crm' } });
    const parts = [secret, secret.replace('whsec_', ''), 'jeton-du-crm'];
    world.receiver.behave(path, answer(200, { 'X-Echo': parts.join(' ') }, parts.join(' ')));
    const events = await emitLeads(world);
    await world.attempt(events);
    const [attempt] = await attemptsOf(world, events);
    expect(attempt).toMatchObject({ status: 200, response_body: expect.any(String) });
    for (const part of parts) expect(JSON.stringify(attempt)).not.toContain(part);
  });

  test('a second run changes nothing', async () => {
    await subscribe();
    const events = await emitLeads(world);
    await world.attempt(events);
    const before = [await deliveriesOf(world, events), await attemptsOf(world, events)];
    expect(await world.attempt(events)).toEqual({ waitMs: null });
    expect([await deliveriesOf(world, events), await attemptsOf(world, events)]).toEqual(before);
    expect(received()).toHaveLength(1);
  });

  test('two runs on two workers send each of a hundred events once', async () => {
    await subscribe();
    const events = await emitLeads(world, { count: 100 });
    const input = { companyId: world.company.id, eventIds: events };
    const other = world.secondWorker();
    await Promise.all([
      world.attempt(events),
      other.attemptDeliveries(input),
      world.attempt(events.slice(50)),
    ]);
    expect(idsOf(received()).toSorted()).toEqual(events.toSorted());
  });

  test('repeats the attempt of a process that died, after its lease, with the same webhook-id', async () => {
    await subscribe();
    const events = await emitLeads(world);
    await world.superuser`
      update webhook_deliveries set leased_until = now() + interval '30 seconds'
      where event_id = any(${events}::uuid[])
    `;
    const { waitMs } = await world.attempt(events);
    expect(received()).toHaveLength(0);
    expect(waitMs).toBeGreaterThan(0);
    world.advance(41 * SECOND_MS);
    expect(await world.attempt(events)).toEqual({ waitMs: null });
    expect(idsOf(received())).toEqual(events);
  });

  test('makes eight attempts over 28 hours, each in time within 20 %, signed anew', async () => {
    const { secret } = await subscribe();
    world.receiver.behave(path, BAD);
    const events = await emitLeads(world);
    const waitsMs: (number | null)[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const { waitMs } = await world.attempt(events);
      waitsMs.push(waitMs);
      world.advance(waitMs ?? 0);
    }
    const wanted = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000].map((s) => s * SECOND_MS);
    for (const [index, ms] of wanted.entries()) {
      const off = Math.abs((waitsMs[index] ?? 0) - ms);
      expect(off, `after attempt ${index + 1}`).toBeLessThanOrEqual(0.2 * ms + SECOND_MS);
    }
    expect(waitsMs[7]).toBeNull();
    expect(await only(events)).toMatchObject({
      status: 'failed',
      outcome_code: 'attempts_exhausted',
      attempt_count: 8,
    });
    const all = received();
    expect(new Set(idsOf(all))).toEqual(new Set(events));
    expect(new Set(all.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(8);
    for (const one of all) expect(one.headers['webhook-signature']).toBe(signatureOf(secret, one));
    expect((await attemptsOf(world, events)).map((row) => row['response_body'])).toEqual(
      Array.from({ length: 8 }, () => 'panne'),
    );
  });

  test('makes as many attempts as the webhook wants', async () => {
    await subscribe({ attemptCountMax: 3 });
    world.receiver.behave(path, BAD);
    const events = await emitLeads(world);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      world.advance((await world.attempt(events)).waitMs ?? 0);
    }
    expect(await only(events)).toMatchObject({ status: 'failed', attempt_count: 3 });
  });

  test('waits as the receiver asks by Retry-After, twice the usual delay at most', async () => {
    await subscribe();
    world.receiver.behave(path, answer(503, { 'Retry-After': '3600' }));
    const events = await emitLeads(world);
    const { waitMs } = await world.attempt(events);
    expect(waitMs).toBeGreaterThan(8 * SECOND_MS);
    expect(waitMs).toBeLessThanOrEqual(10 * SECOND_MS);
    world.advance(10 * SECOND_MS);
    await world.attempt(events);
  });

  test('switches a webhook off that answers 410, tells its owner once and cancels the rest', async () => {
    const { id } = await subscribe();
    world.receiver.behave(path, answer(410));
    const [first = ''] = await emitLeads(world);
    await world.attempt([first]);
    expect(await only([first])).toMatchObject({ status: 'failed', outcome_code: 'gone' });
    const [webhook] = await world.superuser`select * from webhooks where id = ${id}`;
    expect(webhook).toMatchObject({ is_active: false, disabled_reason: 'gone' });
    expect(await noticesOf(world, id)).toEqual(['webhook_disabled']);
    expect(await deliveriesOf(world, await emitLeads(world))).toEqual([]);
  });

  test('switches a webhook off after 120 hours of nothing but failures, with one notice', async () => {
    const { id } = await subscribe();
    world.receiver.behave(path, BAD);
    const failing = await emitLeads(world);
    await world.attempt(failing);
    world.advance(119 * HOUR_MS);
    await world.attempt(await emitLeads(world));
    expect(await noticesOf(world, id)).toEqual([]);
    world.advance(1.01 * HOUR_MS);
    const last = await emitLeads(world, { count: 5 });
    await world.attempt(last);
    const [webhook] = await world.superuser`select * from webhooks where id = ${id}`;
    expect(webhook).toMatchObject({ is_active: false, disabled_reason: 'failing' });
    expect(await noticesOf(world, id)).toEqual(['webhook_disabled']);
    await world.attempt([...failing, ...last]); // what was due is cancelled
    world.advance(HOUR_MS);
    await world.attempt([...failing, ...last]);
    expect(await deliveriesOf(world, last)).toMatchObject(
      last.map(() => ({ status: 'cancelled', outcome_code: 'webhook_disabled' })),
    );
    expect(await noticesOf(world, id)).toEqual(['webhook_disabled']);
  });

  test('a success in between begins the 120 hours anew', async () => {
    const { id } = await subscribe();
    world.receiver.behave(path, BAD);
    await world.attempt(await emitLeads(world));
    world.advance(100 * HOUR_MS);
    world.receiver.behave(path, ACCEPTED);
    await world.attempt(await emitLeads(world));
    world.receiver.behave(path, BAD);
    world.advance(100 * HOUR_MS);
    await world.attempt(await emitLeads(world));
    const [webhook] = await world.superuser`select * from webhooks where id = ${id}`;
    expect(webhook).toMatchObject({ is_active: true, disabled_reason: null });
  });
});

test('abandonDeliveries ends what is open; a second run changes nothing', async () => {
  await subscribe();
  world.receiver.behave(path, BAD);
  const events = await emitLeads(world);
  await world.attempt(events);
  const abandon = () =>
    world.activities.abandonDeliveries({ companyId: world.company.id, eventIds: events });
  await abandon();
  const before = await deliveriesOf(world, events);
  expect(before).toMatchObject([{ status: 'cancelled', outcome_code: 'run_cancelled' }]);
  await abandon();
  expect(await deliveriesOf(world, events)).toEqual(before);
});

test('open consoles are told once for many deliveries', async () => {
  const { id } = await subscribe();
  await world.attempt(await emitLeads(world, { count: 30 }));
  const messages = async () => {
    await world.sealFacts();
    return world.superuser`
      select data from stream_events
      where topic = 'webhook_delivery.updated' and resource_id = ${String(id)}
    `;
  };
  await until('a console is told', async () => (await messages()).length > 0);
  expect(await messages()).toEqual([{ data: { webhook_id: id } }]);
});
