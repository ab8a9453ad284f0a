/**
 * Actions from request to settled, against what Temporal alone would take: one activity with the same
 * HTTP call, then a signal. Both on one server, with the same worker settings and concurrency, in turn.
 */
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { Pool } from 'undici';
import { BARE_PATH, BARE_TASK_QUEUE, bareWorkflowId } from './support/bare/index.ts';
import {
  actionBody,
  addCompany,
  addEntities,
  entityRef,
  type BenchCompany,
  STATUS_AFTER,
} from './support/company.ts';
import { runLanes, within } from './support/lanes.ts';
import { checkAudit, checkLedger } from './support/ledger.ts';
import { startStack, type Stack } from './support/stack.ts';
import { median, printTable, spread } from './support/statistics.ts';
import { startInstantN8n, type InstantN8n } from '../dev/fakes/n8n/instant.ts';
import { untilClosed } from './support/workflows.ts';
import { readOwnUsage, readUsage, type Usage } from './support/usage.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
    concurrency: { type: 'string', default: '100' },
    profile: { type: 'string' },
  },
});
const COUNT = Number(options.count);
const ROUNDS = Number(options.rounds);
const CONCURRENCY = Number(options.concurrency);
const WARM_UP_COUNT = 200;
const ROUND_TIMEOUT_MS = 300_000;
const RATIO_TARGET = 0.6;

interface Round {
  perSecond: number;
  usage: Record<string, Usage>;
}

const stub = await startInstantN8n({
  patienceMs: 0,
  barePath: BARE_PATH,
  statutDossier: STATUS_AFTER,
});
const stack = await startStack({
  n8nWebhookUrl: stub.webhookUrl,
  profileDirectory: options.profile,
});
try {
  process.exitCode = (await run(stack, stub)) ? 0 : 1;
} finally {
  await stack.stop();
  await stub.stop();
}
process.exit(); // gRPC channels keep the loop alive for a while

async function run(stack: Stack, stub: InstantN8n): Promise<boolean> {
  const { temporalAddress, temporal, api, worker, apiUrl } = stack;
  stub.useApi(apiUrl);
  const bareWorker = stack.addService('bare-worker', 'bench/support/bare/worker.ts', {
    BARE_WEBHOOK_URL: stub.bareUrl,
    BARE_CALLBACK_BASE: stub.bareUrl,
  });
  await stack.start(temporal, api, worker);
  const connection = await Connection.connect({ address: temporalAddress });
  const client = new Client({ connection });
  const requests = new Pool(apiUrl, { connections: CONCURRENCY });
  stub.answerBare((key) => client.workflow.getHandle(bareWorkflowId(key)).signal('answered'));
  bareWorker.start();
  const company = await addCompany(stack);

  const sendOurs = async (key: string): Promise<void> => {
    const answered = stub.answered(key);
    const { statusCode, body } = await requests.request({
      path: '/api/v1/actions',
      method: 'POST',
      headers: { authorization: `Bearer ${company.apiKey}`, 'content-type': 'application/json' },
      body: actionBody(company.userId, key),
    });
    const text = await body.text();
    if (statusCode !== 202) throw new Error(`the api answered ${statusCode}: ${text}`);
    await answered;
  };
  const sendBare = async (key: string): Promise<void> => {
    const answered = stub.answered(key);
    await client.workflow.start('bareWorkflow', {
      taskQueue: BARE_TASK_QUEUE,
      workflowId: bareWorkflowId(key),
      args: [{ key }],
    });
    await answered;
  };
  const processes = () => ({
    driver: readOwnUsage(),
    temporal: readUsage(temporal.pid),
    postgres: readUsage(stack.postgres.pid),
    api: readUsage(api.pid),
    worker: readUsage(worker.pid),
    'bare worker': readUsage(bareWorker.pid),
  });

  const measure = async (
    batch: string,
    count: number,
    send: (key: string) => Promise<void>,
    taskQueue: string,
  ): Promise<Round> => {
    const before = processes();
    const startedAt = performance.now();
    const lanes = { count, concurrency: CONCURRENCY };
    await within(
      runLanes(lanes, (number) => send(entityRef(batch, number))),
      ROUND_TIMEOUT_MS,
      `round ${batch}`,
    );
    await untilClosed(client, taskQueue, ROUND_TIMEOUT_MS);
    const seconds = (performance.now() - startedAt) / 1000;
    return { perSecond: count / seconds, usage: difference(before, processes()) };
  };
  const measureOurs = async (batch: string, count: number): Promise<Round> => {
    await addEntities(stack, company, { batch, count });
    const round = await measure(batch, count, sendOurs, 'core');
    await refuseFaults(stack, company, batch, count);
    return round;
  };

  console.log(
    `${COUNT} actions a round, ${ROUNDS} rounds of each in turn, ${CONCURRENCY} at a time, Temporal dev server on SQLite, fsync on`,
  );
  await measureOurs('warm-up', WARM_UP_COUNT);
  await measure('warm-up-bare', WARM_UP_COUNT, sendBare, BARE_TASK_QUEUE);
  const ours: Round[] = [];
  const bare: Round[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    bare.push(await measure(`bare-${round}`, COUNT, sendBare, BARE_TASK_QUEUE));
    ours.push(await measureOurs(`ours-${round}`, COUNT));
    console.log(
      `  round ${round}: bare ${bare.at(-1)?.perSecond.toFixed(1)}/s, ours ${ours.at(-1)?.perSecond.toFixed(1)}/s`,
    );
  }
  const faults = [...(await checkAudit(stack)), ...stub.faults];
  await requests.close();
  await connection.close();
  return report(ours, bare, faults);
}

async function refuseFaults(
  stack: Stack,
  { companyId }: BenchCompany,
  batch: string,
  expectedCount: number,
): Promise<void> {
  const faults = await checkLedger(stack, { companyId, batch, expectedCount });
  if (faults.length > 0) throw new Error(`score 0, ${batch}: ${faults.join(', ')}`);
}

function difference(
  before: Record<string, Usage>,
  after: Record<string, Usage>,
): Record<string, Usage> {
  return Object.fromEntries(
    Object.entries(after).map(([name, { cpuMs, memoryMiB }]) => [
      name,
      { cpuMs: cpuMs - (before[name]?.cpuMs ?? 0), memoryMiB },
    ]),
  );
}

function report(ours: Round[], bare: Round[], faults: string[]): boolean {
  const cpu = (rounds: Round[], name: string): string =>
    spread(
      rounds.map(({ usage }) => (usage[name]?.cpuMs ?? 0) / COUNT),
      2,
    );
  const memory = (rounds: Round[], name: string): string =>
    spread(
      rounds.map(({ usage }) => usage[name]?.memoryMiB ?? 0),
      0,
    );
  const total = (rounds: Round[]): string =>
    spread(
      rounds.map(
        ({ usage }) => Object.values(usage).reduce((sum, { cpuMs }) => sum + cpuMs, 0) / COUNT,
      ),
      2,
    );
  printTable([
    ['CPU ms per action', 'ours', 'bare', 'memory MiB, ours'],
    ...Object.keys(ours[0]?.usage ?? {}).map((name) => [
      name,
      cpu(ours, name),
      cpu(bare, name),
      memory(ours, name),
    ]),
    ['total', total(ours), total(bare), ''],
  ]);
  const ratios = ours.map(
    ({ perSecond }, round) => perSecond / (bare[round]?.perSecond ?? Number.NaN),
  );
  const ratio = faults.length > 0 ? 0 : median(ratios);
  console.log(`  bare: ${spread(bare.map(({ perSecond }) => perSecond))} /s`);
  console.log(`  ours: ${spread(ours.map(({ perSecond }) => perSecond))} /s`);
  console.log(`  ours ÷ bare: ${spread(ratios, 2)}, wanted ≥ ${RATIO_TARGET}, aim 1.0`);
  console.log(
    faults.length > 0
      ? `  score 0: ${faults.join(', ')}`
      : '  every action settled once, one notification and one entity change each, audit chain whole',
  );
  return ratio >= RATIO_TARGET;
}
