/**
 * The first synchronisation of a mailbox, from the request to the last mail, against mbsync, which fetches the same
 * mails from the same Dovecot. Then what a look at a mailbox costs that has nothing new: how many of them two
 * cores can look at in a minute.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { DOVECOT_PASSWORD, whyNoDovecot } from '../test/support/dovecot.ts';
import { mailboxSyncWorkflowId } from '../src/ids.ts';
import { createTemporalClient } from '../src/platform/temporal.ts';
import { loadConfig } from '../src/config.ts';
import type { BenchCompany } from './support/company.ts';
import { generateMails } from './support/mail/mails.ts';
import { runMbsync } from './support/mail/mbsync.ts';
import { countRoundTrips, startMailBench, type MailBench } from './support/mail/world.ts';
import { median, percentile, printTable, spread } from './support/statistics.ts';
import { readUsage, type Usage } from './support/usage.ts';

const { values: options } = parseArgs({
  options: {
    mails: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '1' },
    mailboxes: { type: 'string', default: '200' },
    seed: { type: 'string', default: '472614' },
    profile: { type: 'string' },
  },
});
const MAILS = Number(options.mails);
const ROUNDS = Number(options.rounds);
const MAILBOXES = Number(options.mailboxes);
const SEED = Number(options.seed);
const RATIO_TARGET = 0.3;
/** Conversations of a company that was there before. */
const ESTABLISHED_COUNT = 60_000;
const MAILBOXES_PER_COMPANY = 10;
/** What is wanted of two cores. */
const SWEEP_PER_MINUTE = 1_000;
const SWEEP_CPU_SHARE_MAX = 0.25;
const CORES = 2;
const SWEEPS = 3;
const TIMEOUT_MS = 900_000;
const POLL_MS = 100;
const MINUTE_MS = 60_000;

const Cycle = z.object({
  id: z.string(),
  status: z.string(),
  new_count: z.number(),
  newsletter_count: z.number(),
  done_count: z.number(),
  finished_at: z.string().nullable(),
});

if (whyNoDovecot() !== undefined) {
  console.error('Dovecot is missing: install dovecot-imapd and isync');
  process.exit(1);
}
const bench = await startMailBench({ profileDirectory: options.profile });
try {
  process.exitCode = (await run(bench)) ? 0 : 1;
} finally {
  await bench.stop();
}
process.exit(); // gRPC channels keep the loop alive for a while

async function run(bench: MailBench): Promise<boolean> {
  const { stack } = bench;
  await addEstablishedCompany(bench);
  await stack.start(stack.temporal, stack.api, stack.worker);
  const rounds: FirstSync[] = [];
  for (let round = 1; round <= ROUNDS; round++) rounds.push(await firstSync(bench, SEED + round));
  const isFirstFine = reportFirst(rounds);
  return MAILBOXES === 0 ? isFirstFine : (await idleSweeps(bench)) && isFirstFine;
}

/**
 * A database in use: PostgreSQL plans by what it last counted. Of empty tables it expects one row, whatever is asked,
 * until autovacuum has seen them.
 */
async function addEstablishedCompany(bench: MailBench): Promise<void> {
  const { companyId } = await bench.addCompany();
  await bench.stack.superuser.begin(async (sql) => {
    await sql`set local session_replication_role = replica`; // no foreign key is checked, no trigger runs
    await sql`
      with numbers as (select number from generate_series(1, ${ESTABLISHED_COUNT}::integer) as number),
      new_conversations as (
        insert into conversations (
          company_id, channel, subject, contact_address, last_message_at, message_count
        )
        select ${companyId}::bigint, 'email', 'Dossier ' || number,
          'client.' || number || '@ailleurs.example', now() - number * interval '1 minute', 1
        from numbers
        returning company_id, id, contact_address, subject, last_message_at
      ),
      new_messages as (
        insert into messages (
          company_id, conversation_id, channel, direction, sender_address, subject,
          internet_message_id, content_hash, text, occurred_at
        )
        select company_id, id, 'email', 'in', contact_address, subject,
          id || '@ailleurs.example', sha256(id::text::bytea), 'Bonjour, merci', last_message_at
        from new_conversations
        returning company_id, conversation_id, internet_message_id
      ),
      new_people as (
        insert into people (company_id, name)
        select ${companyId}::bigint, 'Client ' || number from numbers
        returning company_id, id
      ),
      new_points as (
        insert into contact_points (company_id, person_id, kind, value, position)
        select company_id, id, 'email', 'client.' || id || '@ailleurs.example', 0 from new_people
      )
      insert into thread_ids (company_id, internet_message_id, conversation_id)
      select company_id, internet_message_id, conversation_id from new_messages
    `;
  });
  await bench.stack.superuser`vacuum analyze`;
}

interface FirstSync {
  sizeMiB: number;
  mbsyncSeconds: number;
  seconds: number;
  workerMiB: number;
  usage: Record<string, Usage>;
  faults: string[];
}

/** Each has a user of its own, so that Dovecot has read none of the mails before. */
async function firstSync(bench: MailBench, seed: number): Promise<FirstSync> {
  const { stack, dovecot } = bench;
  const [theirs, ours] = [dovecot.newUser(), dovecot.newUser()];
  let sizeBytes = 0;
  for (const { content, receivedAt } of generateMails(MAILS, seed)) {
    sizeBytes += content.length;
    for (const user of [theirs, ours]) await user.deliver(content, { receivedAt });
  }
  const sizeMiB = sizeBytes / 1024 / 1024;
  console.log(`  ${MAILS} mails, ${sizeMiB.toFixed(0)} MiB, seed ${seed}`);
  const fetched = await runMbsync({
    directory: stack.directory,
    port: dovecot.port,
    user: theirs.name,
    password: DOVECOT_PASSWORD,
  });
  const company = await bench.addCompany();
  const mailboxId = await bench.addMailbox(company, { user: ours.name });
  const before = usagesOf(bench);
  const startedAt = performance.now();
  const { cycle, workerMiB } = await syncToEnd(stack, company, mailboxId);
  const seconds = (performance.now() - startedAt) / 1000;
  const usage = usedSince(bench, before);
  const faults = await checkMails(bench, company, cycle);
  if (fetched.count !== MAILS) faults.push(`mbsync fetched ${fetched.count}`);
  return { sizeMiB, mbsyncSeconds: fetched.seconds, seconds, workerMiB, usage, faults };
}

async function syncToEnd(
  { apiUrl, worker }: MailBench['stack'],
  { apiKey }: BenchCompany,
  mailboxId: number,
): Promise<{ cycle: z.infer<typeof Cycle>; workerMiB: number }> {
  const ask = async (path: string, method: 'GET' | 'POST'): Promise<unknown> => {
    const answer = await fetch(`${apiUrl}/inbox/integrations/${mailboxId}${path}`, {
      method,
      headers: { Authorization: `Bearer ${apiKey}` },
    });
    if (!answer.ok) throw new Error(`the api answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const { id } = z.object({ id: z.string() }).parse(await ask('/sync', 'POST'));
  const deadline = Date.now() + TIMEOUT_MS;
  let workerMiB = 0;
  while (Date.now() < deadline) {
    workerMiB = Math.max(workerMiB, readUsage(worker.pid).memoryMiB);
    const cycle = Cycle.parse(await ask(`/cycles/${id}`, 'GET'));
    if (cycle.finished_at !== null) return { cycle, workerMiB };
    await sleep(POLL_MS);
  }
  throw new Error('the synchronisation did not end');
}

async function checkMails(
  { stack: { superuser } }: MailBench,
  { companyId }: BenchCompany,
  cycle: z.infer<typeof Cycle>,
): Promise<string[]> {
  const [row] = await superuser`
    select
      (select count(*) from messages where company_id = ${companyId}) as messages,
      (
        select count(distinct internet_message_id) from messages where company_id = ${companyId}
      ) as ids,
      (select count(*) from mailbox_items where company_id = ${companyId}) as items,
      (select count(*) from notifications where company_id = ${companyId}) as notifications
  `;
  const counted = z.record(z.string(), z.coerce.number()).parse(row);
  const wanted = { messages: MAILS, ids: MAILS, items: MAILS, notifications: 0 };
  const faults = Object.entries(wanted).flatMap(([name, count]) =>
    counted[name] === count ? [] : [`${counted[name]} ${name} instead of ${count}`],
  );
  const stored = cycle.new_count + cycle.newsletter_count;
  return [
    ...faults,
    ...(cycle.status === 'succeeded' ? [] : [`the cycle ${cycle.status}`]),
    ...(stored === MAILS ? [] : [`${stored} counted as stored`]),
  ];
}

function usagesOf({ stack, dovecot }: MailBench): Record<string, Usage> {
  const { worker, api, postgres, temporal } = stack;
  return {
    worker: readUsage(worker.pid),
    api: readUsage(api.pid),
    postgres: readUsage(postgres.pid),
    temporal: readUsage(temporal.pid),
    dovecot: readUsage(dovecot.pid),
  };
}

function usedSince(bench: MailBench, before: Record<string, Usage>): Record<string, Usage> {
  return Object.fromEntries(
    Object.entries(usagesOf(bench)).map(([name, { cpuMs, memoryMiB }]) => [
      name,
      { cpuMs: cpuMs - (before[name]?.cpuMs ?? 0), memoryMiB },
    ]),
  );
}

function cpuCells(usage: Record<string, Usage>, count: number): string[][] {
  const all = Object.entries(usage).filter(([name]) => name !== 'dovecot');
  const sum = all.reduce((total, [, { cpuMs }]) => total + cpuMs, 0);
  return [
    ...Object.entries(usage).map(([name, { cpuMs }]) => [name, (cpuMs / count).toFixed(1)]),
    ['ours together', (sum / count).toFixed(1)],
  ];
}

function reportFirst(rounds: FirstSync[]): boolean {
  const ratios = rounds.map(({ seconds, mbsyncSeconds }) => mbsyncSeconds / seconds);
  const row = (name: string, secondsOf: (round: FirstSync) => number) => [
    name,
    `${spread(rounds.map(secondsOf))} s`,
    `${spread(
      rounds.map((round) => MAILS / secondsOf(round)),
      0,
    )} mails/s`,
    `${spread(
      rounds.map((round) => round.sizeMiB / secondsOf(round)),
      0,
    )} MiB/s`,
  ];
  printTable([
    row('mbsync', ({ mbsyncSeconds }) => mbsyncSeconds),
    row('ours', ({ seconds }) => seconds),
  ]);
  console.log('  CPU ms a mail');
  printTable(cpuCells(rounds.at(-1)?.usage ?? {}, MAILS));
  console.log(`  worker: ${Math.max(...rounds.map(({ workerMiB }) => workerMiB)).toFixed(0)} MiB`);
  const faults = rounds.flatMap((round) => round.faults);
  const ratio = faults.length > 0 ? 0 : median(ratios);
  console.log(`  ours ÷ mbsync: ${spread(ratios, 2)}, wanted ≥ ${RATIO_TARGET}, aim 0.6`);
  console.log(faults.length > 0 ? `  score 0: ${faults.join(', ')}` : '  each mail stored once');
  return ratio >= RATIO_TARGET;
}

interface Idle {
  company: BenchCompany;
  mailboxId: number;
}

/** Looks at all mailboxes at the pace that is wanted. */
async function idleSweeps(bench: MailBench): Promise<boolean> {
  const { stack } = bench;
  const { mailboxes, roundTrips } = await addIdleMailboxes(bench);
  await stack.api.stop(); // it has no part in a look, and would make schedules meanwhile
  // Their first synchronisations: fewer of a host at a time.
  for (const one of mailboxes) await sweep(bench, [one]);
  const counted = roundTrips.count();
  const before = usagesOf(bench);
  const startedAt = performance.now();
  const latencies: number[] = [];
  for (let count = 0; count < SWEEPS; count++) {
    latencies.push(...(await sweep(bench, mailboxes)));
  }
  const elapsedMs = performance.now() - startedAt;
  const lookCount = SWEEPS * mailboxes.length;
  const usage = usedSince(bench, before);
  roundTrips.stop();
  const ours = Object.entries(usage).filter(([name]) => name !== 'dovecot');
  const cpuMs = ours.reduce((total, [, used]) => total + used.cpuMs, 0);
  const reached = (lookCount / elapsedMs) * MINUTE_MS;
  const share = ((cpuMs / lookCount) * SWEEP_PER_MINUTE) / (CORES * MINUTE_MS);
  console.log(`  ${lookCount} looks at unchanged mailboxes, CPU ms each`);
  printTable(cpuCells(usage, lookCount));
  const times = [0.5, 0.99].map((part) => percentile(latencies, part).toFixed(0)).join(' / ');
  printTable([
    ['IMAP round trips each', ((roundTrips.count() - counted) / SWEEPS).toFixed(1)],
    ['p50 / p99 ms', times],
    ['mailboxes a minute at this pace', reached.toFixed(0)],
  ]);
  console.log(
    `  ${SWEEP_PER_MINUTE} mailboxes a minute: ${(share * 100).toFixed(0)} % of ${CORES} cores, wanted < ${SWEEP_CPU_SHARE_MAX * 100} %`,
  );
  return share < SWEEP_CPU_SHARE_MAX && reached > 0.95 * SWEEP_PER_MINUTE;
}

async function addIdleMailboxes(bench: MailBench) {
  const { dovecot } = bench;
  const roundTrips = await countRoundTrips(dovecot.port);
  const mailboxes: Idle[] = [];
  const companies: BenchCompany[] = [];
  for (let number = 0; number < MAILBOXES / MAILBOXES_PER_COMPANY; number++) {
    companies.push(await bench.addCompany());
  }
  const [mail] = generateMails(1, SEED);
  if (mail === undefined) throw new Error('one mail was asked for');
  for (let number = 0; number < MAILBOXES; number++) {
    const company = companies[number % companies.length];
    if (company === undefined) throw new Error('there are no companies');
    const user = dovecot.newUser();
    await user.deliver(mail.content, { receivedAt: mail.receivedAt });
    // One of them is counted.
    const port = number === 0 ? roundTrips.port : dovecot.port;
    const mailboxId = await bench.addMailbox(company, { user: user.name, port });
    mailboxes.push({ company, mailboxId });
  }
  return { mailboxes, roundTrips };
}

/** As its schedule starts it. Out: from the start of each run to its end. */
async function sweep({ stack }: MailBench, mailboxes: readonly Idle[]): Promise<number[]> {
  const temporal = createTemporalClient(loadConfig(stack.environment));
  const startedAt = performance.now();
  const paceMs = MINUTE_MS / SWEEP_PER_MINUTE;
  try {
    const looks = await Promise.allSettled(
      mailboxes.map(async ({ company, mailboxId }, number) => {
        await sleep(Math.max(0, startedAt + number * paceMs - performance.now()));
        const beganAt = performance.now();
        const result: unknown = await temporal.workflow.execute('emailSyncWorkflow', {
          workflowId: mailboxSyncWorkflowId(mailboxId),
          taskQueue: 'mail',
          args: [{ companyId: company.companyId, mailboxId }],
        });
        if (z.object({ status: z.string() }).parse(result).status !== 'read') {
          throw new Error(`mailbox ${mailboxId} was not read: ${JSON.stringify(result)}`);
        }
        return performance.now() - beganAt;
      }),
    );
    return looks.map((look) => {
      if (look.status === 'rejected') throw look.reason;
      return look.value;
    });
  } finally {
    await temporal.connection.close();
  }
}
