/**
 * Goal: n8n runs each action once, however many come at once and whatever happens to n8n. Method: the whole of
 * Relais in front of a real n8n with the flows of `n8n/`; what ran is read from n8n's own list of executions.
 */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OPEN_STATUSES } from '../../src/domain/actions/statuses.ts';
import { createAction, createEntity, readAction } from '../support/actions.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { startRealN8n, type RealN8n } from '../support/n8n/real.ts';

const BURST_COUNT = 200;
const KILL_COUNT = 60;
const BURST_TIMEOUT_MS = 10 * 60_000; // a real n8n takes a few actions a second
const POLL = { timeout: BURST_TIMEOUT_MS, interval: 500 };

let n8n: RealN8n;
let relais: TestStack;
beforeAll(async () => {
  n8n = await startRealN8n();
  relais = await startTestStack({ n8n: { url: n8n.webhookUrl, apiKey: n8n.apiKey } });
  await createEntity(relais, relais.company.owner.key);
});
afterAll(async () => {
  await relais.stop();
  await n8n.stop();
});

const owner = () => relais.company.owner;
const acceptMany = async (count: number): Promise<string[]> => {
  const accepted = await Promise.all(
    Array.from({ length: count }, () => createAction(relais, owner())),
  );
  return accepted.map(({ id }) => id);
};
const statusesOf = async (ids: readonly string[]): Promise<Map<string, string>> => {
  const rows = await relais.superuser`
    select id, status
    from actions
    where id = any(${[...ids]}::uuid[])
  `;
  return new Map(rows.map(({ id, status }) => [String(id), String(status)]));
};
const idsIn = async (ids: readonly string[], statuses: readonly string[]): Promise<string[]> =>
  [...(await statusesOf(ids))].flatMap(([id, status]) => (statuses.includes(status) ? [id] : []));
const inN8n = async (
  read: (sql: postgres.Sql) => Promise<readonly postgres.Row[]>,
): Promise<readonly postgres.Row[]> => {
  const sql = postgres(n8n.databaseUrl, { max: 1 });
  try {
    return await read(sql);
  } finally {
    await sql.end();
  }
};
/** How often the route ran for each action: the data of an execution names it. */
const countRuns = async (ids: readonly string[]): Promise<number[]> => {
  const rows = await inN8n(
    (sql) => sql`
      select execution_data.data
      from execution_data
      join execution_entity on execution_entity.id = execution_data."executionId"
      where execution_entity."workflowId" = 'relaisCandidatRelance'
    `,
  );
  const texts = rows.map(({ data }) => String(data));
  return ids.map((id) => texts.filter((text) => text.includes(id)).length);
};
const countExecutionsUnderWay = async (): Promise<number> => {
  const rows = await inN8n(
    (sql) => sql`
      select 1
      from execution_entity
      where status in ('new', 'running')
    `,
  );
  return rows.length;
};
/** What the attempts of these actions came to, each once. */
const attemptsOf = async (ids: readonly string[]): Promise<string[]> => {
  const rows = await relais.superuser`
    select distinct concat_ws(' ', outcome, error_code) as attempt
    from action_attempts
    where action_id = any(${[...ids]}::uuid[])
  `;
  return rows.map(({ attempt }) => String(attempt));
};

it(
  `runs ${BURST_COUNT} actions that come at once once each, and no attempt waits for n8n in vain`,
  { timeout: BURST_TIMEOUT_MS },
  async () => {
    const ids = await acceptMany(BURST_COUNT);
    await expect.poll(() => idsIn(ids, OPEN_STATUSES), POLL).toEqual([]);
    expect(await idsIn(ids, ['succeeded'])).toHaveLength(BURST_COUNT);
    expect((await countRuns(ids)).filter((count) => count !== 1)).toEqual([]);
    expect(await attemptsOf(ids)).toEqual(['accepted']);
  },
);

it(
  'runs no action twice when n8n is killed in the middle, and goes on when it is back',
  { timeout: BURST_TIMEOUT_MS },
  async () => {
    const ids = await acceptMany(KILL_COUNT);
    const countDone = async () => (await idsIn(ids, ['succeeded'])).length;
    await expect.poll(countDone, POLL).toBeGreaterThan(KILL_COUNT / 10);
    await n8n.kill();
    const before = await countDone();
    expect(before).toBeLessThan(KILL_COUNT);
    await n8n.restart();

    /** Those whose execution died with n8n: Relais does not know how far it came, so it does not send them again. */
    const claimed = async () => {
      const open = await idsIn(ids, OPEN_STATUSES);
      const actions = await Promise.all(open.map((id) => readAction(relais, owner(), id)));
      return actions.map(({ id, timeline }) => ({
        id,
        isClaimed: timeline.some(({ kind }) => kind === 'claim'),
      }));
    };
    const unclaimed = async () => (await claimed()).filter(({ isClaimed }) => !isClaimed);
    await expect.poll(unclaimed, POLL).toEqual([]);
    await expect.poll(countExecutionsUnderWay, POLL).toBe(0);
    const cut = (await claimed()).map(({ id }) => id);
    console.info(`${KILL_COUNT - cut.length} of ${KILL_COUNT} ended, ${cut.length} were cut off`);
    expect(await countDone()).toBe(KILL_COUNT - cut.length);
    expect(await countDone()).toBeGreaterThan(before);
    expect((await countRuns(ids)).filter((count) => count > 1)).toEqual([]);

    // A person cancels these actions and sends them again.
    const order = async (what: 'cancel' | 'retry') => {
      const answers = cut.map((id) =>
        relais.request(`/api/v1/actions/${id}/${what}`, { key: owner().key, method: 'POST' }),
      );
      for (const { status } of await Promise.all(answers)) expect(status).toBe(202);
    };
    await order('cancel');
    await expect.poll(() => idsIn(ids, OPEN_STATUSES), POLL).toEqual([]);
    await order('retry');
    await expect.poll(() => idsIn(ids, OPEN_STATUSES), POLL).toEqual([]);
    expect(await countDone()).toBe(KILL_COUNT);
  },
);
