/**
 * Goal: an event reaches each webhook that asks for it, signed, at least once, and never twice by two runs; one
 * endpoint does not hold up another. Method: events are committed as services do, then the activities run on
 * real Postgres against a receiver of the test's own.
 */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { encrypt } from '../../src/domain/shared/secrets.ts';
import { webhookSecretContext } from '../../src/domain/webhooks/deliveries.ts';
import { inCompany } from '../../src/platform/database.ts';
import { reopenDelivery } from '../../src/services/webhooks/reopen.ts';
import {
  answer,
  ACCEPTED,
  DRIP,
  FLOOD,
  GARBAGE,
  HANG,
  idsOf,
  RESET,
  type Received,
} from '../support/webhooks/receiver.ts';
import {
  deliveriesOf,
  emitLeads,
  insertWebhook,
  newSecret,
  startWebhookWorld,
  type WebhookWorld,
} from '../support/webhooks/world.ts';
import { until } from '../support/until.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
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
  await world.superuser`update webhooks set deleted_at = now() where deleted_at is null`;
});

const subscribe = (input: Partial<Parameters<typeof insertWebhook>[1]> = {}) =>
  insertWebhook(world, { url: `${world.receiver.url}${path}`, ...input });
const received = (): Received[] => world.receiver.of(path);
const only = async (events: readonly string[]) => (await deliveriesOf(world, events))[0];
const attemptsOf = async (events: readonly string[]) => [
  ...(await world.superuser`
    select round, attempt, status, error_class, request_headers, response_headers, response_body
    from webhook_attempts
    where delivery_id in (
      select id from webhook_deliveries where event_id = any(${events}::uuid[])
    )
    order by delivery_id, round, attempt
  `),
];
const signatureOf = (secret: string, { headers, body }: Received): string => {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
};
const noticesOf = async (webhookId: number) =>
  (
    await world.superuser`
      select code, user_id from notifications
      where subject_type = 'webhook' and subject_id = ${String(webhookId)}
      order by id
    `
  ).map((row) => row['code']);
const healthOf = async (webhookId: number) =>
  (await world.superuser`select * from webhook_health where webhook_id = ${webhookId}`)[0];

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
    const [attempt] = await attemptsOf(events);
    expect(attempt).toMatchObject({ status: 204, error_class: null });
    expect(JSON.stringify(attempt)).not.toContain('un jeton secret');
  });

  test('stores no secret that the receiver repeats, whole or in part', async () => {
    const { secret } = await subscribe({ headers: { Authorization: 'Bearer jeton-du-crm' } });
    const parts = [secret, secret.replace('whsec_', ''), 'jeton-du-crm'];
    world.receiver.behave(path, answer(200, { 'X-Echo': parts.join(' ') }, parts.join(' ')));
    const events = await emitLeads(world);
    await world.attempt(events);
    const [attempt] = await attemptsOf(events);
    expect(attempt).toMatchObject({ status: 200, response_body: expect.any(String) });
    for (const part of parts) expect(JSON.stringify(attempt)).not.toContain(part);
  });

  test('a second run changes nothing', async () => {
    await subscribe();
    const events = await emitLeads(world);
    await world.attempt(events);
    const before = [await deliveriesOf(world, events), await attemptsOf(events)];
    expect(await world.attempt(events)).toEqual({ waitMs: null });
    expect([await deliveriesOf(world, events), await attemptsOf(events)]).toEqual(before);
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
    expect((await attemptsOf(events)).map((row) => row['response_body'])).toEqual(
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
    expect(await noticesOf(id)).toEqual(['webhook_disabled']);
    expect(await deliveriesOf(world, await emitLeads(world))).toEqual([]);
  });

  test('switches a webhook off after 120 hours of nothing but failures, with one notice', async () => {
    const { id } = await subscribe();
    world.receiver.behave(path, BAD);
    const failing = await emitLeads(world);
    await world.attempt(failing);
    world.advance(119 * HOUR_MS);
    await world.attempt(await emitLeads(world));
    expect(await noticesOf(id)).toEqual([]);
    world.advance(1.01 * HOUR_MS);
    const last = await emitLeads(world, { count: 5 });
    await world.attempt(last);
    const [webhook] = await world.superuser`select * from webhooks where id = ${id}`;
    expect(webhook).toMatchObject({ is_active: false, disabled_reason: 'failing' });
    expect(await noticesOf(id)).toEqual(['webhook_disabled']);
    await world.attempt([...failing, ...last]); // what was due is cancelled
    world.advance(HOUR_MS);
    await world.attempt([...failing, ...last]);
    expect(await deliveriesOf(world, last)).toMatchObject(
      last.map(() => ({ status: 'cancelled', outcome_code: 'webhook_disabled' })),
    );
    expect(await noticesOf(id)).toEqual(['webhook_disabled']);
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

describe('a webhook that changes between two attempts', () => {
  const failOnce = async () => {
    const webhook = await subscribe();
    world.receiver.behave(path, BAD);
    const events = await emitLeads(world);
    await world.attempt(events);
    world.advance(7 * SECOND_MS);
    world.receiver.behave(path, ACCEPTED);
    return { ...webhook, events };
  };

  test('and whose secret rotates is signed with both secrets', async () => {
    const { id, secret, events } = await failOnce();
    const fresh = newSecret();
    const seal = (text: string, column: Parameters<typeof webhookSecretContext>[1]): Buffer =>
      encrypt(world.deps.encryptionKeys, text, webhookSecretContext(world.company.id, column));
    await world.superuser`
      update webhooks
      set secret_encrypted = ${seal(fresh, 'secret_encrypted')},
          previous_secret_encrypted = ${seal(secret, 'previous_secret_encrypted')},
          previous_secret_expires_at = ${new Date(world.deps.clock.now().getTime() + HOUR_MS)}
      where id = ${id}
    `;
    await world.attempt(events);
    const later = await emitLeads(world);
    world.advance(2 * HOUR_MS);
    await world.attempt(later);
    const [, second, third] = received();
    if (second === undefined || third === undefined) throw new Error('not received');
    expect(second.headers['webhook-signature']).toBe(
      `${signatureOf(fresh, second)} ${signatureOf(secret, second)}`,
    );
    expect(third.headers['webhook-signature']).toBe(signatureOf(fresh, third));
  });

  test('and whose address changes is called at the new one', async () => {
    const { id, events } = await failOnce();
    await world.superuser`
      update webhooks set url = ${`${world.receiver.url}${path}/neuf`} where id = ${id}
    `;
    await world.attempt(events);
    expect(received()).toHaveLength(1);
    expect(world.receiver.of(`${path}/neuf`)).toHaveLength(1);
  });

  test.each([
    ['is deleted', 'webhook_deleted', 'deleted_at = now()'],
    ['is deactivated', 'webhook_disabled', 'is_active = false'],
  ])('and %s gets nothing more', async (_, outcome, change) => {
    const { id, events } = await failOnce();
    await world.superuser.unsafe(`update webhooks set ${change} where id = ${id}`);
    expect(await world.attempt(events)).toEqual({ waitMs: null });
    expect(received()).toHaveLength(1);
    expect(await only(events)).toMatchObject({ status: 'cancelled', outcome_code: outcome });
  });

  test('and whose secret can not be read fails without a request', async () => {
    const { id, events } = await failOnce();
    await world.superuser`update webhooks set secret_encrypted = 'illisible' where id = ${id}`;
    await world.attempt(events);
    expect(received()).toHaveLength(1);
    expect((await attemptsOf(events)).map((row) => row['error_class'])).toEqual([
      'http_5xx',
      'secret_unreadable',
    ]);
  });
});

describe('a retry by a user', () => {
  const retry = async (events: readonly string[]): Promise<boolean> => {
    const { id = '' } = (await only(events)) ?? {};
    return inCompany(world.database, { companyId: world.company.id, userId: null }, (tx) =>
      reopenDelivery(tx, id, world.deps.clock.now()),
    );
  };

  test('makes the next attempt before its time, and the schedule goes on', async () => {
    await subscribe();
    world.receiver.behave(path, BAD);
    const events = await emitLeads(world);
    for (const _ of [1, 2]) world.advance((await world.attempt(events)).waitMs ?? 0);
    await world.attempt(events); // the next one is due in half an hour
    expect(await retry(events)).toBe(true);
    expect(await retry(events)).toBe(false);
    await world.attempt(events);
    expect(received()).toHaveLength(4);
    expect(await only(events)).toMatchObject({ status: 'pending', round: 1, attempt_count: 4 });
  });

  test('of a delivery that has failed opens the next round', async () => {
    await subscribe({ attemptCountMax: 3 });
    world.receiver.behave(path, BAD);
    const events = await emitLeads(world);
    for (const _ of [1, 2, 3]) world.advance((await world.attempt(events)).waitMs ?? 0);
    world.receiver.behave(path, ACCEPTED);
    expect(await retry(events)).toBe(true);
    await world.attempt(events);
    expect(await only(events)).toMatchObject({ status: 'succeeded', round: 2, attempt_count: 1 });
    expect((await attemptsOf(events)).map((row) => [row['round'], row['attempt']])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
    ]);
    const commands = await world.superuser`
      select operation, signal from commands
      where workflow_id = ${`delivery/${events[0]}`} and operation = 'signal_with_start'
    `;
    expect(commands).toEqual([
      { operation: 'signal_with_start', signal: { name: 'retryNow', input: { eventIds: events } } },
    ]);
  });
});

describe('an endpoint that fails', () => {
  test('opens its circuit, is probed, recovers, and its owner is told twice', async () => {
    const { id } = await subscribe();
    world.receiver.behave(path, BAD);
    const events = await emitLeads(world, { count: 10 });
    await world.attempt(events);
    expect(await healthOf(id)).toMatchObject({ circuit: 'open', probe_delay_seconds: 30 });
    world.advance(7 * SECOND_MS);
    const { waitMs } = await world.attempt(events); // their second attempt waits for the probe
    expect(received()).toHaveLength(10);
    expect(waitMs).toBeGreaterThan(15 * SECOND_MS);
    world.advance(30 * SECOND_MS);
    await world.attempt(events);
    expect(received()).toHaveLength(11);
    expect(await healthOf(id)).toMatchObject({ circuit: 'open', probe_delay_seconds: 60 });
    const before = await deliveriesOf(world, events);
    expect(before.filter((row) => row.attempt_count === 1)).toHaveLength(9);
    expect(before.filter((row) => row.attempt_count === 2)).toHaveLength(1);
    world.receiver.behave(path, ACCEPTED);
    world.advance(65 * SECOND_MS);
    await world.attempt(events);
    expect(received()).toHaveLength(12);
    expect(await healthOf(id)).toMatchObject({ circuit: 'closed', failing_since: null });
    world.advance(30 * SECOND_MS);
    await world.attempt(events);
    world.advance(400 * SECOND_MS);
    await world.attempt(events);
    const ended = await deliveriesOf(world, events);
    expect(ended.map((row) => row.status)).toEqual(events.map(() => 'succeeded'));
    expect(await noticesOf(id)).toEqual(['webhook_failing', 'webhook_recovered']);
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
    expect(await noticesOf(id)).toEqual(['webhook_failing']);
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
    expect((await attemptsOf(events)).map((row) => row['error_class'])).toEqual([errorClass]);
    expect(await only(events)).toMatchObject({ status: 'pending', attempt_count: 1 });
    expect(world.receiver.of('/ailleurs')).toEqual([]);
  });

  test('by its address alone is not called', async () => {
    await subscribe({ url: 'http://10.0.0.1/interne' });
    const events = await emitLeads(world);
    await world.attempt(events);
    expect((await attemptsOf(events)).map((row) => row['error_class'])).toEqual(['egress_refused']);
  });

  test('keeps 16 KiB of an answer of 100 MB', async () => {
    await subscribe();
    world.receiver.behave(path, FLOOD);
    const events = await emitLeads(world);
    await world.attempt(events);
    const [attempt] = await attemptsOf(events);
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
