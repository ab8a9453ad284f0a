/**
 * Deliveries of webhooks a second, from the first that arrives to the last, against a loop of POST with a
 * signature and no database, in turn. Then the same with a tenth of the endpoints hanging for 30 s, and
 * one endpoint with all events for itself. The receiver is a process of its own.
 */
import { parseArgs } from 'node:util';
import { within } from './support/lanes.ts';
import { median, printTable, spread } from './support/statistics.ts';
import { readOwnUsage, readUsage, type Usage } from './support/usage.ts';
import {
  checkDeliveries,
  readReceived,
  resetReceived,
  untilDelivered,
  type ReceivedLedger,
} from './support/webhooks/ledger.ts';
import { emitEvents, sendRaw, switchOff } from './support/webhooks/sending.ts';
import {
  startWebhookBench,
  untilReceiving,
  type Subscribers,
  type WebhookBench,
} from './support/webhooks/world.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    endpoints: { type: 'string', default: '50' },
    single: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '3' },
    profile: { type: 'string' },
  },
});
const COUNT = Number(options.count);
const ENDPOINTS = Number(options.endpoints);
const SINGLE_COUNT = Number(options.single);
const ROUNDS = Number(options.rounds);
const HANGING_SHARE = 0.1;
const ROUND_TIMEOUT_MS = 300_000;
const RATIO_TARGET = 0.35;
const HANGING_RATIO_TARGET = 0.95;

interface Round {
  perSecond: number;
  seconds: number;
  count: number;
  usage: Record<string, Usage>;
}

const bench = await startWebhookBench({ profileDirectory: options.profile });
try {
  process.exitCode = (await run(bench)) ? 0 : 1;
} finally {
  await bench.stop();
}
process.exit(); // gRPC channels keep the loop alive for a while

async function run({ stack, receiver, receiverUrl }: WebhookBench): Promise<boolean> {
  await stack.start(receiver, stack.temporal, stack.api, stack.worker);
  await untilReceiving(receiverUrl);
  const paths = pathsOf(ENDPOINTS);
  const hanging = paths.slice(0, Math.round(ENDPOINTS * HANGING_SHARE));
  const healthy = paths.slice(hanging.length);
  const hangingPaths = hanging.map((path) => `/hang${path}`);
  const eventCount = Math.round(COUNT / ENDPOINTS);
  console.log(
    `${COUNT} deliveries of 1 KiB to ${ENDPOINTS} endpoints (${eventCount} events), ${ROUNDS} rounds, Temporal dev server on SQLite, fsync on`,
  );
  await measureRaw(paths, COUNT);
  await measureOurs(paths, [], eventCount);
  await stack.superuser`analyze`; // autovacuum would, within a minute
  const [raw, ours, crowded]: [Round[], Round[], Round[]] = [[], [], []];
  for (let round = 1; round <= ROUNDS; round++) {
    raw.push(await measureRaw(paths, COUNT));
    ours.push(await measureOurs(paths, [], eventCount));
    crowded.push(await measureOurs(healthy, hangingPaths, eventCount));
    const [plain, bare, tenth] = [ours, raw, crowded].map((all) =>
      all.at(-1)?.perSecond.toFixed(0),
    );
    console.log(`  round ${round}: raw ${bare}/s, ours ${plain}/s, a tenth hanging ${tenth}/s`);
  }
  const single = await measureOurs(['/single'], [], SINGLE_COUNT);
  return report({ raw, ours, crowded, single });
}

function pathsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `/endpoint/${index}`);
}

async function measureRaw(paths: readonly string[], count: number): Promise<Round> {
  const { receiverUrl, secret } = bench;
  return measure(count, async () => {
    await sendRaw(receiverUrl, { paths, count, secret });
    return [];
  });
}

/** The rate is that of the endpoints that answer. */
async function measureOurs(
  paths: readonly string[],
  hangingPaths: readonly string[],
  eventCount: number,
): Promise<Round> {
  const { stack, database } = bench;
  const subscribers = await bench.addSubscribers([...hangingPaths, ...paths]);
  const webhookIds = subscribers.webhookIds.slice(hangingPaths.length);
  const count = eventCount * paths.length;
  const round = await measure(count, async () => {
    const eventIds = await emitEvents(stack, database, subscribers.company, eventCount);
    await untilDelivered(stack, webhookIds, { count, timeoutMs: ROUND_TIMEOUT_MS });
    const received = await readReceived(bench.receiverUrl);
    return checkDeliveries(stack, received, { webhookIds, eventIds, paths, repeatCountMax: 0 });
  });
  await quieten(subscribers);
  return round;
}

/** What hangs must not weigh on the next round. */
async function quieten({ webhookIds }: Subscribers): Promise<void> {
  await switchOff(bench.stack, webhookIds);
  await untilDelivered(bench.stack, webhookIds, { count: 0, timeoutMs: ROUND_TIMEOUT_MS });
}

async function measure(count: number, send: () => Promise<string[]>): Promise<Round> {
  await resetReceived(bench.receiverUrl);
  const before = processes();
  const faults = await within(send(), ROUND_TIMEOUT_MS, 'a round');
  if (faults.length > 0) throw new Error(`score 0: ${faults.join(', ')}`);
  const seconds = secondsOf(await readReceived(bench.receiverUrl));
  return { perSecond: count / seconds, seconds, count, usage: difference(before, processes()) };
}

function secondsOf({ firstMs, lastMs }: ReceivedLedger): number {
  return ((lastMs ?? Number.NaN) - (firstMs ?? Number.NaN)) / 1000;
}

function processes(): Record<string, Usage> {
  const { temporal, postgres, api, worker } = bench.stack;
  return {
    driver: readOwnUsage(),
    receiver: readUsage(bench.receiver.pid),
    temporal: readUsage(temporal.pid),
    postgres: readUsage(postgres.pid),
    api: readUsage(api.pid),
    worker: readUsage(worker.pid),
  };
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

interface Results {
  raw: Round[];
  ours: Round[];
  crowded: Round[];
  single: Round;
}

function report({ raw, ours, crowded, single }: Results): boolean {
  const cpu = (rounds: Round[], name: string): string =>
    spread(
      rounds.map(({ usage, count }) => (usage[name]?.cpuMs ?? 0) / count),
      3,
    );
  const memory = (rounds: Round[], name: string): string =>
    spread(
      rounds.map(({ usage }) => usage[name]?.memoryMiB ?? 0),
      0,
    );
  const names = Object.keys(ours[0]?.usage ?? {});
  printTable([
    ['CPU ms per delivery', 'raw', 'ours', 'a tenth hanging', 'one endpoint', 'memory MiB, ours'],
    ...names.map((name) => [
      name,
      cpu(raw, name),
      cpu(ours, name),
      cpu(crowded, name),
      cpu([single], name),
      memory([...ours, ...crowded], name),
    ]),
  ]);
  const rates = (rounds: Round[]): number[] => rounds.map(({ perSecond }) => perSecond);
  const ratios = (left: Round[], right: Round[]): number[] =>
    left.map(({ perSecond }, index) => perSecond / (right[index]?.perSecond ?? Number.NaN));
  const [toRaw, toOurs] = [ratios(ours, raw), ratios(crowded, ours)];
  console.log(`  raw: ${spread(rates(raw), 0)} /s`);
  console.log(`  ours: ${spread(rates(ours), 0)} /s`);
  console.log(`  ours ÷ raw: ${spread(toRaw, 2)}, wanted ≥ ${RATIO_TARGET}, aim 0.6`);
  console.log(
    `  with a tenth hanging: ${spread(rates(crowded), 0)} /s, ${spread(toOurs, 2)} of that, wanted ≥ ${HANGING_RATIO_TARGET}`,
  );
  console.log(
    `  one endpoint, ${single.count} events: ${single.perSecond.toFixed(0)} /s, ${single.seconds.toFixed(1)} s`,
  );
  console.log('  every event came once to every endpoint, signed');
  return median(toRaw) >= RATIO_TARGET && median(toOurs) >= HANGING_RATIO_TARGET;
}
