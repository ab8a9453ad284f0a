/**
 * Importing a CSV file of leads, from the upload to the last row: api and worker as in production, every
 * lead with its event. Then the same file again, which changes nothing. The ledger counts leads, events
 * and notifications.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { addCompany, type BenchCompany } from './support/company.ts';
import { startStack, type Stack } from './support/stack.ts';
import { printTable } from './support/statistics.ts';
import { readUsage, type Usage } from './support/usage.ts';

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '100000' }, profile: { type: 'string' } },
});
const ROWS = Number(options.rows);
const SECONDS_MAX = 60;
const MEMORY_MAX_MIB = 512;
const TIMEOUT_MS = 600_000;
const POLL_MS = 100;
const SOMEWHERE = 'http://127.0.0.1:9/webhook/crm-action';

const ImportAnswer = z.object({
  id: z.string(),
  status: z.string(),
  columns: z.array(z.record(z.string(), z.string())),
  created_count: z.number(),
  unchanged_count: z.number(),
  error_count: z.number(),
});
type ImportAnswer = z.infer<typeof ImportAnswer>;

interface Round {
  uploadSeconds: number;
  seconds: number;
  workerMiB: number;
  apiMiB: number;
  ended: ImportAnswer;
}

const stack = await startStack({ n8nWebhookUrl: SOMEWHERE, profileDirectory: options.profile });
try {
  process.exitCode = (await run(stack)) ? 0 : 1;
} finally {
  await stack.stop();
}
process.exit(); // gRPC channels keep the loop alive for a while

async function run(stack: Stack): Promise<boolean> {
  await stack.start(stack.temporal, stack.api, stack.worker);
  const company = await addCompany(stack);
  const file = csvOf(ROWS);
  console.log(`${ROWS} rows, ${(file.length / 1024 / 1024).toFixed(1)} MiB, fsync on`);
  const idle = readUsage(stack.worker.pid).memoryMiB;
  const first = await importFile(stack, company, file);
  const again = await importFile(stack, company, file);
  const faults = await checkLeads(stack, company, first, again);
  const row = (name: string, { uploadSeconds, seconds, ...round }: Round) => [
    name,
    `${uploadSeconds.toFixed(1)} s`,
    `${seconds.toFixed(1)} s`,
    `${Math.round(ROWS / seconds)} rows/s`,
    `${round.workerMiB.toFixed(0)} MiB`,
    `${round.apiMiB.toFixed(0)} MiB`,
  ];
  printTable([
    ['', 'upload', 'import', '', 'worker', 'api'],
    row('first', first),
    row('again', again),
  ]);
  console.log(faults.length > 0 ? `  score 0: ${faults.join(', ')}` : '  nothing lost or doubled');
  const memory = Math.max(first.workerMiB, again.workerMiB, first.apiMiB, again.apiMiB);
  console.log(`  idle worker: ${idle.toFixed(0)} MiB`);
  console.log(`  wanted: ≤ ${SECONDS_MAX} s and ≤ ${MEMORY_MAX_MIB} MiB a process`);
  return faults.length === 0 && first.seconds <= SECONDS_MAX && memory <= MEMORY_MAX_MIB;
}

function csvOf(count: number): Buffer {
  const rows = Array.from({ length: count }, (_, n) => {
    const phone = `06 ${String(10_000_000 + n).replaceAll(/(..)(?=.)/g, '$1 ')}`;
    return `Prénom${n};Nom-${n};prospect.${n}@exemple-${n % 500}.fr;${phone};Société ${n % 2_000};CACES R489;Besançon`;
  });
  const header = 'Prénom;Nom;E-mail;Téléphone;Société;Formation;Ville';
  return Buffer.from(`\ufeff${[header, ...rows].join('\r\n')}\r\n`);
}

async function importFile(stack: Stack, company: BenchCompany, file: Buffer): Promise<Round> {
  const { apiUrl, api, worker } = stack;
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const answer = await fetch(`${apiUrl}/api/lead-imports${path}`, {
      ...init,
      headers: {
        Authorization: `Bearer ${company.apiKey}`,
        ...(typeof init.body === 'string' && { 'Content-Type': 'application/json' }),
      },
    });
    if (!answer.ok) throw new Error(`the api answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const startedAt = performance.now();
  const body = new FormData();
  body.append('file', new Blob([Uint8Array.from(file)], { type: 'text/csv' }), 'leads.csv');
  const { id, columns } = ImportAnswer.parse(await ask('', { method: 'POST', body }));
  const uploadSeconds = (performance.now() - startedAt) / 1000;
  await ask(`/${id}/mapping`, { method: 'PUT', body: JSON.stringify({ columns }) });
  const runAt = performance.now();
  await ask(`/${id}/start`, { method: 'POST' });
  let [workerMiB, apiMiB] = [0, 0];
  while (performance.now() - runAt < TIMEOUT_MS) {
    const memoryOf = ({ memoryMiB }: Usage): number => memoryMiB;
    workerMiB = Math.max(workerMiB, memoryOf(readUsage(worker.pid)));
    apiMiB = Math.max(apiMiB, memoryOf(readUsage(api.pid)));
    const ended = ImportAnswer.parse(await ask(`/${id}`));
    if (!['waiting', 'running'].includes(ended.status)) {
      return {
        uploadSeconds,
        seconds: (performance.now() - runAt) / 1000,
        workerMiB,
        apiMiB,
        ended,
      };
    }
    await sleep(POLL_MS);
  }
  throw new Error('the import did not end');
}

async function checkLeads(
  { superuser }: Stack,
  { companyId }: BenchCompany,
  first: Round,
  again: Round,
): Promise<string[]> {
  const [row] = await superuser`
    select
      (select count(*) from leads where company_id = ${companyId}) as leads,
      (select count(distinct email) from leads where company_id = ${companyId}) as addresses,
      (select count(distinct subject_id) from events where type = 'LeadCreated') as subjects,
      (select count(*) from events where type = 'LeadCreated') as events,
      (select count(*) from notifications) as notifications
  `;
  const counted = z.record(z.string(), z.coerce.number()).parse(row);
  const wanted = { leads: ROWS, addresses: ROWS, subjects: ROWS, events: ROWS, notifications: 2 };
  const faults = Object.entries(wanted).flatMap(([name, count]) =>
    counted[name] === count ? [] : [`${counted[name]} ${name} instead of ${count}`],
  );
  return [
    ...faults,
    ...(first.ended.created_count === ROWS ? [] : ['not every row was created']),
    ...(again.ended.unchanged_count === ROWS ? [] : ['the second import changed something']),
  ];
}
