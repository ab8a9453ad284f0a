/**
 * Goal: an owner finds each delivery with its attempts, sends one again, and sees how a webhook does. Method:
 * the api in-process on rows as the worker leaves them; what is sent again is read in the rows and in the
 * commands for the workflow.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { DeliveryDetailOut, DeliveryOut } from '../../src/domain/webhooks/delivery-shapes.ts';
import { WebhookStatisticsOut } from '../../src/domain/webhooks/statistics.ts';
import { leadCreated } from '../../src/domain/leads/events.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { deliveryWorkflowId } from '../../src/ids.ts';
import { startTestApi } from '../support/api.ts';
import { insertTestWebhook } from '../support/rows/webhooks.ts';
import { ago, deliveriesAs } from '../support/webhooks/deliveries.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { newWebhook, call, deliver, stateOf, takeCommands, auditedAfter } = deliveriesAs(api);
let webhookId: number;
beforeEach(async () => {
  webhookId = await newWebhook();
});

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
    expect(await idsOf(`?event_id=${failed.eventId}`)).toEqual([failed.id]);
    expect(await idsOf(`?event_id=${failed.id}`)).toEqual([]);
  });

  test.each([
    ['event_type=LeadDeleted', 'event_type', 'not_one_of'],
    ['since=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z', 'until', 'not_after'],
    ['since=yesterday', 'since', 'invalid_format'],
    ['event_id=42', 'event_id', 'invalid_format'],
    ['event_typ=LeadCreated', 'event_typ', 'unknown_field'],
  ])('refuses %s with one fault', async (query, path, code) => {
    const answer = await call(`/deliveries?${query}`);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      errors: [expect.objectContaining({ path, code })],
    });
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
      attempt: 'now',
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

  test('brings the first attempt of a pending one forward, in the same round', async () => {
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
