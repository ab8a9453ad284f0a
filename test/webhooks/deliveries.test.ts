/**
 * Goal: an owner finds each delivery with its attempts, sends one or a period again, and sees how a webhook
 * does. Method: the api in-process on rows as the worker leaves them; what is sent again is read in the
 * rows and in the commands for the workflow.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  DeliveryDetailOut,
  DeliveryOut,
  REPLAY_COUNT_MAX,
  ReplayOut,
} from '../../src/domain/webhooks/delivery-shapes.ts';
import { WebhookStatisticsOut } from '../../src/domain/webhooks/statistics.ts';
import { leadCreated } from '../../src/domain/leads/events.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { deliveryWorkflowId } from '../../src/ids.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import {
  insertTestDelivery,
  insertTestEvent,
  insertTestWebhook,
} from '../support/rows/webhooks.ts';

let api: TestApi;
let webhookId: number;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  webhookId = await insertTestWebhook(api, api.company);
});

const HOUR_MS = 60 * 60 * 1000;
const ago = (hours: number): Date => new Date(Date.now() - hours * HOUR_MS);

const call = (path: string, input: { method?: string; body?: unknown } = {}) =>
  api.request(`/api/webhooks/${webhookId}${path}`, { key: api.company.owner.key, ...input });

const deliver = (input: Omit<Parameters<typeof insertTestDelivery>[2], 'webhookId'> = {}) =>
  insertTestDelivery(api, api.company, { webhookId, ...input });

const DeliveryState = z.object({
  status: z.string(),
  round: z.number(),
  attempt_count: z.number(),
  outcome_code: z.string().nullable(),
});
const stateOf = async (id: string) => {
  const [row] = await api.superuser`
    select status, round, attempt_count, outcome_code from webhook_deliveries where id = ${id}
  `;
  return DeliveryState.parse(row);
};

const CommandRow = z.object({
  workflow_id: z.string(),
  input: z.object({ eventIds: z.array(z.string()) }),
});
/** The commands since the last call. */
const takeCommands = async () => {
  const rows = await api.superuser`
    delete from commands where name = 'webhookDeliveryWorkflow' returning workflow_id, input
  `;
  return rows.map((row) => CommandRow.parse(row));
};

const auditedAfter = async (operation: string): Promise<unknown[]> => {
  await api.sealFacts();
  const rows = await api.superuser`
    select entry from audit_entries
    where company_id = ${api.company.id}
      and entry ->> 'operation' = ${operation}
      and entry ->> 'resource_id' = ${String(webhookId)}
  `;
  return rows.map((row): unknown => row['entry']);
};

describe('the list of deliveries', () => {
  const list = async (query = '') => {
    const answer = await call(`/deliveries${query}`);
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    return pageOf(DeliveryOut).parse(JSON.parse(text));
  };

  test('shows the newest first, each with its last attempt, 50 at a time', async () => {
    for (let index = 0; index < 51; index += 1) await deliver({ at: ago(60 - index) });
    const last = await deliver({
      status: 'succeeded',
      attempts: [
        { status: 500, errorClass: 'http_5xx', durationMs: 12 },
        { status: 204, durationMs: 34 },
      ],
    });
    const { data, next_cursor: cursor } = await list();
    expect(data).toHaveLength(50);
    expect(data[0]).toMatchObject({
      id: last.id,
      event_id: last.eventId,
      event_type: 'LeadCreated',
      sequence: expect.any(Number),
      status: 'succeeded',
      outcome_code: 'delivered',
      last_attempt: { status: 204, error_class: null, duration_ms: 34 },
    });
    expect(data[1]?.last_attempt).toBeNull();
    const rest = await list(`?cursor=${cursor ?? ''}`);
    expect(rest.data).toHaveLength(2);
    expect(rest.next_cursor).toBeNull();
  });

  test('filters by status, type and time', async () => {
    const old = await deliver({ at: ago(5) });
    const failed = await deliver({ at: ago(2) });
    const other = await deliver({ at: ago(1), status: 'succeeded', type: 'LeadConverted' });
    const idsOf = async (query: string) => (await list(query)).data.map(({ id }) => id);
    expect(await idsOf('?status=failed')).toEqual([failed.id, old.id]);
    expect(await idsOf('?event_type=LeadConverted')).toEqual([other.id]);
    const since = ago(3).toISOString();
    expect(await idsOf(`?since=${since}`)).toEqual([other.id, failed.id]);
    expect(await idsOf(`?until=${since}`)).toEqual([old.id]);
    expect(await idsOf(`?since=${since}&status=failed`)).toEqual([failed.id]);
  });
});

describe('one delivery', () => {
  test('shows what is sent and every attempt of every round, newest first, and is audited', async () => {
    const { id, eventId } = await deliver({
      attempts: [
        { round: 1, status: 503, errorClass: 'http_5xx', responseBody: 'plus tard' },
        { round: 2, status: null, errorClass: 'timeout', durationMs: 15_000 },
      ],
    });
    const answer = await call(`/deliveries/${id}`);
    const delivery = DeliveryDetailOut.parse(await answer.json());
    expect(JSON.parse(delivery.body)).toMatchObject({
      id: eventId,
      type: 'LeadCreated',
      sequence: delivery.sequence,
      data: leadCreated.example,
    });
    expect(delivery.attempts).toMatchObject([
      { round: 2, status: null, error_class: 'timeout', duration_ms: 15_000 },
      { round: 1, status: 503, error_class: 'http_5xx', response_body: 'plus tard' },
    ]);
    expect(await auditedAfter('webhooks.read_delivery')).toMatchObject([
      { after: { delivery_id: id } },
    ]);
  });

  test('is not found through another webhook, of the same company or of another', async () => {
    const { id } = await deliver();
    const sibling = await insertTestWebhook(api, api.company);
    const foreign = await insertTestWebhook(api, api.otherCompany);
    const paths = (of: number) => [
      ['GET', `/api/webhooks/${of}/deliveries/${id}`],
      ['POST', `/api/webhooks/${of}/deliveries/${id}/retry`],
    ];
    for (const [method = '', path = ''] of [...paths(sibling), ...paths(foreign)]) {
      const answer = await api.request(path, { method, key: api.company.owner.key });
      expect(answer.status, path).toBe(404);
    }
    for (const [method = '', path = ''] of [...paths(webhookId), ...paths(foreign)]) {
      const answer = await api.request(path, { method, key: api.otherCompany.owner.key });
      expect(answer.status, path).toBe(404);
    }
    expect(await stateOf(id)).toMatchObject({ status: 'failed', round: 1 });
  });
});

describe('a retry', () => {
  const retry = (id: string) => call(`/deliveries/${id}/retry`, { method: 'POST' });
  beforeEach(async () => void (await takeCommands()));

  test('opens a new round of a delivery that has ended, and starts its run', async () => {
    const { id, eventId } = await deliver({ attempts: [{ errorClass: 'timeout' }] });
    const answer = await retry(id);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({
      id,
      status: 'pending',
      workflow_id: deliveryWorkflowId(eventId),
    });
    expect(answer.headers.get('Location')).toBe(`/api/webhooks/${webhookId}/deliveries/${id}`);
    expect(await stateOf(id)).toEqual({
      status: 'pending',
      round: 2,
      attempt_count: 0,
      outcome_code: null,
    });
    expect(await takeCommands()).toMatchObject([
      { workflow_id: deliveryWorkflowId(eventId), input: { eventIds: [eventId] } },
    ]);
    expect(await auditedAfter('webhooks.retry_delivery')).toMatchObject([
      { before: { delivery_id: id, status: 'failed', round: 1 } },
    ]);
  });

  test('brings the next attempt of a pending one forward, in the same round', async () => {
    const { id, eventId } = await deliver({ status: 'pending' });
    await api.superuser`
      update webhook_deliveries set next_attempt_at = now() + interval '5 hours' where id = ${id}
    `;
    expect((await retry(id)).status).toBe(202);
    expect(await stateOf(id)).toMatchObject({ status: 'pending', round: 1 });
    expect(await takeCommands()).toMatchObject([{ input: { eventIds: [eventId] } }]);
    const [row] = await api.superuser`
      select next_attempt_at <= now() as is_due from webhook_deliveries where id = ${id}
    `;
    expect(row).toEqual({ is_due: true });
  });

  test('is refused while the webhook is inactive', async () => {
    const { id } = await deliver();
    await api.superuser`update webhooks set is_active = false where id = ${webhookId}`;
    expect((await retry(id)).status).toBe(409);
    expect(await stateOf(id)).toMatchObject({ status: 'failed', round: 1 });
    expect(await takeCommands()).toEqual([]);
  });
});

describe('a replay', () => {
  const replay = async (body: object) => {
    const answer = await call('/replay', { body: { since: ago(10).toISOString(), ...body } });
    const text = await answer.text();
    return { status: answer.status, text };
  };
  const accepted = async (body: object) => {
    const { status, text } = await replay(body);
    expect(status, text).toBe(202);
    return ReplayOut.parse(JSON.parse(text));
  };
  beforeEach(async () => {
    // Other tests of this company leave events, which a replay of all would give to this webhook.
    await api.superuser`delete from webhook_attempts`;
    await api.superuser`delete from webhook_deliveries`;
    await api.superuser`delete from events`;
    await takeCommands();
  });

  test('sends what failed or was cancelled in the period again; a dry run only counts', async () => {
    const failed = await deliver({ at: ago(2) });
    const cancelled = await deliver({ at: ago(3), status: 'cancelled' });
    const others = [
      await deliver({ at: ago(2), status: 'succeeded' }),
      await deliver({ at: ago(2), status: 'pending' }),
      await deliver({ at: ago(11) }),
      await deliver({ at: ago(0.5) }),
      await deliver({ at: ago(2), type: 'LeadConverted' }), // not subscribed to any more
    ];
    const before = await Promise.all(others.map(({ id }) => stateOf(id)));
    const period = { until: ago(1).toISOString() };
    expect(await accepted({ ...period, dry_run: true })).toEqual({
      count: 2,
      is_capped: false,
      dry_run: true,
    });
    expect(await takeCommands()).toEqual([]);
    expect(await accepted(period)).toEqual({ count: 2, is_capped: false, dry_run: false });
    for (const { id } of [failed, cancelled]) {
      expect(await stateOf(id)).toMatchObject({ status: 'pending', round: 2 });
    }
    expect(await Promise.all(others.map(({ id }) => stateOf(id)))).toEqual(before);
    const [command] = await takeCommands();
    expect(command?.input.eventIds).toEqual([cancelled.eventId, failed.eventId]);
    expect(await auditedAfter('webhooks.replay')).toMatchObject([
      { after: { only: 'failed', types: ['LeadCreated'], count: 2 } },
    ]);
  });

  test('of all also sends what succeeded, and events that the webhook missed', async () => {
    const succeeded = await deliver({ at: ago(2), status: 'succeeded' });
    const pending = await deliver({ at: ago(2), status: 'pending' });
    const missed = await insertTestEvent(api, api.company, { at: ago(3) });
    await insertTestEvent(api, api.company, { at: ago(3), type: 'LeadAssigned' });
    await insertTestEvent(api, api.otherCompany, { at: ago(3) });
    expect(await accepted({ only: 'all', dry_run: true })).toMatchObject({ count: 2 });
    expect(await accepted({ only: 'all' })).toMatchObject({ count: 2 });
    expect(await stateOf(succeeded.id)).toMatchObject({ status: 'pending', round: 2 });
    expect(await stateOf(pending.id)).toMatchObject({ status: 'pending', round: 1 });
    const rows = await api.superuser`
      select event_id, status, round from webhook_deliveries
      where company_id = ${api.company.id} and event_id = ${missed}
    `;
    expect([...rows]).toEqual([{ event_id: missed, status: 'pending', round: 1 }]);
    const commands = await takeCommands();
    expect(commands.flatMap(({ input }) => input.eventIds).toSorted()).toEqual(
      [missed, succeeded.eventId].toSorted(),
    );
    expect(await accepted({ only: 'all' })).toMatchObject({ count: 0 });
  });

  test('of all keeps to the form and the centre of the webhook', async () => {
    await api.superuser`
      update webhooks set call_centre_id = ${api.company.callCentreId} where id = ${webhookId}
    `;
    const mine = await insertTestEvent(api, api.company, { at: ago(3) });
    await insertTestEvent(api, api.company, { at: ago(3) });
    await api.superuser`
      update events set call_centre_id = ${api.company.callCentreId} where id = ${mine}
    `;
    expect(await accepted({ only: 'all' })).toMatchObject({ count: 1 });
    expect(await takeCommands()).toMatchObject([{ input: { eventIds: [mine] } }]);
  });

  test('is refused for a strange type, a period that ends before it begins, an inactive webhook', async () => {
    const strange = await replay({ types: ['LeadCreated', 'LeadAssigned'] });
    expect(JSON.parse(strange.text)).toMatchObject({
      status: 422,
      errors: [{ path: 'types.1', code: 'not_one_of', params: { allowed: ['LeadCreated'] } }],
    });
    const reversed = await replay({ until: ago(20).toISOString() });
    expect(JSON.parse(reversed.text)).toMatchObject({
      errors: [{ path: 'until', code: 'not_after', params: { field: 'since' } }],
    });
    await deliver();
    await api.superuser`update webhooks set is_active = false where id = ${webhookId}`;
    expect((await replay({})).status).toBe(409);
    expect(await accepted({ dry_run: true })).toMatchObject({ count: 1 });
  });

  test('takes up to 10,000 in a few commands, and refuses one more', async () => {
    await api.superuser`
      insert into events (id, company_id, type, subject_type, subject_id, data, occurred_at)
      select new_uuid_v7(), ${api.company.id}, 'LeadCreated', 'lead', '1', '{}', now()
      from generate_series(1, ${REPLAY_COUNT_MAX + 1}::integer)
    `;
    await api.superuser`
      insert into webhook_deliveries
        (id, company_id, webhook_id, event_id, event_type, status, outcome_code, settled_at)
      select new_uuid_v7(), company_id, ${webhookId}, id, type, 'failed', 'attempts_exhausted', now()
      from events
    `;
    const refused = await replay({});
    expect(JSON.parse(refused.text)).toMatchObject({
      status: 422,
      errors: [{ path: 'since', code: 'too_many', params: { max: REPLAY_COUNT_MAX } }],
    });
    expect(await accepted({ dry_run: true })).toEqual({
      count: REPLAY_COUNT_MAX,
      is_capped: true,
      dry_run: true,
    });
    await api.superuser`
      update webhook_deliveries set status = 'succeeded'
      where id = (select min(id::text)::uuid from webhook_deliveries)
    `;
    expect(await accepted({})).toMatchObject({ count: REPLAY_COUNT_MAX });
    const commands = await takeCommands();
    expect(commands).toHaveLength(REPLAY_COUNT_MAX / 100);
    const eventIds = commands.flatMap(({ input }) => input.eventIds);
    expect(new Set(eventIds).size).toBe(REPLAY_COUNT_MAX);
    const [row] = await api.superuser`
      select count(*) as count from webhook_deliveries where status = 'pending' and round = 2
    `;
    expect(row).toEqual({ count: REPLAY_COUNT_MAX });
  });

  test('once with an Idempotency-Key: a repeat gets the first answer', async () => {
    await deliver({ at: ago(2) });
    const body = { since: ago(10).toISOString() };
    const send = async () =>
      api.request(`/api/webhooks/${webhookId}/replay`, {
        key: api.company.owner.key,
        headers: { 'Idempotency-Key': `rejouer-${webhookId}` },
        body,
      });
    const first = await send();
    const second = await send();
    expect(await second.json()).toEqual(await first.json());
    expect(second.headers.get('Idempotency-Replayed')).toBe('true');
    expect(await takeCommands()).toHaveLength(1);
  });
});

describe('the statistics', () => {
  const statistics = async (query = '') => {
    const answer = await call(`/stats${query}`);
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    return WebhookStatisticsOut.parse(JSON.parse(text));
  };

  test('count deliveries and attempts of the window, with durations and kinds of faults', async () => {
    await deliver({ at: ago(1), status: 'succeeded', attempts: [{ status: 204, durationMs: 10 }] });
    await deliver({ at: ago(2), status: 'succeeded', attempts: [{ status: 204, durationMs: 30 }] });
    await deliver({
      at: ago(3),
      attempts: [
        { status: 500, errorClass: 'http_5xx', durationMs: 200 },
        { status: null, errorClass: 'timeout', durationMs: 15_000 },
        { status: null, errorClass: 'timeout', durationMs: 15_000 },
      ],
    });
    await deliver({ at: ago(1), status: 'pending' });
    await deliver({ at: ago(30), status: 'failed', attempts: [{ errorClass: 'dns' }] });
    const day = await statistics();
    expect(day).toMatchObject({
      window: '24h',
      is_capped: false,
      deliveries: { pending: 1, succeeded: 2, failed: 1, cancelled: 0 },
      attempts: { count: 5, failed_count: 3 },
      duration_ms: { p50: 30, p95: 200 },
      step: 'hour',
      error_classes: [
        { error_class: 'timeout', count: 2 },
        { error_class: 'http_5xx', count: 1 },
      ],
    });
    expect(day.success_rate).toBeCloseTo(2 / 3);
    expect(day.intervals).toHaveLength(25);
    const sum = (pick: 'succeeded_count' | 'failed_count') =>
      day.intervals.reduce((total, interval) => total + interval[pick], 0);
    expect([sum('succeeded_count'), sum('failed_count')]).toEqual([2, 3]);
    const week = await statistics('?window=7d&time_zone=Europe/Paris');
    expect(week).toMatchObject({ step: 'day', deliveries: { failed: 2 }, attempts: { count: 6 } });
    expect(week.intervals).toHaveLength(8);
  });

  test('of a webhook that nothing was sent to have no rate and no duration', async () => {
    expect(await statistics('?window=28d')).toMatchObject({
      deliveries: { pending: 0, succeeded: 0, failed: 0, cancelled: 0 },
      success_rate: null,
      attempts: { count: 0, failed_count: 0 },
      duration_ms: { p50: null, p95: null },
      error_classes: [],
    });
  });
});
