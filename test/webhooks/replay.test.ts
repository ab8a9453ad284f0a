/**
 * Goal: an owner sends a period again, what failed or all of it, and nothing twice at once. Method: the api
 * in-process on rows as the worker leaves them; what is sent again is read in the rows and in the commands for
 * the workflow.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { REPLAY_COUNT_MAX, ReplayOut } from '../../src/domain/webhooks/delivery-shapes.ts';
import { startTestApi } from '../support/api.ts';
import { insertTestEvent } from '../support/rows/webhooks.ts';
import { ago, deliveriesAs } from '../support/webhooks/deliveries.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { newWebhook, call, deliver, stateOf, takeCommands, auditedAfter } = deliveriesAs(api);
let webhookId: number;
beforeEach(async () => {
  webhookId = await newWebhook();
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
      { after: { only: 'undelivered', types: ['LeadCreated'], count: 2 } },
    ]);
  });

  test('also sends what the webhook missed since it was created, unless only the failed is asked for', async () => {
    const failed = await deliver({ at: ago(2) });
    await deliver({ at: ago(2), status: 'succeeded' });
    await deliver({ at: ago(2), status: 'pending' });
    const [webhook] = await api.superuser`
      update webhooks set created_at = ${ago(5)} where id = ${webhookId} returning id
    `;
    expect(webhook).toBeDefined();
    await insertTestEvent(api, api.company, { at: ago(6) });
    const missed = await insertTestEvent(api, api.company, { at: ago(3) });
    await insertTestEvent(api, api.company, { at: ago(3), type: 'LeadAssigned' });
    const count = async (only?: string) =>
      (await accepted({ dry_run: true, ...(only === undefined ? {} : { only }) })).count;
    expect(await count('failed')).toBe(1);
    expect(await count('undelivered')).toBe(2);
    expect(await count()).toBe(2);
    expect(await count('all')).toBe(4);
    expect(await accepted({})).toMatchObject({ count: 2 });
    const commands = await takeCommands();
    expect(commands.flatMap(({ input }) => input.eventIds)).toEqual([missed, failed.eventId]);
    expect(await accepted({})).toMatchObject({ count: 0 });
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
