/**
 * Actions at a steady pace while api, worker, Temporal, PostgreSQL and n8n are killed with -9 at random
 * moments and started again at once. The sender repeats a request under its Idempotency-Key until it is
 * answered; n8n is the stand-in, which continues its runs after a kill and repeats its answers. In the end
 * nothing may be lost, and nothing done twice.
 */
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { Pool } from 'undici';
import {
  actionBody,
  addCompany,
  addEntities,
  entityRef,
  type BenchCompany,
} from './support/company.ts';
import { runPaced, within } from './support/lanes.ts';
import { checkAudit, checkLedger } from './support/ledger.ts';
import { addN8n, checkExecutions, type ChaosN8n } from './support/chaos-n8n.ts';
import { createRandom, shuffle } from './support/random.ts';
import type { Service } from './support/services.ts';
import { readSettlements, untilAllSettled } from './support/settlements.ts';
import { freeBenchPort, startStack, type Stack } from './support/stack.ts';
import { percentile, printTable } from './support/statistics.ts';
import { countWorkflows, untilClosed } from './support/workflows.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '3000' },
    kills: { type: 'string', default: '20' },
    rate: { type: 'string', default: '12' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    logs: { type: 'string' },
  },
});
const COUNT = Number(options.count);
const KILLS = Number(options.kills);
const PER_SECOND = Number(options.rate);
const SEED = Number(options.seed);
const BATCH = 'chaos';
const RETRY_MS = 200;
const SEND_TIMEOUT_MS = 60_000;
const SETTLE_TIMEOUT_MS = 120_000;
const CLOSE_TIMEOUT_MS = 30_000;
const RECOVERY_TARGET_MS = 5_000;
/** A type whose flow changes the entity. */
const ACTION_TYPE = 'GENERER_DEVIS';
const STATUS_AFTER = 'DEVIS_ENVOYE';
const CONNECTIONS = 64;
/** Kills keep away from both ends, so that each meets work and is recovered from under load. */
const FIRST_KILL_SHARE = 0.04;
const LAST_KILL_SHARE = 0.94;

interface Kill {
  service: Service;
  /** Milliseconds after the first action. */
  atMs: number;
}

interface Sending {
  ref: string;
  /** Milliseconds of the epoch. */
  sentAt: number;
  tries: number;
}

interface Settled extends Sending {
  settledAt: number;
}

const n8nPort = await freeBenchPort();
const stack = await startStack({
  n8nWebhookUrl: `http://127.0.0.1:${n8nPort}/webhook/crm-action`,
  isSupervised: true,
});
try {
  process.exitCode = (await run(stack, addN8n(stack, n8nPort))) ? 0 : 1;
} finally {
  if (options.logs !== undefined) await keepLogs(stack.directory, options.logs);
  await stack.stop();
}
process.exit(); // gRPC channels keep the loop alive for a while

async function run(stack: Stack, n8n: ChaosN8n): Promise<boolean> {
  const { temporal, api, worker, postgres, apiUrl } = stack;
  const services = [api, worker, temporal, postgres, n8n.service];
  const durationMs = (COUNT / PER_SECOND) * 1000;
  console.log(
    `${COUNT} actions at ${PER_SECOND}/s, ${KILLS} kills, seed ${SEED}, fsync on; killed processes start again at once`,
  );
  await stack.start(n8n.service, temporal, api, worker);
  const company = await addCompany(stack);
  await addEntities(stack, company, { batch: BATCH, count: COUNT });

  const requests = new Pool(apiUrl, { connections: CONNECTIONS });
  const sendings: Sending[] = [];
  const startedAt = Date.now();
  const send = async (number: number): Promise<void> => {
    const ref = entityRef(BATCH, number);
    const sentAt = Date.now();
    const tries = await sendUntilAccepted(requests, company, ref);
    sendings.push({ ref, sentAt, tries });
  };
  const killing = killAll(drawKills(services, durationMs), startedAt);
  await within(
    Promise.all([killing, runPaced({ count: COUNT, perSecond: PER_SECOND }, send)]),
    durationMs + SEND_TIMEOUT_MS,
    'sending all actions',
  );
  await requests.destroy();
  await untilAllSettled(stack, { ...company, timeoutMs: SETTLE_TIMEOUT_MS });

  const faults = await faultsOf(stack, n8n, company);
  const settlements = await readSettlements(stack, company);
  const settled = sendings.flatMap((sending) => {
    const settledAt = settlements.get(sending.ref);
    return settledAt === undefined ? [] : [{ ...sending, settledAt }];
  });
  const lastMs = Math.max(...settled.map(({ settledAt }) => settledAt)) - startedAt - durationMs;
  console.log(`  all settled ${(lastMs / 1000).toFixed(1)} s after the last was due`);
  const recoveries = reportKills(await killing, startedAt, settled);
  reportSendings(settled, services);
  console.log(
    faults.length > 0
      ? `  VIOLATED: ${faults.join(', ')}`
      : '  0 lost, 0 run twice in n8n, 0 settled twice, 0 notified twice, 0 entities changed twice; audit chain whole',
  );
  return faults.length === 0 && percentile(recoveries, 0.95) < RECOVERY_TARGET_MS;
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
      body: actionBody(company.userId, key, ACTION_TYPE),
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

/** In: kills, and the instant they count from. Out: the kills with the moments at which they happened. */
async function killAll(kills: readonly Kill[], startedAt: number): Promise<Kill[]> {
  const done: Kill[] = [];
  for (const { service, atMs } of kills) {
    await sleep(Math.max(0, startedAt + atMs - Date.now()));
    done.push({ service, atMs: Date.now() - startedAt });
    await service.kill();
    service.start();
  }
  return done;
}

async function faultsOf(
  stack: Stack,
  n8n: ChaosN8n,
  { companyId }: BenchCompany,
): Promise<string[]> {
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const client = new Client({ connection });
  const left = await untilClosed(client, 'core', CLOSE_TIMEOUT_MS).then(
    () => [],
    (error: unknown) => [error instanceof Error ? error.message : String(error)],
  );
  const failed = await countWorkflows(client, 'core', 'Failed');
  const completed = await countWorkflows(client, 'core', 'Completed');
  await connection.close();
  const expected = { batch: BATCH, expectedCount: COUNT, statutDossier: STATUS_AFTER };
  return [
    ...(await checkLedger(stack, { companyId, ...expected })),
    ...(await checkExecutions(n8n, COUNT)),
    ...(await checkAudit(stack)),
    ...left,
    ...(failed === 0 ? [] : [`${failed} workflows failed`]),
    ...(completed === COUNT ? [] : [`${completed} workflows completed`]),
  ];
}

/** Out: milliseconds from each kill until an action that was sent after it had settled. */
function reportKills(
  kills: readonly Kill[],
  startedAt: number,
  sendings: readonly Settled[],
): number[] {
  const recoveries = kills.map(({ atMs }) => {
    const killedAt = startedAt + atMs;
    const settled = sendings.filter(({ sentAt }) => sentAt >= killedAt);
    return Math.min(...settled.map(({ settledAt }) => settledAt)) - killedAt;
  });
  printTable([
    ['kill -9', 'at s', 'recovered after s'],
    ...kills.map(({ service, atMs }, index) => [
      service.name,
      seconds(atMs),
      seconds(recoveries[index] ?? Number.NaN, 2),
    ]),
  ]);
  console.log(
    `  recovery: p50 ${seconds(percentile(recoveries, 0.5), 2)} s, p95 ${seconds(percentile(recoveries, 0.95), 2)} s, longest ${seconds(Math.max(...recoveries), 2)} s; wanted p95 < ${RECOVERY_TARGET_MS / 1000} s`,
  );
  return recoveries;
}

function reportSendings(sendings: readonly Settled[], services: readonly Service[]): void {
  const latencies = sendings.map(({ sentAt, settledAt }) => settledAt - sentAt);
  const repeated = sendings.filter(({ tries }) => tries > 1).length;
  const crashes = services.reduce((total, { crashCount }) => total + crashCount, 0);
  console.log(
    `  request to settled: p50 ${seconds(percentile(latencies, 0.5), 2)} s, p99 ${seconds(percentile(latencies, 0.99), 2)} s, longest ${seconds(Math.max(...latencies), 2)} s`,
  );
  console.log(
    `  ${repeated} requests had to be repeated, ${crashes} processes ended by themselves`,
  );
}

/** Copies the processes' logs: the rest goes with the stack. */
async function keepLogs(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const names = (await readdir(from)).filter((name) => name.endsWith('.log'));
  for (const name of names) await copyFile(join(from, name), join(to, name));
}

function seconds(milliseconds: number, digits = 1): string {
  return (milliseconds / 1000).toFixed(digits);
}
