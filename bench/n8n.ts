/**
 * What actions add to calling n8n's webhook directly, in milliseconds: from the request until the call
 * reaches n8n, the claim, and from n8n's answer until it is taken. Next to it what a bare workflow adds,
 * whose claims are granted at once: the hops that any way through Temporal has. At ten a second, and with n8n saturated.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { Pool } from 'undici';
import { startN8n } from '../dev/services/n8n.ts';
import { recordProcess } from '../dev/supervisor/processes.ts';
import { startStandIn } from '../dev/fakes/n8n/stand-in.ts';
import { BARE_TASK_QUEUE, bareWorkflowId } from './support/bare/index.ts';
import { bareRequest } from './support/bare/request.ts';
import { actionBody, addCompany, addEntities, entityRef } from './support/company.ts';
import { runLanes, runPaced, within } from './support/lanes.ts';
import { startMeter, type Measurement, type Meter } from './support/meter.ts';
import { freeBenchPort, startStack, type Stack } from './support/stack.ts';
import { percentile, printTable, spread } from './support/statistics.ts';
import { untilClosed } from './support/workflows.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    count: { type: 'string', default: '150' },
    concurrency: { type: 'string', default: '8' }, // below N8N_CONCURRENCY_MAX
    'stand-in': { type: 'boolean', default: false },
  },
});
const ROUNDS = Number(options.rounds);
const COUNT = Number(options.count);
const CONCURRENCY = Number(options.concurrency);
const PER_SECOND = 10;
const WARM_UP_COUNT = 40;
const ROUND_TIMEOUT_MS = 240_000;
const P50_AIM_MS = 15;
const P99_AIM_MS = 60;
const N8N_DIRECTORY = join(import.meta.dirname, '../.relais/n8n');
const WAYS = ['direct', 'bare', 'ours'] as const;
const PACES = ['10/s', 'saturated'] as const;

type Way = (typeof WAYS)[number];
type Pace = (typeof PACES)[number];
type Send = (key: string) => Promise<unknown>;

interface Round {
  perSecond: number;
  measurements: Measurement[];
}

const meter = await startMeter();
const stack = await startStack({
  n8nWebhookUrl: meter.webhookUrl,
  environment: { PUBLIC_URL: meter.callbackBase },
});
const stopN8n: (() => Promise<void>)[] = [];
try {
  process.exitCode = (await run(stack, meter)) ? 0 : 1;
} finally {
  for (const stop of stopN8n) await stop();
  await stack.stop();
  await meter.stop();
}
process.exit(); // gRPC channels keep the loop alive for a while

async function run(stack: Stack, meter: Meter): Promise<boolean> {
  const { temporal, api, worker, apiUrl, environment } = stack;
  const isReal = existsSync(join(N8N_DIRECTORY, 'installed-version')) && !options['stand-in'];
  const n8nUrl = await (isReal ? startRealN8n(stack) : startN8nStandIn(stack));
  console.log(
    `${isReal ? 'real n8n' : 'n8n stand-in (no delays of its own)'}; ${ROUNDS} rounds, ${COUNT} requests at ${PER_SECOND}/s, then ${COUNT} with ${CONCURRENCY} at a time, of each way in turn`,
  );
  meter.connect({ n8nUrl, apiUrl });
  const bareWorker = stack.addService('bare-worker', 'bench/support/bare/worker.ts', {
    BARE_WEBHOOK_URL: meter.webhookUrl,
    BARE_CALLBACK_BASE: meter.callbackBase,
  });
  await stack.start(temporal, api, worker);
  bareWorker.start();
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const client = new Client({ connection });
  const company = await addCompany(stack);
  const requests = new Pool(apiUrl, { connections: CONCURRENCY });

  const signing = {
    apiKey: environment['N8N_API_KEY'] ?? '',
    signingSecret: environment['N8N_SIGNING_SECRET'] ?? '',
    callbackBase: meter.callbackBase,
  };
  const isBareWorkflow = new Set<string>();
  meter.answerBare(async (key) => {
    if (isBareWorkflow.delete(key)) {
      await client.workflow.getHandle(bareWorkflowId(key)).signal('answered');
    }
  });
  const ways: Record<Way, Send> = {
    direct: (key) => post(n8nUrl, bareRequest({ key, ...signing })),
    bare: (key) => {
      isBareWorkflow.add(key);
      return client.workflow.start('bareWorkflow', {
        taskQueue: BARE_TASK_QUEUE,
        workflowId: bareWorkflowId(key),
        args: [{ key }],
      });
    },
    ours: async (key) => {
      const { statusCode, body } = await requests.request({
        path: '/api/v1/actions',
        method: 'POST',
        headers: { authorization: `Bearer ${company.apiKey}`, 'content-type': 'application/json' },
        body: actionBody(company.userId, key),
      });
      await body.dump();
      if (statusCode !== 202) throw new Error(`the api answered ${statusCode}`);
    },
  };

  const measure = async (batch: string, way: Way, pace: Pace, count: number): Promise<Round> => {
    await addEntities(stack, company, { batch, count });
    const measurements: Measurement[] = [];
    const one = async (number: number): Promise<void> => {
      const key = entityRef(batch, number);
      measurements.push(await meter.measure(key, () => ways[way](key)));
    };
    const startedAt = performance.now();
    const running =
      pace === 'saturated'
        ? runLanes({ count, concurrency: CONCURRENCY }, one)
        : runPaced({ count, perSecond: PER_SECOND }, one);
    await within(running, ROUND_TIMEOUT_MS, `${way} at ${pace}`);
    const perSecond = (count * 1000) / (performance.now() - startedAt);
    await untilClosed(client, 'core', ROUND_TIMEOUT_MS);
    await untilClosed(client, BARE_TASK_QUEUE, ROUND_TIMEOUT_MS);
    return { perSecond, measurements };
  };

  for (const way of WAYS) await measure(`warm-up-${way}`, way, 'saturated', WARM_UP_COUNT);
  const rounds: Record<Pace, Record<Way, Round[]>> = {
    '10/s': { direct: [], bare: [], ours: [] },
    saturated: { direct: [], bare: [], ours: [] },
  };
  for (let round = 1; round <= ROUNDS; round++) {
    for (const pace of PACES) {
      for (const way of WAYS) {
        const batch = `${way}-${pace === '10/s' ? 'paced' : pace}-${round}`;
        rounds[pace][way].push(await measure(batch, way, pace, COUNT));
      }
    }
  }
  await requests.destroy();
  await connection.close();
  return report(rounds);
}

async function startRealN8n(stack: Stack): Promise<string> {
  const n8n = await startN8n({
    directory: N8N_DIRECTORY,
    homeDirectory: join(stack.directory, 'n8n'),
    postgresUrl: stack.postgresUrls('postgres').superuserUrl,
    port: await freeBenchPort(),
    apiKey: stack.environment['N8N_API_KEY'] ?? '',
    onStep: (step) => console.log(`  ${step}`),
  });
  const record = recordProcess('n8n', n8n.process.pid, { signal: 'SIGTERM', stage: 2 });
  if (record !== undefined) stack.guard.add(record);
  stopN8n.push(() => n8n.stop());
  return n8n.webhookUrl;
}

async function startN8nStandIn(stack: Stack): Promise<string> {
  const standIn = await startStandIn({
    port: await freeBenchPort(),
    apiKey: stack.environment['N8N_API_KEY'] ?? '',
    sources: ['crm-abj'],
    delayMinMs: 0,
    delayMaxMs: 0,
  });
  stopN8n.push(() => standIn.stop());
  return standIn.webhookUrl;
}

async function post(
  url: string,
  { headers, body }: { headers: Record<string, string>; body: string },
): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`n8n answered ${response.status}`);
}

function report(rounds: Record<Pace, Record<Way, Round[]>>): boolean {
  for (const pace of PACES) {
    printTable([
      [pace, 'per second', ...['total', 'before n8n', 'claim', 'after', 'added'].map(withShares)],
      ...WAYS.map((way) => {
        const all = rounds[pace][way].flatMap(({ measurements }) => measurements);
        return [
          way,
          spread(rounds[pace][way].map(({ perSecond }) => perSecond)),
          pair(all.map(({ totalMs }) => totalMs)),
          way === 'direct' ? '' : pair(all.map(({ beforeMs }) => beforeMs)),
          way === 'direct' ? '' : pair(all.map(({ claimMs }) => claimMs)),
          way === 'direct' ? '' : pair(all.map(({ afterMs }) => afterMs)),
          way === 'direct' ? '' : pair(all.map(addedMs)),
        ];
      }),
    ]);
    console.log(
      `  above the bare workflow, ms: p50 ${spread(above(rounds[pace], 0.5))}, p99 ${spread(above(rounds[pace], 0.99))}, aim ${P50_AIM_MS}/${P99_AIM_MS}`,
    );
  }
  return true;
}

function withShares(name: string): string {
  return `${name} p50/p99`;
}

function addedMs({ beforeMs, claimMs, afterMs }: Measurement): number {
  return beforeMs + claimMs + afterMs;
}

function above(ways: Record<Way, Round[]>, share: number): number[] {
  return ways.ours.map((round, index) => {
    const bare = ways.bare[index]?.measurements ?? [];
    return (
      percentile(round.measurements.map(addedMs), share) - percentile(bare.map(addedMs), share)
    );
  });
}

function pair(values: number[]): string {
  return `${percentile(values, 0.5).toFixed(0)}/${percentile(values, 0.99).toFixed(0)}`;
}
