/**
 * Actions at a steady pace while api, worker and Temporal are killed with -9 at random moments and
 * started again at once. Whoever sends actions repeats a request under its Idempotency-Key until it is
 * answered; n8n repeats its answers. In the end nothing may be lost, and nothing done twice.
 */
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { Pool } from 'undici';
import { BARE_PATH } from './support/bare/index.ts';
import {
  actionBody,
  addCompany,
  addEntities,
  entityRef,
  type BenchCompany,
  STATUS_AFTER,
} from './support/company.ts';
import { runPaced, within } from './support/lanes.ts';
import { checkAudit, checkLedger } from './support/ledger.ts';
import { createRandom, shuffle } from './support/random.ts';
import type { Service } from './support/services.ts';
import { startStack, type Stack } from './support/stack.ts';
import { median, percentile, printTable } from './support/statistics.ts';
import { startInstantN8n } from '../dev/fakes/n8n/instant.ts';
import { countWorkflows, untilClosed } from './support/workflows.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '10' },
    rate: { type: 'string', default: '15' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const COUNT = Number(options.count);
const KILLS = Number(options.kills);
const PER_SECOND = Number(options.rate);
const SEED = Number(options.seed);
const BATCH = 'chaos';
const RETRY_MS = 200;
const SEND_TIMEOUT_MS = 60_000;
const PATIENCE_MS = 120_000;
const SETTLE_TIMEOUT_MS = 180_000;
const CONNECTIONS = 64;
/** Kills keep away from both ends, so that each meets work and is recovered from under load. */
const FIRST_KILL_SHARE = 0.04;
const LAST_KILL_SHARE = 0.94;

interface Kill {
  service: Service;
  atMs: number;
}

interface Sending {
  sentAt: number;
  settledAt: number;
  tries: number;
}

const stub = await startInstantN8n({
  patienceMs: PATIENCE_MS,
  barePath: BARE_PATH,
  statutDossier: STATUS_AFTER,
});
const stack = await startStack({ n8nWebhookUrl: stub.webhookUrl, isSupervised: true });
try {
  process.exitCode = (await run(stack)) ? 0 : 1;
} finally {
  await stack.stop();
  await stub.stop();
}
process.exit(); // gRPC channels keep the loop alive for a while

async function run(stack: Stack): Promise<boolean> {
  const { temporal, api, worker, apiUrl } = stack;
  const durationMs = (COUNT / PER_SECOND) * 1000;
  console.log(
    `${COUNT} actions at ${PER_SECOND}/s, ${KILLS} kills, seed ${SEED}, fsync on; killed processes start again at once`,
  );
  stub.useApi(apiUrl);
  await stack.start(temporal, api, worker);
  const company = await addCompany(stack);
  await addEntities(stack, company, { batch: BATCH, count: COUNT });

  const requests = new Pool(apiUrl, { connections: CONNECTIONS });
  const sendings: Sending[] = [];
  const startedAt = performance.now();
  const send = async (number: number): Promise<void> => {
    const key = entityRef(BATCH, number);
    const answered = stub.answered(key);
    const sentAt = performance.now();
    const tries = await sendUntilAccepted(requests, company, key);
    await answered;
    sendings.push({ sentAt, settledAt: performance.now(), tries });
  };
  const killing = killAll(drawKills([api, worker, temporal], durationMs), startedAt);
  await within(
    Promise.all([killing, runPaced({ count: COUNT, perSecond: PER_SECOND }, send)]),
    durationMs + SETTLE_TIMEOUT_MS,
    'settling all actions',
  );
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`  all settled ${(seconds - durationMs / 1000).toFixed(1)} s after the last was due`);

  const faults = await faultsOf(stack, company);
  reportKills(await killing, sendings);
  reportSendings(sendings, [api, worker, temporal]);
  await requests.destroy();
  console.log(
    faults.length > 0
      ? `  VIOLATED: ${faults.join(', ')}`
      : '  0 lost, 0 settled twice, 0 notified twice, 0 entities changed twice; audit chain whole',
  );
  return faults.length === 0;
}

/** Out: how many requests it took. Any answer but 202 is tried again under the same key. */
async function sendUntilAccepted(
  requests: Pool,
  company: BenchCompany,
  key: string,
): Promise<number> {
  const deadline = Date.now() + SEND_TIMEOUT_MS;
  for (let tries = 1; ; tries++) {
    const status = await sendOnce(requests, company, key);
    if (status === 202) return tries;
    if (Date.now() > deadline) throw new Error(`${key} was never accepted: ${status}`);
    await sleep(RETRY_MS);
  }
}

async function sendOnce(
  requests: Pool,
  company: BenchCompany,
  key: string,
): Promise<number | string> {
  try {
    const { statusCode, body } = await requests.request({
      path: '/api/v1/actions',
      method: 'POST',
      headers: {
        authorization: `Bearer ${company.apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: actionBody(company.userId, key),
    });
    await body.dump();
    return statusCode;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Each service about equally often, in random order, at random moments. */
function drawKills(services: readonly Service[], durationMs: number): Kill[] {
  const random = createRandom(SEED);
  const bag = Array.from({ length: KILLS }, (_, index) => services[index % services.length]);
  const share = () => FIRST_KILL_SHARE + random() * (LAST_KILL_SHARE - FIRST_KILL_SHARE);
  const moments = bag.map(() => share() * durationMs).sort((a, b) => a - b);
  return shuffle(bag, random).flatMap((service, index) =>
    service === undefined ? [] : [{ service, atMs: moments[index] ?? 0 }],
  );
}

/** Out: the kills with the moments at which they happened. */
async function killAll(kills: readonly Kill[], startedAt: number): Promise<Kill[]> {
  const done: Kill[] = [];
  for (const { service, atMs } of kills) {
    await sleep(Math.max(0, startedAt + atMs - performance.now()));
    done.push({ service, atMs: performance.now() });
    await service.kill();
    service.start();
  }
  return done;
}

async function faultsOf(stack: Stack, { companyId }: BenchCompany): Promise<string[]> {
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const client = new Client({ connection });
  await untilClosed(client, 'core', SETTLE_TIMEOUT_MS);
  const failed = await countWorkflows(client, 'core', 'Failed');
  const completed = await countWorkflows(client, 'core', 'Completed');
  await connection.close();
  return [
    ...(await checkLedger(stack, { companyId, batch: BATCH, expectedCount: COUNT })),
    ...(await checkAudit(stack)),
    ...(failed === 0 ? [] : [`${failed} workflows failed`]),
    ...(completed === COUNT ? [] : [`${completed} workflows completed`]),
    ...stub.faults,
  ];
}

/** Recovered: an action sent after the kill has settled. */
function reportKills(kills: readonly Kill[], sendings: readonly Sending[]): void {
  const [first] = [...sendings].sort((a, b) => a.sentAt - b.sentAt);
  const recoveries = kills.map(({ atMs }) => {
    const settled = sendings.filter(({ sentAt }) => sentAt >= atMs);
    return Math.min(...settled.map(({ settledAt }) => settledAt)) - atMs;
  });
  printTable([
    ['kill -9', 'at s', 'recovered after s'],
    ...kills.map(({ service, atMs }, index) => [
      service.name,
      ((atMs - (first?.sentAt ?? 0)) / 1000).toFixed(1),
      ((recoveries[index] ?? Number.NaN) / 1000).toFixed(2),
    ]),
  ]);
  console.log(
    `  recovery: median ${(median(recoveries) / 1000).toFixed(2)} s, longest ${(Math.max(...recoveries) / 1000).toFixed(2)} s`,
  );
}

function reportSendings(sendings: readonly Sending[], services: readonly Service[]): void {
  const latencies = sendings.map(({ sentAt, settledAt }) => (settledAt - sentAt) / 1000);
  const repeated = sendings.filter(({ tries }) => tries > 1).length;
  const crashes = services.reduce((total, { crashCount }) => total + crashCount, 0);
  console.log(
    `  request to settled: p50 ${percentile(latencies, 0.5).toFixed(2)} s, p99 ${percentile(latencies, 0.99).toFixed(2)} s, longest ${Math.max(...latencies).toFixed(2)} s`,
  );
  console.log(
    `  ${repeated} requests had to be repeated, ${stub.dispatchCount} dispatches reached n8n, ${crashes} processes ended by themselves`,
  );
}
