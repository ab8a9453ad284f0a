/**
 * Goal: owners are told once of a mailbox that fails and once when it works, and refused credentials stop its
 * cycles. Method: the transaction that ends a cycle, on PostgreSQL; the sweep with a clock of its own.
 */
import type { Client } from '@temporalio/client';
import { afterAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { createMailboxSweeps } from '../../src/background/mailboxes.ts';
import { type CycleOutcome, isLateNews, nextHealth } from '../../src/domain/mailboxes/health.ts';
import { retryDelayMs } from '../../src/domain/mailboxes/sync.ts';
import { NotificationOut } from '../../src/domain/notifications/shapes.ts';
import { inCompany } from '../../src/platform/database.ts';
import { countMailboxesInTrouble } from '../../src/queries/mailboxes/health.ts';
import { recordCycle } from '../../src/services/mailboxes/health.ts';
import { startTestApi } from '../support/api.ts';
import { mailboxesAs } from '../support/mailbox-calls.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { create, read, change } = mailboxesAs(api, api.company.owner.key);

const OK: CycleOutcome = { kind: 'ok' };
const REFUSED: CycleOutcome = { kind: 'failed', code: 'credentials_refused' };
const AWAY: CycleOutcome = { kind: 'failed', code: 'timeout' };

const UNCLEAR: CycleOutcome = { kind: 'failed', code: 'login_refused' };

const endCycle = (mailboxId: number, outcome: CycleOutcome, cycleId = uuidv7(), now = new Date()) =>
  inCompany(api.database, { companyId: api.company.id, userId: null }, (tx) =>
    recordCycle(tx, { mailboxId, cycleId, outcome, now }),
  );

const noticesOf = async (id: number): Promise<string[]> => {
  const rows = await api.superuser`
    select code
    from notifications
    where subject_type = 'mailbox' and subject_id = ${String(id)}
    order by id
  `;
  return rows.map((row) => String(row['code']));
};

const schedulesOf = async (id: number): Promise<boolean[]> => {
  const rows = await api.superuser`
    select schedule -> 'isPaused' as paused
    from commands
    where workflow_id = ${`mailbox/${id}/sync`}
    order by id
  `;
  return rows.map((row) => row['paused'] === true);
};

describe('refused credentials', () => {
  test('pause the mailbox after three tries, and tell its owners once', async () => {
    const { id } = await create();
    await endCycle(id, REFUSED);
    await endCycle(id, REFUSED);
    expect(await noticesOf(id)).toEqual([]);
    await endCycle(id, REFUSED);
    await endCycle(id, REFUSED);
    expect(await noticesOf(id)).toEqual(['mailbox_refused']);
    expect(await schedulesOf(id)).toEqual([false, true]);
    expect(await read(id)).toMatchObject({
      state: 'credentials_refused',
      failure_code: 'credentials_refused',
    });
  });

  test('lead the owner from the notification to the page of the mailbox, which marks it as read', async () => {
    const { id } = await create();
    for (let time = 0; time < 3; time += 1) await endCycle(id, REFUSED);
    const { key } = api.company.owner;
    const newest = async () => {
      const answer = await api.request('/api/v1/notifications?limit=1', { key });
      return z.object({ data: z.array(NotificationOut) }).parse(await answer.json()).data[0];
    };
    expect(await newest()).toMatchObject({
      type: 'MAILBOX_REFUSED',
      mailbox_id: id,
      read_at: null,
    });
    const body = { subject: { type: 'mailbox', id } };
    expect((await api.request('/api/v1/notifications/read', { key, body })).status).toBe(200);
    expect((await newest())?.read_at).not.toBeNull();
  });

  test('count once per cycle: the second record of it changes nothing', async () => {
    const { id } = await create();
    const cycleId = uuidv7();
    for (let time = 0; time < 4; time += 1) await endCycle(id, REFUSED, cycleId);
    expect(await schedulesOf(id)).toEqual([false]);
  });

  test('are forgotten with new credentials, and owners hear when it works', async () => {
    const { id } = await create();
    for (let time = 0; time < 3; time += 1) await endCycle(id, REFUSED);
    const credentials = { method: 'password', password: 'le bon' };
    expect(await change(id, { version: 1, credentials })).toMatchObject({ failure_code: null });
    expect(await schedulesOf(id)).toEqual([false, true, false]);
    await endCycle(id, OK);
    await endCycle(id, OK);
    expect(await noticesOf(id)).toEqual(['mailbox_refused']);
    await endCycle(id, OK);
    await endCycle(id, OK);
    expect(await noticesOf(id)).toEqual(['mailbox_refused', 'mailbox_recovered']);
    expect((await read(id)).state).toBe('ok');
  });

  test('are tried again when a person resumes the mailbox', async () => {
    const { id } = await create();
    for (let time = 0; time < 3; time += 1) await endCycle(id, REFUSED);
    await change(id, { version: 1, name: 'Autre nom' });
    expect(await schedulesOf(id)).toEqual([false, true]);
    await change(id, { version: 2, is_active: true });
    expect(await schedulesOf(id)).toEqual([false, true, false]);
  });

  test('without a reason pause it only after an hour', async () => {
    const { id } = await create();
    for (let time = 0; time < 5; time += 1) await endCycle(id, UNCLEAR);
    expect(await schedulesOf(id)).toEqual([false]);
    await endCycle(id, UNCLEAR, uuidv7(), new Date(Date.now() + 61 * 60_000));
    expect(await schedulesOf(id)).toEqual([false, true]);
  });

  test('between other failures do not count together', async () => {
    const { id } = await create();
    for (const outcome of [REFUSED, REFUSED, AWAY, REFUSED, REFUSED]) await endCycle(id, outcome);
    expect(await schedulesOf(id)).toEqual([false]);
  });
});

describe('a cycle that succeeds', () => {
  test('resumes a mailbox that was stopped: a person asked for the cycle', async () => {
    const { id } = await create();
    for (let time = 0; time < 3; time += 1) await endCycle(id, REFUSED);
    await endCycle(id, OK);
    expect(await schedulesOf(id)).toEqual([false, true, false]);
  });

  test('does not resume a mailbox that a person has paused', async () => {
    const { id } = await create();
    for (let time = 0; time < 3; time += 1) await endCycle(id, REFUSED);
    await change(id, { version: 1, is_active: false });
    await endCycle(id, OK);
    expect(await schedulesOf(id)).toEqual([false, true, true]);
  });
});

test('the state of a mailbox follows its cycles', async () => {
  const { id, state } = await create();
  expect(state).toBe('new');
  await endCycle(id, AWAY);
  const away = await read(id);
  expect(away).toMatchObject({ state: 'unreachable', failure_code: 'timeout' });
  expect(away.failing_since).not.toBeNull();
  await endCycle(id, OK);
  expect(await read(id)).toMatchObject({ state: 'ok', failure_code: null, failing_since: null });
});

describe('a mailbox that was not synchronised for 15 minutes', () => {
  const startSweeps = (nowMs: () => number) =>
    createMailboxSweeps({
      database: api.database,
      // Its schedules are another test's.
      temporal: {
        connection: { withDeadline: () => Promise.resolve('running') },
      } as unknown as Client,
      clock: { now: () => new Date(nowMs()) },
      log: api.deps.log,
      announce: () => undefined,
    });
  const SWEEP_EVERY_MINUTES = 4;
  const minutesLater = async (minutes: number): Promise<void> => {
    const startedMs = Date.now();
    let nowMs = startedMs;
    const sweeps = startSweeps(() => nowMs);
    for (let minute = 0; minute < minutes; minute += SWEEP_EVERY_MINUTES) {
      nowMs = startedMs + minute * 60_000;
      await sweeps.sweep();
    }
    nowMs = startedMs + minutes * 60_000;
    await sweeps.sweep();
  };

  test('says so once, and once when it works', async () => {
    const { id } = await create();
    await endCycle(id, OK);
    await minutesLater(14);
    expect(await noticesOf(id)).toEqual([]);
    await minutesLater(16);
    await minutesLater(17);
    expect(await noticesOf(id)).toEqual(['mailbox_late']);
    for (let time = 0; time < 3; time += 1) await endCycle(id, OK);
    expect(await noticesOf(id)).toEqual(['mailbox_late', 'mailbox_recovered']);
  });

  test('says why', async () => {
    const { id } = await create();
    await endCycle(id, AWAY);
    await minutesLater(16);
    const [row] = await api.superuser`
      select params from notifications
      where subject_type = 'mailbox' and subject_id = ${String(id)} and code = 'mailbox_late'
    `;
    expect(row?.['params']).toMatchObject({ failure: 'timeout' });
  });

  test('is not told of when nothing watched it: after an outage of Relais', async () => {
    const { id } = await create();
    await endCycle(id, OK);
    let nowMs = Date.now();
    const sweeps = startSweeps(() => nowMs);
    await sweeps.sweep();
    nowMs += 60 * 60_000;
    await sweeps.sweep();
    expect(await noticesOf(id)).toEqual([]);
  });

  test('may be in its first sync: that takes as long as it takes', async () => {
    const { id } = await create();
    await api.superuser`
      insert into mailbox_cycles (id, company_id, mailbox_id, trigger, status)
      values (${uuidv7()}, ${api.company.id}, ${id}, 'schedule', 'running')
    `;
    expect((await read(id)).state).toBe('syncing');
    await minutesLater(60);
    expect(await noticesOf(id)).toEqual([]);
  });

  test('is not late while it is paused, nor right after it is resumed', async () => {
    const { id } = await create({ is_active: false });
    await minutesLater(60);
    expect(await noticesOf(id)).toEqual([]);
    await api.superuser`
      update mailbox_health set watched_since = now() - interval '1 day' where mailbox_id = ${id}
    `;
    await change(id, { version: 1, is_active: true });
    await minutesLater(5);
    expect(await noticesOf(id)).toEqual([]);
  });
});

test('a paused mailbox is tried again after some hours, without a person', async () => {
  const { id } = await create();
  for (let time = 0; time < 3; time += 1) await endCycle(id, REFUSED);
  const probes = async (): Promise<number> => {
    const rows = await api.superuser`
      select 1 from commands
      where workflow_id = ${`mailbox/${id}/sync`} and operation = 'signal_with_start'
    `;
    return rows.length;
  };
  const sweeps = createMailboxSweeps({
    database: api.database,
    temporal: {
      connection: { withDeadline: () => Promise.resolve('paused') },
    } as unknown as Client,
    clock: api.deps.clock,
    log: api.deps.log,
    announce: () => undefined,
  });
  await api.superuser`delete from commands`;
  await sweeps.sweep();
  expect(await probes()).toBe(0);
  await api.superuser`
    update mailbox_health set paused_at = now() - interval '7 hours' where mailbox_id = ${id}
  `;
  await api.superuser`delete from commands`;
  await sweeps.sweep();
  await sweeps.sweep();
  expect(await probes()).toBe(1);
});

test('a provider that lets one login through now and then is told of once in some hours', () => {
  const start = new Date(0);
  let health: Parameters<typeof nextHealth>[0] = {
    synced_at: start,
    watched_since: start,
    failure_code: null,
    failure_count: 0,
    failed_cycle_id: null,
    failing_since: null,
    refused_since: null,
    paused_at: null,
    success_count: 3,
    failure_notified_at: null,
    late_notified_at: null,
    failure_told_at: null,
    late_told_at: null,
  };
  const told: string[] = [];
  let [retryAtMs, failureCount, nextOkMs] = [0, 0, 17 * 60_000];
  for (let ms = 0; ms < 12 * 60 * 60_000; ms += 60_000) {
    const now = new Date(ms);
    if (ms >= retryAtMs) {
      const isOk = ms >= nextOkMs;
      if (isOk) nextOkMs = ms + 17 * 60_000;
      failureCount = isOk ? 0 : failureCount + 1;
      retryAtMs = isOk ? 0 : ms + retryDelayMs(failureCount);
      const outcome: CycleOutcome = isOk ? OK : { kind: 'failed', code: 'throttled' };
      const next = nextHealth(health, { id: String(ms), outcome, now });
      health = next.health;
      if (next.notice !== null) told.push(next.notice);
    }
    if (isLateNews(health, now)) {
      told.push('late');
      health = { ...health, late_notified_at: now, late_told_at: now };
    }
  }
  expect(told).toEqual(['late']);
});

test('operators see how many mailboxes are in trouble', async () => {
  await api.superuser`update mailboxes set is_active = false`;
  const refused = await create();
  for (let time = 0; time < 3; time += 1) await endCycle(refused.id, REFUSED);
  await endCycle((await create()).id, AWAY);
  await endCycle((await create()).id, OK);
  const counts = await countMailboxesInTrouble(api.database, new Date(Date.now() - 60_000));
  expect(counts.toSorted((left, right) => (left.reason < right.reason ? -1 : 1))).toEqual([
    { reason: 'credentials_refused', count: 1 },
    { reason: 'failing', count: 1 },
  ]);
  const metrics = await (await api.request('/metrics')).text();
  expect(metrics).toContain('relais_mailboxes_in_trouble{reason="credentials_refused"} 1');
  expect(metrics).toContain('relais_mailboxes_in_trouble{reason="late"} 0');
});
