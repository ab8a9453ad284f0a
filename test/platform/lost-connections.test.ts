/**
 * Goal: a connection to Postgres that is lost in the middle of a transaction costs that transaction and
 * nothing else. Method: `pg_terminate_backend` at each point where it differs: between two statements,
 * within one, and with the commit already sent; then under an api that is a process of its own.
 */
import { declareInternalEvent } from '../../src/domain/shared/declare-event.ts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { problemOf } from '../../src/api/http/errors.ts';
import { connect, inCompany, type Transaction } from '../../src/platform/database.ts';
import { ActionAcceptedOut } from '../../src/domain/actions/shapes.ts';
import { answerOf, createEntity, refusalOf } from '../support/actions.ts';
import { startApiProcess, type Entrypoint } from '../support/entrypoint.ts';
import { startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

/** No server listens there: commands stay in the table, where they can be counted. */
const NOWHERE = '127.0.0.1:1';
const QUERY_COUNT = 20; // twice the pool

let n8n: FakeN8n;
let stack: TestStack;
let processes: Entrypoint[] = [];

beforeAll(async () => {
  n8n = await startFakeN8n();
  stack = await startTestStack({ n8n });
  await createEntity(stack, stack.company.owner.key);
});

afterEach(async () => {
  await Promise.all(processes.map(({ kill }) => kill()));
  processes = [];
});

afterAll(async () => {
  await stack.stop();
  await n8n.stop();
});

/** Ends the connection that serves this transaction. Resolves once Postgres has let it go. */
const terminate = async (pid: number): Promise<void> => {
  await stack.superuser`select pg_terminate_backend(${pid})`;
  await until('the connection is gone', async () => {
    const rows = await stack.superuser`select pid from pg_stat_activity where pid = ${pid}`;
    return rows.length === 0;
  });
};

const pidOf = async ({ sql }: Transaction): Promise<number> => {
  const [row] = await sql`select pg_backend_pid() as pid`;
  return Number(row?.['pid']);
};

const insertEntity = ({ sql, actor }: Transaction, ref: string) => sql`
  insert into entities (company_id, type, ref, data)
  values (${actor.companyId}::bigint, 'candidat', ${ref}, '{}')
`;

const lost = declareInternalEvent('TestLost', 'test', { audit: 'tests.lose' });

const audit = (tx: Transaction, ref: string): void => tx.emit(lost, { subjectId: ref });

/** What an api would answer. */
const problemIn = async (
  work: (tx: Transaction) => Promise<unknown>,
): Promise<{ status: number; code: string }> => {
  const { company, database } = stack;
  const actor = { companyId: company.id, userId: company.owner.id };
  const error: unknown = await inCompany(database, actor, work).then(
    () => new Error('committed'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error(`not an error: ${String(error)}`);
  const { status, code } = problemOf(error);
  return { status, code };
};

const expectNothingOf = async (ref: string): Promise<void> => {
  const { superuser } = stack;
  expect(await superuser`select id from entities where ref = ${ref}`).toHaveLength(0);
  const audited = await superuser`
    select audit from facts where resource_id = ${ref}
    union all
    select entry from audit_entries where entry ->> 'resource_id' = ${ref}
  `;
  expect(audited).toHaveLength(0);
};

/** Every connection of the pool serves, those that were lost too. */
const expectPoolServes = async (): Promise<void> => {
  const { company, database } = stack;
  const actor = { companyId: company.id, userId: null };
  const pids = await Promise.all(
    Array.from({ length: QUERY_COUNT }, () => inCompany(database, actor, pidOf)),
  );
  expect(pids).toHaveLength(QUERY_COUNT);
};

const UNAVAILABLE = { status: 503, code: 'unavailable' };

const LOSSES: { title: string; lose: (tx: Transaction, ref: string) => Promise<unknown> }[] = [
  {
    title: 'between two statements',
    lose: async (tx, ref) => {
      const pid = await pidOf(tx);
      await insertEntity(tx, ref);
      await terminate(pid);
      await insertEntity(tx, `${ref}-2`);
    },
  },
  {
    title: 'between two statements, with several to come',
    lose: async (tx, ref) => {
      const pid = await pidOf(tx);
      await insertEntity(tx, ref);
      await terminate(pid);
      await Promise.all([insertEntity(tx, `${ref}-2`), insertEntity(tx, `${ref}-3`), pidOf(tx)]);
    },
  },
  {
    title: 'after the last statement',
    lose: async (tx, ref) => {
      const pid = await pidOf(tx);
      await insertEntity(tx, ref);
      await terminate(pid);
    },
  },
  {
    title: 'after the last statement, with an audit entry to write',
    lose: async (tx, ref) => {
      const pid = await pidOf(tx);
      await insertEntity(tx, ref);
      audit(tx, ref);
      await terminate(pid);
    },
  },
  {
    title: 'before statements that nobody waits for',
    lose: async (tx, ref) => {
      await terminate(await pidOf(tx));
      tx.send(insertEntity(tx, ref));
      tx.send(insertEntity(tx, `${ref}-2`));
      audit(tx, ref);
    },
  },
  {
    title: 'while it is noticed',
    lose: async (tx, ref) => {
      const pid = await pidOf(tx);
      await insertEntity(tx, ref);
      void stack.superuser`select pg_terminate_backend(${pid})`.execute();
      for (;;) await pidOf(tx);
    },
  },
];

test.each(LOSSES)('lost $title: unavailable, nothing written, the next works', async ({ lose }) => {
  const ref = `PERDU-${LOSSES.findIndex((loss) => loss.lose === lose)}`;
  expect(await problemIn((tx) => lose(tx, ref))).toEqual(UNAVAILABLE);
  await expectNothingOf(ref);
  await expectPoolServes();
});

test('later statements of a lost transaction are refused, and do not run in the next one on its connection', async () => {
  const { company, otherCompany, databases, superuser } = stack;
  const pool = connect(databases.appUrl, 1);
  const others = Promise.withResolvers<void>();
  const refused = Promise.withResolvers<unknown>();
  const lost = inCompany(pool, { companyId: company.id, userId: null }, async (tx) => {
    await terminate(await pidOf(tx));
    await others.promise;
    const say = async () => insertEntity(tx, 'REVENANT');
    await say().then(refused.resolve, refused.resolve);
  });
  await expect(lost).rejects.toThrow('CONNECTION_CLOSED');
  await inCompany(pool, { companyId: otherCompany.id, userId: null }, async (tx) => {
    await insertEntity(tx, 'VOISIN');
    others.resolve();
    expect(await refused.promise).toEqual(new Error('this transaction is over'));
    await insertEntity(tx, 'VOISINE');
  });
  await pool.end({ timeout: 5 });
  await expectNothingOf('REVENANT');
  const rows = await superuser`
    select ref from entities where company_id = ${otherCompany.id} order by ref
  `;
  expect(rows.map(({ ref }) => String(ref))).toEqual(['VOISIN', 'VOISINE']);
});

test.each([
  { table: 'entities', where: 'within a statement, with others to come' },
  { table: 'actions', where: 'with all statements and the commit sent' },
  { table: 'facts', where: 'at the last statement' },
])('an api whose connection is lost $where answers 503 and keeps running', async ({ table }) => {
  await Promise.all([stack.stopWorker(), stack.stopRelay()]); // the api alone is at work
  const api = await startApi();
  const before = await countRows();
  const answer = await stack.superuser.begin(async (sql) => {
    await sql`lock table ${sql(table)} in access exclusive mode`;
    let answered: Response | undefined;
    const answering = api.send().then((response) => (answered = response));
    // The first that waits may be the sealer, so every connection that waits is ended until the api answers.
    await until('the api answers', async () => {
      await stack.superuser`
        select pg_terminate_backend(pid)
        from pg_stat_activity
        where datname = current_database() and usename = 'relais_app' and wait_event_type = 'Lock'
      `;
      return answered;
    });
    return answering;
  });
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  expect(await refusalOf(answer)).toEqual({ ...UNAVAILABLE, faults: [] });
  expect(await countRows()).toEqual(before);
  const next = await Promise.all(Array.from({ length: QUERY_COUNT }, () => api.send()));
  for (const response of next) await answerOf(response, 202, ActionAcceptedOut);
  expect(api.hasEnded(), api.output()).toBe(false);
});

const countRows = async () => {
  const [counts] = await stack.superuser`
    select (select count(*) from actions) as actions, (select count(*) from commands) as commands,
      (select count(*) from facts) as facts, (select count(*) from audit_entries) as audited
  `;
  return counts;
};

const startApi = async () => {
  const api = await startApiProcess(stack, NOWHERE);
  processes.push(api);
  return api;
};
