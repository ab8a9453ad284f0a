/**
 * Goal: a worker reports whether it is alive, whether it is ready, and what it has done. Method: the
 * real entrypoint as a process, whose database and Temporal are taken away and given back.
 */
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { ActionAcceptedOut } from '../../src/domain/actions/shapes.ts';
import { answerOf, createEntity } from '../support/actions.ts';
import { startApiProcess, startEntrypoint, type Entrypoint } from '../support/entrypoint.ts';
import { ACCEPT, startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';
import { openGate, type Gate } from '../support/gate.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

let n8n: FakeN8n;
let stack: TestStack;
let processes: Entrypoint[] = [];
let gates: Gate[] = [];

beforeAll(async () => {
  n8n = await startFakeN8n();
  stack = await startTestStack({ n8n });
  await stack.stopWorker();
  await createEntity(stack, stack.company.owner.key);
});

afterEach(async () => {
  await Promise.all(processes.map(({ kill }) => kill()));
  await Promise.all(gates.map(({ close }) => close()));
  processes = [];
  gates = [];
});

afterAll(async () => {
  await stack.stop();
  await n8n.stop();
});

const DASHBOARD = readFileSync(
  new URL('../../examples/grafana.json', import.meta.url),
  'utf8',
).replaceAll('relais_temporal_up', '');

const Line = z.looseObject({ level: z.string(), msg: z.string(), port: z.number().optional() });

const start = (
  file: 'src/api/main.ts' | 'src/workers/main.ts',
  environment: Record<string, string> = {},
): Entrypoint => {
  const started = startEntrypoint(file, stack, environment);
  processes.push(started);
  return started;
};

/** Its lines so far; anything that is no JSON fails the test. */
const linesOf = ({ output }: Entrypoint) =>
  output()
    .split('\n')
    .slice(0, -1)
    .map((line) => Line.parse(JSON.parse(line)));

const startWorker = async (environment: Record<string, string> = {}) => {
  const worker = start('src/workers/main.ts', environment);
  const { port } = await until('the worker listens', () =>
    linesOf(worker).find(({ msg }) => msg === 'worker listening'),
  );
  const ask = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers });
  const untilReady = (status: number) =>
    until(`/readyz answers ${status}`, async () => {
      const answer = await ask('/readyz');
      return answer.status === status ? z.looseObject({}).parse(await answer.json()) : undefined;
    });
  return { worker, ask, untilReady };
};

const gateTo = async (port: number): Promise<Gate> => {
  const gate = await openGate(port);
  gates.push(gate);
  return gate;
};

test('a worker is alive at once, and ready while it can work', async () => {
  const toDatabase = await gateTo(inject('cluster').port);
  const toTemporal = await gateTo(Number(stack.temporal.address.split(':')[1]));
  const databaseUrl = new URL(stack.deps.config.DATABASE_URL);
  databaseUrl.port = String(toDatabase.port);
  await toDatabase.close();
  const { worker, ask, untilReady } = await startWorker({
    DATABASE_URL: databaseUrl.href,
    TEMPORAL_ADDRESS: `127.0.0.1:${toTemporal.port}`,
  });
  expect((await ask('/healthz')).status).toBe(200);
  expect(await untilReady(503)).toMatchObject({ database: 'unreachable', polling: false });

  await toDatabase.open();
  expect(await untilReady(200)).toEqual({
    status: 'ok',
    database: 'reachable',
    temporal: 'reachable',
    polling: true,
  });
  const metrics = await (await ask('/metrics')).text();
  expect(metrics).toContain('relais_database_up 1');
  expect(metrics).toContain('relais_temporal_up 1');
  expect(metrics, 'never read by a worker').not.toContain('\nrelais_commands_waiting ');

  expect(metrics).toMatch(/^relais_build_info\{version="\d+\.\d+\.\d+",node="v\d+/m);
  expect(metrics).toContain('relais_database_pool_size 5');
  const ofSdk = [...DASHBOARD.matchAll(/temporal_[a-z0-9_]+/g)].map(([name]) => name);
  expect(ofSdk.length).toBeGreaterThan(1);
  for (const name of ofSdk)
    expect(metrics).toMatch(new RegExp(`^${name}\\{.*task_queue="core"`, 'm'));

  await toTemporal.close();
  expect(await untilReady(503)).toMatchObject({ database: 'reachable', temporal: 'unreachable' });
  expect(await (await ask('/metrics')).text()).toContain('relais_temporal_up 0');
  expect((await ask('/healthz')).status).toBe(200);
  await toTemporal.open();
  await untilReady(200);
  // Including the lines of the SDK, which are many while Temporal is away.
  expect(linesOf(worker).map(({ level, msg }) => `${level} ${msg}`)).toEqual(
    expect.arrayContaining(['warn Temporal does not answer', 'info Temporal answers again']),
  );
});

test('a worker shows its metrics to whoever has the token, and its health to all', async () => {
  const token = 'le-jeton-de-prometheus';
  const { ask } = await startWorker({ METRICS_TOKEN: token });
  expect((await ask('/healthz')).status).toBe(200);
  expect((await ask('/metrics')).status).toBe(401);
  expect((await ask('/metrics', { Authorization: 'Bearer un-autre-jeton' })).status).toBe(401);
  expect((await ask('/metrics', { Authorization: `Bearer ${token}` })).status).toBe(200);
});

test('a worker says in one line that its namespace is missing', async () => {
  const ended = start('src/workers/main.ts', { TEMPORAL_NAMESPACE: 'nowhere' });
  await until('it ends', () => ended.hasEnded());
  expect(linesOf(ended).slice(1)).toEqual([
    expect.objectContaining({
      level: 'fatal',
      namespace: 'nowhere',
      msg: 'Temporal has no such namespace; see TEMPORAL_NAMESPACE',
    }),
  ]);
});

test('a worker logs once where it waits for Temporal, and what may be wrong', async () => {
  // PostgreSQL listens there, which does not speak Temporal's protocol.
  const address = `127.0.0.1:${inject('cluster').port}`;
  const { worker, untilReady } = await startWorker({ TEMPORAL_ADDRESS: address });
  expect(await untilReady(503)).toMatchObject({ database: 'reachable', polling: false });
  const [waiting] = await until('it waits', () => {
    const found = linesOf(worker).filter(({ msg }) => msg.startsWith('waiting for Temporal'));
    return found.length > 0 ? found : undefined;
  });
  expect(waiting).toMatchObject({ level: 'warn', address, tls: false });
  expect(waiting?.msg).toContain('TEMPORAL_ADDRESS');
});

test('attempts and outcomes are counted by the process that handled them', async () => {
  const api = await startApiProcess(stack, stack.temporal.address);
  processes.push(api);
  const { worker, ask } = await startWorker({ PUBLIC_URL: api.url });
  const countedBy = (who: string, get: () => Promise<Response>, series: string) =>
    until(`the ${who} counts ${series}`, async () =>
      (await (await get()).text()).includes(`\n${series} 1\n`),
    );
  const sendOne = async () => (await answerOf(await api.send(), 202, ActionAcceptedOut)).id;
  const attempts = 'relais_dispatch_attempts_total';
  const settled = 'relais_actions_settled_total';

  n8n.behave(() => ({ status: 401, body: 'the key of marie.dumitru@example.com' }));
  const refused = await sendOne();
  await countedBy(
    'worker',
    () => ask('/metrics'),
    `${settled}{status="failed",outcome_code="refused"}`,
  );
  await countedBy(
    'worker',
    () => ask('/metrics'),
    `${attempts}{outcome="refused",error_code="n8n_refused"}`,
  );
  const warnings = linesOf(worker).filter(({ msg }) => msg === 'n8n refused a dispatch');
  expect(warnings).toMatchObject([{ level: 'warn', status: 401, workflowId: `action/${refused}` }]);
  expect(worker.output()).not.toContain('the key of');

  n8n.behave(ACCEPT);
  const accepted = await sendOne();
  const dispatch = await until('n8n gets it', () => n8n.of(accepted)[0]);
  await countedBy('worker', () => ask('/metrics'), `${attempts}{outcome="accepted",error_code=""}`);
  const answer = { callbackId: 'one', status: 'succeeded', message: 'Fait' };
  expect((await n8n.callBack(dispatch, answer)).status).toBe(200);
  expect((await n8n.callBack(dispatch, answer)).status).toBe(200);
  await countedBy(
    'api',
    () => fetch(`${api.url}/metrics`),
    `${settled}{status="succeeded",outcome_code="callback"}`,
  );
});

test.each([
  ['src/api/main.ts', 'PORT'],
  ['src/workers/main.ts', 'METRICS_PORT'],
] as const)('%s says in one line that its port is taken', async (file, key) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const ended = start(file, { [key]: String(port) });
  await until('it ends', () => ended.hasEnded());
  other.close();
  expect(linesOf(ended)).toEqual([
    expect.objectContaining({
      level: 'fatal',
      port,
      reason: expect.stringContaining('EADDRINUSE'),
      msg: `could not listen on HOST and ${key}`,
    }),
  ]);
});
