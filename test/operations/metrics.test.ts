/**
 * Goal: the metrics tell how long actions take, which claims are refused, how busy the database pool is and how
 * many receivers fail.
 * Method: `/metrics` of an api, before and after such work.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inCompany } from '../../src/platform/database.ts';
import { countFacts } from '../../src/platform/metrics.ts';
import type { TestCompany } from '../support/api.ts';
import { insertTestWebhook } from '../support/rows/webhooks.ts';
import {
  createAction,
  createEntity,
  startActionWorld,
  type ActionWorld,
} from '../support/actions.ts';

let world: ActionWorld;

beforeAll(async () => {
  world = await startActionWorld();
  world.deps.announce = (committed) => countFacts(world.deps.metrics, committed);
  await createEntity(world, world.company.owner.key);
});
afterAll(() => world.stop());

const metrics = async () => (await world.request('/metrics')).text();

test('an action is measured from its acceptance to its outcome', async () => {
  expect(await metrics(), 'a series starts at 0').toContain(
    'relais_action_settle_seconds_count{status="succeeded"} 0',
  );
  const { id } = await createAction(world, world.company.owner);
  await world.dispatch(id);
  world.setClock(new Date(Date.now() + 90_000));
  await world.callBack(id, { callbackId: 'cb-1', status: 'succeeded', message: 'fait' });
  world.setClock(null);
  const text = await metrics();
  expect(text).toContain('relais_action_settle_seconds_count{status="succeeded"} 1');
  expect(text).toContain('relais_action_settle_seconds_bucket{le="60",status="succeeded"} 0');
  expect(text).toContain('relais_action_settle_seconds_bucket{le="300",status="succeeded"} 1');
});

test('refused claims are counted by reason, granted ones are not', async () => {
  const counts = async () => {
    const lines = (await metrics()).matchAll(
      /^relais_claims_refused_total\{reason="(\w+)"\} (\d+)$/gm,
    );
    return Object.fromEntries([...lines].map(([, reason, count]) => [reason, Number(count)]));
  };
  const none = { claimed: 0, settled: 0, other_round: 0, not_sent: 0, released: 0 };
  expect(await counts()).toEqual(none);
  const { owner } = world.company;
  const { id } = await createAction(world, owner);
  const claim = async (claimedBy: string, round = 1) =>
    (
      await world.request(`/api/v1/actions/${id}/claim`, {
        key: world.tokenOf(id, round),
        body: { claimedBy },
      })
    ).status;
  expect(await claim('e0')).toBe(409);
  await world.dispatch(id);
  expect([await claim('e1'), await claim('e1'), await claim('e2')]).toEqual([200, 200, 409]);
  expect(await counts()).toEqual({ ...none, not_sent: 1, claimed: 1 });
  await world.callBack(id, { callbackId: 'fin', status: 'failed', message: '' });
  expect(await claim('e1')).toBe(409);
  expect(await counts()).toEqual({ ...none, not_sent: 1, claimed: 1, settled: 1 });
  await world.request(`/api/v1/actions/${id}/retry`, { method: 'POST', key: owner.key });
  expect(await claim('e1')).toBe(409);
  expect(await counts()).toEqual({ ...none, not_sent: 1, claimed: 1, settled: 1, other_round: 1 });
});

test('transactions that run and that wait for a connection are counted, and no longer afterwards', async () => {
  const size = world.database.options.max;
  const release: (() => void)[] = [];
  const held = Array.from({ length: size + 3 }, () =>
    inCompany(world.database, { companyId: world.company.id, userId: null }, async () => {
      await new Promise<void>((resolve) => release.push(resolve));
    }),
  );
  await expect.poll(() => release.length).toBe(size);
  // Measured in this process: a scrape needs no connection for these.
  const text = await metrics();
  expect(text).toContain(`relais_database_pool_size ${size}`);
  expect(text).toContain(`relais_database_transactions{state="running"} ${size}`);
  expect(text).toContain('relais_database_transactions{state="waiting"} 3');
  while (release.length < size + 3) {
    for (const end of release) end();
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const end of release) end();
  await Promise.all(held);
  const after = await metrics();
  expect(after).toContain('relais_database_transactions{state="running"} 0');
  expect(after).toContain('relais_database_transactions{state="waiting"} 0');
});

test('open circuits are counted over all companies, without those of webhooks that are switched off', async () => {
  const open = async (company: TestCompany, isActive: boolean) => {
    const id = await insertTestWebhook(world, company, { isActive });
    await world.superuser`
      insert into webhook_health (company_id, webhook_id, circuit, probe_at)
      values (${company.id}, ${id}, 'open', now())
    `;
  };
  await open(world.company, true);
  await open(world.otherCompany, true);
  await open(world.company, false);
  await insertTestWebhook(world, world.company);
  // A measurement counts for two seconds.
  await expect.poll(metrics).toContain('relais_webhook_circuits_open 2\n');
});
