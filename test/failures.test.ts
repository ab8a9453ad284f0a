/**
 * Goal: no action is lost or has two effects. Method: the whole system without one of its parts: Temporal,
 * or an api or a worker in a process of its own that is killed with SIGKILL. Each test starts its own
 * relay and also runs alone.
 */
import { Agent, get } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ActionAcceptedOut } from '../src/domain/actions/shapes.ts';
import { NotificationOut } from '../src/domain/notifications/shapes.ts';
import { pageOf } from '../src/domain/shared/pages.ts';
import { actionWorkflowId } from '../src/ids.ts';
import { createRelay } from '../src/background/relay.ts';
import { createTemporalClient } from '../src/platform/temporal.ts';
import { answerOf, createEntity, readAction, relance } from './support/actions.ts';
import { startApiProcess, startEntrypoint, type Entrypoint } from './support/entrypoint.ts';
import { freePort } from '../dev/supervisor/ports.ts';
import { ACCEPT, startFakeN8n, type FakeN8n } from '../dev/fakes/n8n/scripted.ts';
import { startLink, type Link } from './support/link.ts';
import { untilBlocked } from './support/postgres.ts';
import { startTestStack, type TestStack } from './support/stack.ts';
import { until } from './support/until.ts';

let n8n: FakeN8n;
let stack: TestStack;
/** Processes that a test started and may have left running. */
let processes: Entrypoint[] = [];
let links: Link[] = [];

beforeAll(async () => {
  n8n = await startFakeN8n();
  stack = await startTestStack({ n8n });
  await createEntity(stack, stack.company.owner.key);
});

beforeEach(() => {
  n8n.behave(ACCEPT);
  stack.startRelay();
});

afterEach(async () => {
  await Promise.all([...processes.map(({ kill }) => kill()), stack.stopRelay()]);
  await Promise.all(links.map(({ stop }) => stop()));
  processes = [];
  links = [];
});

afterAll(async () => {
  await stack.stop();
  await n8n.stop();
});

const post = (path: string, body: object = {}, headers: Record<string, string> = {}) =>
  stack.request(path, { key: stack.company.owner.key, headers, body });

const send = (headers: Record<string, string> = {}) =>
  post('/api/v1/actions', relance(stack.company.owner.id), headers);

const sendOne = async (): Promise<string> =>
  (await answerOf(await send(), 202, ActionAcceptedOut)).id;

const find = (id: string) => readAction(stack, stack.company.owner, id);

const isAwaiting = async (id: string) =>
  (await find(id)).status === 'awaiting_callback' || undefined;

const notificationsOf = async (id: string) => {
  const path = '/api/v1/notifications?limit=250';
  const response = await stack.request(path, { key: stack.company.owner.key });
  const { data } = await answerOf(response, 200, pageOf(NotificationOut));
  return data.filter(({ action_id: actionId }) => actionId === id);
};

const settlementsOf = (id: string) => stack.superuser`
  select id from events where type = 'ActionSettled' and subject_id = ${id}
`;

const untilNoCommandWaits = () =>
  until(
    'every command is carried out',
    async () => (await stack.superuser`select id from commands`).length === 0 || undefined,
  );

const runOf = (id: string) =>
  stack.temporal.environment.client.workflow.getHandle(actionWorkflowId(id, 1));

test('actions are accepted while Temporal is down, and all arrive once it is back', async () => {
  await stack.temporal.kill();
  const ids = await Promise.all(Array.from({ length: 5 }, sendOne));
  expect((await find(ids[0] ?? '')).status).toBe('accepted');
  await until('the relay has tried each in vain', async () => {
    const tried = await stack.superuser`select id from commands where last_error is not null`;
    return tried.length === ids.length || undefined;
  });
  await stack.temporal.restart();
  for (const id of ids) {
    await until('n8n gets the action', () => n8n.of(id)[0]);
    expect(n8n.of(id)).toHaveLength(1);
  }
});

test('an action cancelled while Temporal is down never reaches n8n', async () => {
  // Without a worker the run stays open, so that its history shows every signal.
  await stack.stopWorker();
  await stack.temporal.kill();
  const id = await sendOne();
  await answerOf(await post(`/api/v1/actions/${id}/cancel`), 202, ActionAcceptedOut);
  await stack.temporal.restart();
  await untilNoCommandWaits();
  const { events } = await runOf(id).fetchHistory();
  const isStart = events?.map((event) => Boolean(event.workflowExecutionStartedEventAttributes));
  const signals = events?.filter((event) => event.workflowExecutionSignaledEventAttributes);
  expect(isStart?.[0]).toBe(true);
  expect(signals, 'a signal that overtook the start would have been lost').toHaveLength(1);
  await stack.startWorker();
  expect(await runOf(id).result()).toEqual({ status: 'cancelled' });
  expect((await find(id)).status).toBe('cancelled');
  expect(await notificationsOf(id)).toHaveLength(1);
  expect(n8n.of(id)).toHaveLength(0);
});

test('a command of an api that died is carried out once by another', async () => {
  await stack.stopRelay();
  const ids = await Promise.all(Array.from({ length: 10 }, sendOne));
  const client = createTemporalClient(stack.deps.config);
  const { database, log, metrics } = stack.deps;
  const relays = [1, 2].map(() => createRelay({ database, temporal: client, log, metrics }));
  for (const relay of relays) relay.start();
  for (const id of ids) await until('n8n gets the action', () => n8n.of(id)[0]);
  await untilNoCommandWaits();
  await Promise.all(relays.map((relay) => relay.stop()));
  await client.connection.close();
  for (const id of ids) expect(n8n.of(id)).toHaveLength(1);
});

test('refused commands do not block others', async () => {
  await stack.stopRelay();
  // More than one relay takes at once, with ids that are too long.
  await stack.superuser`
    insert into commands (company_id, workflow_id, operation, name, task_queue, input, subject)
    select ${stack.company.id}, repeat('x', 1001) || number, 'start', 'crmActionWorkflow', 'core',
      '{}', 'none'
    from generate_series(1, 150) as number
  `;
  const id = await sendOne();
  const client = createTemporalClient(stack.deps.config);
  const { database, log, metrics } = stack.deps;
  const relay = createRelay({ database, temporal: client, log, metrics });
  relay.poke();
  await until('n8n gets the action', () => n8n.of(id)[0]);
  await relay.stop();
  await client.connection.close();
  await stack.superuser`delete from commands`;
});

test.each([
  { when: 'before Temporal heard of it', lost: 'requests', runs: 0 },
  { when: 'before it heard that Temporal had', lost: 'answers', runs: 1 },
] as const)('an api killed $when: its action is started once', async ({ lost, runs }) => {
  await stack.stopRelay();
  const link = await startLink(stack.temporal.address);
  links.push(link);
  const api = await startApi(link.address);
  // The connection to Temporal works first, then it loses data.
  const earlier = await api.sendOne();
  await until('n8n gets an action', () => n8n.of(earlier)[0]);
  await untilNoCommandWaits();
  link.lose(lost);
  const id = await api.sendOne();
  await until('the api is about to start the action', async () => {
    const leased = await stack.superuser`select id from commands where leased_until is not null`;
    return leased[0];
  });
  if (runs > 0) await until('n8n gets the action', () => n8n.of(id)[0]);
  await api.kill();
  expect(n8n.of(id)).toHaveLength(runs);
  await stack.superuser`update commands set leased_until = now()`; // as if the lease had expired
  stack.startRelay();
  await until('n8n gets the action', () => n8n.of(id)[0]);
  await untilNoCommandWaits();
  await until('the action waits for its answer', () => isAwaiting(id));
  expect(n8n.of(id)).toHaveLength(1);
  expect((await find(id)).attempts).toHaveLength(1);
});

const startApi = async (temporalAddress: string) => {
  const api = await startApiProcess(stack, temporalAddress);
  processes.push(api);
  return {
    kill: api.kill,
    sendOne: async (): Promise<string> =>
      (await answerOf(await api.send(), 202, ActionAcceptedOut)).id,
  };
};

test('an api told to stop ends in order, however busy a caller keeps its connection', async () => {
  const api = await startApiProcess(stack, stack.temporal.address);
  processes.push(api);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { Authorization: `Bearer ${stack.company.owner.key}` };
  const ask = () =>
    new Promise<number | undefined>((resolve) => {
      get(`${api.url}/api/v1/entities/candidat/DUMI15091992`, { agent, headers }, (answer) =>
        answer.resume().on('end', () => resolve(answer.statusCode)),
      ).on('error', () => resolve(undefined));
    });
  const { answered, stopped } = await stack.superuser.begin(async (sql) => {
    await sql`lock table facts in access exclusive mode`;
    const asked = ask();
    await untilBlocked(stack.superuser);
    const told = api.stop();
    await until('nobody else is let in', () =>
      fetch(`${api.url}/healthz`).then(
        () => undefined,
        () => true,
      ),
    );
    return { answered: asked, stopped: told };
  });
  expect(await answered).toBe(200);
  while ((await ask()) !== undefined);
  expect(await stopped, api.output()).toBe(0);
});

test('an api told to stop while it starts ends in order', async () => {
  const { api, stopped } = await stack.superuser.begin(async (sql) => {
    await sql`lock table schema_migrations in access exclusive mode`;
    const api = startEntrypoint('src/api/main.ts', stack, { PORT: String(await freePort()) });
    processes.push(api);
    await untilBlocked(stack.superuser);
    const stopped = api.stop();
    await until('the api stops', () => api.output().includes('stopping'));
    return { api, stopped: { code: stopped } };
  });
  expect(await stopped.code, api.output()).toBe(0);
});

test('a worker killed during a dispatch is replaced by another, and the action takes effect once', async () => {
  await stack.stopWorker();
  const worker = startEntrypoint('src/workers/main.ts', stack);
  processes.push(worker);
  await until('the worker polls', () => {
    if (worker.hasEnded()) throw new Error(worker.output());
    return worker.output().includes('worker polling');
  });
  const stalled = Promise.withResolvers<{ status: number }>();
  n8n.behave(() => stalled.promise);
  const id = await sendOne();
  const first = await until('n8n gets the action', () => n8n.of(id)[0]);
  await worker.kill();
  expect((await find(id)).attempts).toMatchObject([{ attempt: 1, outcome: 'running' }]);
  n8n.behave(ACCEPT);
  await stack.startWorker();
  const second = await until('n8n gets the action again', () => n8n.of(id)[1]);
  await until('the action waits for its answer', () => isAwaiting(id));
  stalled.resolve({ status: 200 });

  expect(second.headers['webhook-id']).toBe(`${id}:1`);
  expect(first.headers['webhook-id']).toBe(`${id}:1`);
  expect([first.body.attempt, second.body.attempt]).toEqual([1, 2]);
  // This n8n ran both, although the webhook-id was the same.
  for (const [callbackId, dispatch] of Object.entries({ first, second })) {
    const answer = { callbackId, status: 'succeeded', message: `Fait (${callbackId})` };
    expect((await n8n.callBack(dispatch, answer)).status).toBe(200);
  }
  expect(await runOf(id).result()).toEqual({ status: 'succeeded' });
  const action = await find(id);
  expect(action).toMatchObject({ status: 'succeeded', outcome_message: 'Fait (first)' });
  expect(action.attempts.map(({ outcome }) => outcome)).toEqual(['interrupted', 'accepted']);
  expect(action.callbacks.map(({ outcome }) => outcome)).toEqual(['applied', 'recorded']);
  expect(await notificationsOf(id)).toHaveLength(1);
  expect(await settlementsOf(id)).toHaveLength(1);
  expect(n8n.of(id)).toHaveLength(2);
});

test('a hundred requests at once with one Idempotency-Key make one action', async () => {
  const before = await stack.superuser`select id from actions`;
  const headers = { 'Idempotency-Key': 'une-seule-fois' };
  const responses = await Promise.all(Array.from({ length: 100 }, () => send(headers)));
  const statuses = new Set(responses.map(({ status }) => status));
  expect([...statuses].filter((status) => status !== 202 && status !== 409)).toEqual([]);
  const after = await stack.superuser`select id from actions`;
  expect(after.length - before.length).toBe(1);
  const again = await send(headers);
  expect(again.status).toBe(202);
  expect(again.headers.get('Idempotency-Replayed')).toBe('true');
});

test('a hundred callbacks at once with one callbackId have one effect', async () => {
  const id = await sendOne();
  await until('the action waits for its answer', () => isAwaiting(id));
  const answer = { callbackId: 'one', status: 'succeeded', message: 'Fait' };
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      post(`/api/v1/actions/${id}/callback`, { ...answer, statutDossier: 'RELANCE' }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await runOf(id).result()).toEqual({ status: 'succeeded' });
  expect(await settlementsOf(id)).toHaveLength(1);
  expect(await notificationsOf(id)).toHaveLength(1);
});
