/**
 * Deliveries of webhooks while worker and api are killed with -9 in turn and started again at once. Every
 * event must arrive at every endpoint, under its own `webhook-id`. A killed worker leaves attempts of which
 * it does not know the end: these may come twice, and no others.
 */
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { within } from './support/lanes.ts';
import { createRandom } from './support/random.ts';
import type { Service } from './support/services.ts';
import { printTable } from './support/statistics.ts';
import { checkDeliveries, readReceived, untilDelivered } from './support/webhooks/ledger.ts';
import { emitEvents } from './support/webhooks/sending.ts';
import { startWebhookBench, untilReceiving, type WebhookBench } from './support/webhooks/world.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    endpoints: { type: 'string', default: '10' },
    kills: { type: 'string', default: '10' },
    rate: { type: 'string', default: '40' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const COUNT = Number(options.count);
const ENDPOINTS = Number(options.endpoints);
const KILLS = Number(options.kills);
/** Deliveries a second. */
const RATE = Number(options.rate);
const SEED = Number(options.seed);
const EVENTS = Math.round(COUNT / ENDPOINTS);
const DURATION_MS = (COUNT / RATE) * 1000;
/** The lease of an attempt whose worker died has to pass. */
const SETTLE_TIMEOUT_MS = 180_000;
/** Kills keep away from both ends, so that each meets work. */
const FIRST_KILL_SHARE = 0.05;
const LAST_KILL_SHARE = 0.95;

interface Kill {
  name: string;
  atMs: number;
  /** Attempts that were leased: these may be repeated. */
  inFlightCount: number;
}

const bench = await startWebhookBench({ isSupervised: true });
try {
  process.exitCode = (await run(bench)) ? 0 : 1;
} finally {
  await bench.stop();
}
process.exit(); // gRPC channels keep the loop alive for a while

async function run({
  stack,
  receiver,
  receiverUrl,
  addSubscribers,
}: WebhookBench): Promise<boolean> {
  await stack.start(receiver, stack.temporal, stack.api, stack.worker);
  await untilReceiving(receiverUrl);
  const paths = Array.from({ length: ENDPOINTS }, (_, index) => `/slow/${index}`);
  const { company, webhookIds } = await addSubscribers(paths);
  console.log(
    `${COUNT} deliveries at ${RATE}/s to ${ENDPOINTS} endpoints, ${KILLS} kills -9 of worker and api, seed ${SEED}, fsync on; killed processes start again at once`,
  );
  const startedAt = Date.now();
  const killing = killInTurn([stack.worker, stack.api], startedAt);
  const eventIds: string[] = [];
  for (let event = 1; event <= EVENTS; event++) {
    await sleep(Math.max(0, startedAt + (event * DURATION_MS) / EVENTS - Date.now()));
    eventIds.push(...(await emitEvents(stack, bench.database, company, 1)));
  }
  const kills = await within(killing, DURATION_MS + SETTLE_TIMEOUT_MS, 'the kills');
  const timeoutMs = SETTLE_TIMEOUT_MS;
  await untilDelivered(stack, webhookIds, { count: COUNT, timeoutMs });
  const settledMs = Date.now() - startedAt - DURATION_MS;

  const received = await readReceived(receiverUrl);
  const repeatCountMax = kills.reduce((total, { inFlightCount }) => total + inFlightCount, 0);
  const expected = { webhookIds, eventIds, paths, repeatCountMax };
  const faults = await checkDeliveries(stack, received, expected);
  printTable([
    ['kill -9', 'at s', 'attempts under way'],
    ...kills.map(({ name, atMs, inFlightCount }) => [
      name,
      (atMs / 1000).toFixed(1),
      String(inFlightCount),
    ]),
  ]);
  const repeats = received.receivedCount - received.counts.length;
  console.log(`  all settled ${(settledMs / 1000).toFixed(1)} s after the last event`);
  console.log(`  ${repeats} messages came twice, allowed ${repeatCountMax}`);
  console.log(
    faults.length > 0
      ? `  VIOLATED: ${faults.join(', ')}`
      : '  0 lost, none under another id, every signature right',
  );
  return faults.length === 0;
}

/** At random moments, each of them in turn. */
async function killInTurn(services: readonly Service[], startedAt: number): Promise<Kill[]> {
  const random = createRandom(SEED);
  const share = () => FIRST_KILL_SHARE + random() * (LAST_KILL_SHARE - FIRST_KILL_SHARE);
  const moments = Array.from({ length: KILLS }, () => share() * DURATION_MS).sort((a, b) => a - b);
  const kills: Kill[] = [];
  /** Those of earlier kills, which last until their lease has passed. */
  const known = new Set<string>();
  for (const [index, momentMs] of moments.entries()) {
    const service = services[index % services.length];
    if (service === undefined) continue;
    await sleep(Math.max(0, startedAt + momentMs - Date.now()));
    const atMs = Date.now() - startedAt;
    await service.kill();
    const isWorker = service === bench.stack.worker;
    const fresh = isWorker ? (await listLeases()).filter((lease) => !known.has(lease)) : [];
    for (const lease of fresh) known.add(lease);
    kills.push({ name: service.name, atMs, inFlightCount: fresh.length });
    service.start();
  }
  return kills;
}

/** The leases of a killed worker stay until they expire. */
async function listLeases(): Promise<string[]> {
  const rows = await bench.stack.superuser`
    select id || ' ' || leased_until as lease from webhook_deliveries
    where status = 'pending' and leased_until > now()
  `;
  return z
    .array(z.object({ lease: z.string() }))
    .parse(rows.slice())
    .map(({ lease }) => lease);
}
