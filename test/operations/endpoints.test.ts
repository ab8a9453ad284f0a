/**
 * Goal: an operator sees which commands wait and why, and can retry them; the outbox hands out every
 * command once and in order. Method: the routes in-process on real Postgres; for the reason, a real relay and
 * a Temporal that is not there.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { inCompany } from '../../src/platform/database.ts';
import type { Command } from '../../src/platform/commands.ts';
import { CommandOut, OperationsSummaryOut } from '../../src/domain/operations/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import {
  claimCommands,
  completeCommands,
  countWaitingCommands,
  postponeCommand,
} from '../../src/queries/shared/commands.ts';
import { createRelay } from '../../src/background/relay.ts';
import { createTemporalClient } from '../../src/platform/temporal.ts';
import { freePort } from '../../dev/supervisor/ports.ts';
import { startTestApi, type TestApi, type TestCompany } from '../support/api.ts';
import { insertRows } from '../support/rows/index.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let owner: string;
beforeAll(async () => {
  api = await startTestApi();
  owner = api.company.owner.key;
});
afterAll(() => api.stop());
beforeEach(async () => {
  await api.superuser`delete from commands`;
});

const command = (workflowId: string): Command => ({
  workflowId,
  operation: 'start',
  name: 'crmActionWorkflow',
  input: { companyId: 1, secretive: 'never shown' },
  subject: 'candidat/42',
});

const commit = (workflowIds: string[], of: TestCompany = api.company): Promise<void> =>
  inCompany(api.database, { companyId: of.id, userId: null }, (tx) => {
    for (const workflowId of workflowIds) tx.command(command(workflowId));
    return Promise.resolve();
  });

const Page = pageOf(CommandOut);
const list = async (query = '', key = owner): Promise<z.infer<typeof Page>> => {
  const answer = await api.request(`/api/v1/operations/commands${query}`, { key });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return Page.parse(await answer.json());
};

const summary = async (key = owner) => {
  const answer = await api.request('/api/v1/operations/summary', { key });
  expect(answer.status).toBe(200);
  return OperationsSummaryOut.parse(await answer.json());
};

const claim = (limit = 100) => claimCommands(api.database, { limit, leaseSeconds: 30 });
const idsOf = (commands: { workflow_id: string }[]) => commands.map((one) => one.workflow_id);

describe('GET /api/v1/operations/commands', () => {
  test('lists waiting commands with their reason, oldest first, without their input', async () => {
    await commit(['action/a', 'action/b']);
    const [first] = await claim(1);
    await postponeCommand(api.database, {
      id: first?.id ?? 0,
      delaySeconds: 20,
      error: '14 UNAVAILABLE: no connection',
    });
    const { data } = await list();
    expect(idsOf(data)).toEqual(['action/a', 'action/b']);
    expect(data[0]).toMatchObject({
      id: first?.id,
      operation: 'start',
      name: 'crmActionWorkflow',
      subject: 'candidat/42',
      attempt_count: 1,
      last_error: '14 UNAVAILABLE: no connection',
    });
    const [postponed = 0, fresh = 0] = data.map((one) => Date.parse(one.due_at));
    expect(postponed).toBeGreaterThan(fresh);
    expect(data[1]).toMatchObject({ attempt_count: 0, last_error: null });
    expect(JSON.stringify(data)).not.toContain('never shown');
  });

  test('turns pages and shows nobody another company’s', async () => {
    await commit(['action/a', 'action/b', 'action/c']);
    await commit(['action/x'], api.otherCompany);
    const first = await list('?limit=2');
    const second = await list(`?limit=2&cursor=${first.next_cursor}`);
    expect(idsOf([...first.data, ...second.data])).toEqual(['action/a', 'action/b', 'action/c']);
    expect(second.next_cursor).toBeNull();
    expect(idsOf((await list('', api.otherCompany.owner.key)).data)).toEqual(['action/x']);
  });
});

describe('POST /api/v1/operations/commands/{id}/retry', () => {
  test('makes a postponed command due at once, with an audit entry', async () => {
    await commit(['action/a']);
    const [stuck] = await claim();
    const id = stuck?.id ?? 0;
    await postponeCommand(api.database, { id, delaySeconds: 3_600, error: 'no' });
    expect(await claim()).toEqual([]);
    const answer = await api.request(`/api/v1/operations/commands/${id}/retry`, {
      method: 'POST',
      key: owner,
    });
    expect(answer.status).toBe(202);
    expect(CommandOut.parse(await answer.json())).toMatchObject({ id, last_error: 'no' });
    expect(await claim()).toMatchObject([{ id, attempt_count: 2 }]);
    const audit = await api.request(`/api/v1/audit?operation=operations.retry`, { key: owner });
    expect(await audit.json()).toMatchObject({
      data: [{ resource_type: 'command', resource_id: String(id), user_id: api.company.owner.id }],
    });
  });

  test('answers 404 once it has been carried out', async () => {
    await commit(['action/a']);
    const [done] = await claim();
    await completeCommands(api.database, [done?.id ?? 0]);
    const answer = await api.request(`/api/v1/operations/commands/${done?.id}/retry`, {
      method: 'POST',
      key: owner,
    });
    expect(answer.status).toBe(404);
  });
});

describe('GET /api/v1/operations/summary', () => {
  test('counts the waiting commands and their age, and the actions of seven days, of one company', async () => {
    const { actionId } = await insertRows(api, api.company);
    await commit(['action/x', 'action/y'], api.otherCompany);
    await api.superuser`
      update commands set created_at = now() - interval '90 seconds'
      where company_id = ${api.company.id}
    `;
    const before = await summary();
    expect(before).toMatchObject({
      commands_waiting: 1,
      is_temporal_reachable: true,
      temporal_ui_url: 'http://localhost:8233',
    });
    expect(before.oldest_command_seconds).toBeGreaterThanOrEqual(90);
    expect(before.oldest_command_seconds).toBeLessThan(150);
    expect(before.actions_by_status).toEqual({
      accepted: 0,
      dispatching: 0,
      awaiting_callback: 0,
      succeeded: 0,
      failed: 1,
      expired: 0,
      cancelled: 0,
    });
    await api.superuser`
      update actions set created_at = now() - interval '8 days' where id = ${actionId}
    `;
    expect((await summary()).actions_by_status).toMatchObject({ failed: 0 });
    expect((await summary(api.otherCompany.owner.key)).commands_waiting).toBe(2);
  });

  test('answers 0 when no command waits', async () => {
    expect(await summary()).toMatchObject({ commands_waiting: 0, oldest_command_seconds: 0 });
  });
});

describe('the outbox', () => {
  test('never hands one command to two relays', async () => {
    await commit(Array.from({ length: 60 }, (_, index) => `action/${index}`));
    const claimed = await Promise.all(Array.from({ length: 6 }, () => claim(20)));
    const ids = claimed.flat().map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const batch of claimed) expect(batch.length).toBeLessThanOrEqual(20);
    const rest = await claim();
    expect(ids.length + rest.length).toBe(60);
  });

  test('does not make one relay wait for what another is just claiming', async () => {
    await commit(['action/a', 'action/b', 'action/c']);
    const claimed = await api.superuser.begin(async (sql) => {
      const first = await sql`select workflow_id from claim_commands(2, 30)`;
      // The first claim has not committed: a relay that waited for it would block here for ever.
      return { first: first.map((row) => row['workflow_id']), second: idsOf(await claim()) };
    });
    expect(claimed).toEqual({ first: ['action/a', 'action/b'], second: ['action/c'] });
    expect(await claim()).toEqual([]);
  });

  test('hands out the next command of a workflow only when the one before it is done', async () => {
    await commit(['action/a', 'action/a', 'action/b']);
    const first = await claim();
    expect(idsOf(first)).toEqual(['action/a', 'action/b']);
    expect(await claim()).toEqual([]);
    const [ofA] = first;
    await postponeCommand(api.database, { id: ofA?.id ?? 0, delaySeconds: 60, error: 'no' });
    expect(await claim()).toEqual([]);
    await completeCommands(api.database, [ofA?.id ?? 0]);
    const second = await claim();
    expect(idsOf(second)).toEqual(['action/a']);
    expect(second[0]?.id).not.toBe(ofA?.id);
  });

  test('hands out again what a dead relay held, once its lease is over', async () => {
    await commit(['action/a']);
    expect(await claim()).toHaveLength(1);
    await api.superuser`update commands set leased_until = now() + interval '1 second'`;
    expect(await claim()).toEqual([]);
    await api.superuser`update commands set leased_until = now() - interval '1 second'`;
    expect(await claim()).toMatchObject([{ attempt_count: 2 }]);
  });

  test('holds all commands of a transaction or none', async () => {
    const failing = inCompany(
      api.database,
      { companyId: api.company.id, userId: null },
      async (tx) => {
        tx.command(command('action/never'));
        await tx.sql`select 1 / 0`;
      },
    );
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(await countWaitingCommands(api.database)).toMatchObject({ waiting: 0 });
  });
});

test('a relay that reaches no Temporal leaves the command, says why, and tries again later', async () => {
  const temporal = createTemporalClient({
    ...api.deps.config,
    TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
  });
  const relay = createRelay({ ...api.deps, temporal });
  await commit(['action/a']);
  expect(relay.isTemporalReachable()).toBeNull();
  relay.poke();
  try {
    const stuck = await until('it gave up once', async () => {
      const [one] = (await list()).data;
      return one?.last_error === null ? undefined : one;
    });
    expect(stuck).toMatchObject({ workflow_id: 'action/a', attempt_count: 1 });
    expect(stuck.last_error).toBe('Temporal does not answer');
    expect(relay.isTemporalReachable()).toBe(false);
  } finally {
    await relay.stop();
    await temporal.connection.close();
  }
});
