/**
 * Mail under disturbance. Reading: a mailbox on Dovecot whose connection breaks at random bytes, whose reader is killed
 * with -9, whose server numbers its messages again and whose state is lost, while new mail arrives; compared with the same
 * mails read undisturbed. Sending: replies, with the worker or the mail server killed with -9 at each step. No mail may be
 * lost, stored twice, announced twice or sent twice.
 */
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { checkAudit } from './support/ledger.ts';
import { writeMails } from './support/mail-chaos/mails.ts';
import { FAULT_KINDS } from './support/mail-chaos/plan.ts';
import { readCalmly, readDisturbed, type Disturbed } from './support/mail-chaos/reading.ts';
import { checkReading } from './support/mail-chaos/reading-ledger.ts';
import { sendInWaves } from './support/mail-chaos/replies.ts';
import { checkReplies, untilEnded } from './support/mail-chaos/replies-ledger.ts';
import { startMailChaosWorld, type MailChaosWorld } from './support/mail-chaos/world.ts';
import { createRandom } from './support/random.ts';
import { percentile, printTable } from './support/statistics.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    replies: { type: 'string', default: '200' },
    cuts: { type: 'string', default: '20' },
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    logs: { type: 'string' },
  },
});
const COUNT = Number(options.count);
const REPLIES = Number(options.replies);
const CUTS = Number(options.cuts);
const KILLS = Number(options.kills);
const SEED = Number(options.seed);
const CALM_TIMEOUT_MS = 10 * 60_000;
const DISTURBED_TIMEOUT_MS = 30 * 60_000;
/** A dead worker is noticed after 160 s, and an unknown outcome is looked up for 15 minutes. */
const REPLIES_TIMEOUT_MS = 30 * 60_000;
const CLOSE_TIMEOUT_MS = 10 * 60_000;
const RUNS_POLL_MS = 1_000;

const world = await startMailChaosWorld();
try {
  process.exitCode = (await run(world)) ? 0 : 1;
} finally {
  if (options.logs !== undefined) await keepLogs(world.stack.directory, options.logs);
  await world.stop();
}
process.exit(); // gRPC channels keep the loop alive for a while

async function run(world: MailChaosWorld): Promise<boolean> {
  const startedAt = performance.now();
  console.log(
    `${COUNT} mails, ${CUTS} cuts, ${KILLS} kills -9 of the worker, 2 changes of UIDVALIDITY, 1 loss of state; ${REPLIES} replies; seed ${SEED}, fsync on; killed processes start again at once`,
  );
  const random = createRandom(SEED);
  const mails = writeMails(COUNT, { random, now: new Date() });
  const calmMs = await readCalmly(world, mails, CALM_TIMEOUT_MS);
  console.log(`  read undisturbed in ${seconds(calmMs)} s`);

  const sending = await sendInWaves(world, REPLIES);
  console.log(`  replies: all waves after ${seconds(performance.now() - startedAt)} s`);
  // Their outcomes are looked up for 15 minutes: meanwhile the other mailbox is read.
  const disturbed = await readDisturbed(world, mails, {
    cutCount: CUTS,
    killCount: KILLS,
    random,
    timeoutMs: DISTURBED_TIMEOUT_MS,
  });
  const reading = await checkReading(world, mails, disturbed);
  reportReading(disturbed, reading.lines);

  await untilEnded(world, sending, REPLIES_TIMEOUT_MS);
  const left = await untilRunsEnd(world);
  const replies = await checkReplies(world, sending);
  sending.stop();
  if (REPLIES > 0) printTable(replies.table);
  for (const line of REPLIES > 0 ? replies.lines : []) console.log(`  ${line}`);

  const faults = [
    ...reading.faults,
    ...replies.faults,
    ...left,
    ...(await checkAudit(world.stack).catch((error: unknown) => [String(error)])),
  ];
  console.log(`  ${seconds(performance.now() - startedAt)} s in all`);
  console.log(
    faults.length > 0
      ? `  VIOLATED: ${faults.join(', ')}`
      : '  0 lost, 0 stored twice, 0 announced twice, 0 sent twice, 0 stuck; audit chain whole',
  );
  return faults.length === 0;
}

function reportReading({ durationMs, cutter, faults }: Disturbed, lines: string[]): void {
  const recoveries = [
    { kind: 'cut', all: cutter.cuts.map(({ recoveredMs }) => recoveredMs) },
    ...FAULT_KINDS.map((kind) => ({
      kind,
      all: faults.filter((one) => one.kind === kind).map(({ recoveredMs }) => recoveredMs),
    })),
  ];
  console.log(
    `  read disturbed in ${seconds(durationMs)} s, ${(cutter.passedBytes() / 1024 ** 2).toFixed(1)} MiB from the server`,
  );
  printTable([
    ['disturbance', 'times', 'reading again after s: p50', 'longest'],
    ...recoveries.map(({ kind, all }) => {
      const known = all.filter((ms) => ms !== null);
      return [
        kind,
        String(all.length),
        known.length === 0 ? '-' : seconds(percentile(known, 0.5)),
        known.length === 0 ? '-' : seconds(Math.max(...known)),
      ];
    }),
  ]);
  for (const line of lines) console.log(`  ${line}`);
}

/** The copies in Sent come after the mails. Out: the faults. */
async function untilRunsEnd({ stack }: MailChaosWorld): Promise<string[]> {
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const { workflow } = new Client({ connection });
  const countRuns = async (status: 'Running' | 'Failed'): Promise<number> => {
    const query = `WorkflowType = 'sendReplyWorkflow' and ExecutionStatus = '${status}'`;
    return (await workflow.count(query)).count;
  };
  const deadline = performance.now() + CLOSE_TIMEOUT_MS;
  while ((await countRuns('Running')) > 0 && performance.now() < deadline)
    await sleep(RUNS_POLL_MS);
  const [running, failed] = [await countRuns('Running'), await countRuns('Failed')];
  await connection.close();
  return [
    ...(running === 0 ? [] : [`${running} runs of replies have not ended`]),
    ...(failed === 0 ? [] : [`${failed} runs of replies failed`]),
  ];
}

async function keepLogs(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const names = (await readdir(from)).filter((name) => name.endsWith('.log'));
  for (const name of names) await copyFile(join(from, name), join(to, name));
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
