/**
 * A thousand drafts wait for a person, who approves one after the other: how long until the mail server has the mail,
 * beside the time in which a person may take it back, and whether memory grows. All of it runs: mails on Dovecot, rules,
 * the quiet period, the demo model, the approval by the API, SMTP.
 */
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { whyNoDovecot } from '../test/support/dovecot.ts';
import { UNDO_MS } from '../src/domain/replies/schedule.ts';
import {
  acceptedAt,
  listWaiting,
  readDrafts,
  untilWritten,
  type WaitingDraft,
} from './support/approvals/drafts.ts';
import { call, startApprovalWorld, type ApprovalWorld } from './support/approvals/world.ts';
import { runPaced } from './support/lanes.ts';
import { checkAudit } from './support/ledger.ts';
import { createRandom } from './support/random.ts';
import { median, percentile, printTable } from './support/statistics.ts';
import { readUsage } from './support/usage.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    approvals: { type: 'string', default: '200' },
    rate: { type: 'string', default: '2' },
    profile: { type: 'string' },
  },
});
const COUNT = Number(options.count);
/** Of them, so many are approved. */
const APPROVALS = Number(options.approvals);
/** Approvals a second. */
const RATE = Number(options.rate);
const LATENCY_P95_MAX_MS = 1_500;
/** Of the worker, after the last approval, to that after the first tenth. */
const MEMORY_RATIO_MAX = 1.15;
const WRITTEN_TIMEOUT_MS = 900_000;
const SENT_TIMEOUT_MS = 120_000;
const POLL_MS = 1_000;
const SAMPLES = 10;
const SEED = 472_614;

if (whyNoDovecot() !== undefined) {
  console.error('Dovecot is missing: install dovecot-imapd');
  process.exit(1);
}
const world = await startApprovalWorld({ profileDirectory: options.profile });
try {
  process.exitCode = (await run(world)) ? 0 : 1;
} finally {
  await world.stop();
}
process.exit(); // gRPC channels keep the loop alive for a while

async function run(world: ApprovalWorld): Promise<boolean> {
  await world.deliver(COUNT);
  const seconds = await untilWritten(world, { count: COUNT, timeoutMs: WRITTEN_TIMEOUT_MS });
  const waiting = await listWaiting(world);
  const drafts = spread(waiting).slice(0, APPROVALS);
  console.log(
    `  ${waiting.length} drafts wait ${seconds.toFixed(0)} s after ${COUNT} mails arrived; ${RATE} approvals a second`,
  );
  const { askedAt, answerMs, memory } = await approveAll(world, drafts);
  const { latencies, faults } = await untilSent(world, drafts, askedAt);
  if (waiting.length !== COUNT) faults.push(`${waiting.length} of ${COUNT} drafts waited`);
  const isSlow = percentile(latencies, 0.95) > LATENCY_P95_MAX_MS;
  const [first = 0, last = 0] = [memory[1]?.worker, memory.at(-1)?.worker];
  printTable([
    ['ms', 'p50', 'p95', 'p99', 'longest'],
    line('the API answers', answerMs),
    line(`SMTP has it, after ${UNDO_MS / 1000} s to take it back`, latencies),
  ]);
  printTable([
    ['MiB after approvals', ...memory.map(({ count }) => String(count))],
    ['worker', ...memory.map(({ worker }) => worker.toFixed(0))],
    ['api', ...memory.map(({ api }) => api.toFixed(0))],
  ]);
  const wrong = [
    ...faults,
    ...(await checkAudit(world.stack).catch((error: unknown) => [String(error)])),
  ];
  console.log(
    wrong.length > 0
      ? `  VIOLATED: ${wrong.join(', ')}`
      : `  ${latencies.length} approved, each sent once; audit chain whole`,
  );
  return wrong.length === 0 && !isSlow && last <= first * MEMORY_RATIO_MAX;
}

/**
 * In random order. The list has the drafts of one mailbox next to each other, and a mailbox sends 30 mails a minute
 * (MAILS_PER_MINUTE_MAX): that limit is not measured here.
 */
function spread(drafts: readonly WaitingDraft[]): WaitingDraft[] {
  const random = createRandom(SEED);
  return drafts
    .map((draft) => ({ draft, place: random() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ draft }) => draft);
}

function line(what: string, values: readonly number[]): string[] {
  const all = [
    median(values),
    percentile(values, 0.95),
    percentile(values, 0.99),
    Math.max(...values),
  ];
  return [what, ...all.map((value) => value.toFixed(0))];
}

async function approveAll(world: ApprovalWorld, drafts: readonly WaitingDraft[]) {
  const { stack, company } = world;
  const askedAt = new Map<string, number>();
  const answerMs: number[] = [];
  const memory: { count: number; worker: number; api: number }[] = [];
  const look = (): void => {
    const [worker, api] = [stack.worker, stack.api].map(({ pid }) => readUsage(pid).memoryMiB);
    memory.push({ count: answerMs.length, worker: worker ?? 0, api: api ?? 0 });
  };
  look();
  await runPaced({ count: drafts.length, perSecond: RATE }, async (number) => {
    const draft = drafts[number - 1];
    if (draft === undefined) return;
    askedAt.set(draft.id, Date.now());
    const startedAt = performance.now();
    const path = `/inbox/auto-replies/${draft.id}/approve`;
    const answer = await call(stack, company, 'POST', path, { content_hash: draft.content_hash });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    answerMs.push(performance.now() - startedAt);
    if (number % Math.ceil(drafts.length / SAMPLES) === 0) look();
  });
  return { askedAt, answerMs, memory };
}

async function untilSent(
  { stack, mailDirectory }: ApprovalWorld,
  drafts: readonly WaitingDraft[],
  askedAt: ReadonlyMap<string, number>,
): Promise<{ latencies: number[]; faults: string[] }> {
  const deadline = performance.now() + SENT_TIMEOUT_MS;
  let accepted = await acceptedAt(mailDirectory);
  while (accepted.size < drafts.length && performance.now() < deadline) {
    await sleep(POLL_MS);
    accepted = await acceptedAt(mailDirectory);
  }
  const rows = await readDrafts(stack);
  const latencies: number[] = [];
  const faults: string[] = [];
  for (const { id } of drafts) {
    const times = accepted.get(rows.find((row) => row.id === id)?.internet_message_id ?? '') ?? [];
    if (times.length !== 1) faults.push(`${times.length} mails of ${id}`);
    latencies.push(...times.map((at) => at - (askedAt.get(id) ?? 0) - UNDO_MS));
  }
  return { latencies, faults };
}
