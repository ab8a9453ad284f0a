/**
 * A company has a hundred cases analysed at once, while its people use the model and read their cases: how many analyses
 * end a minute, how long others wait compared with a quiet company, and what memory it takes. With kills, the worker dies
 * with -9 in the middle of sections: what is done stays, and nothing that was answered is paid twice.
 */
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { DEMO_MODEL } from '../src/domain/ai/outcomes.ts';
import { ANALYSIS_SECTIONS } from '../src/domain/case-analyses/kinds.ts';
import { addCompany, type BenchCompany } from './support/company.ts';
import { runLanes } from './support/lanes.ts';
import { checkAudit } from './support/ledger.ts';
import { post } from './support/mail-chaos/world.ts';
import { createRandom } from './support/random.ts';
import type { Service } from './support/services.ts';
import { freeBenchPort, startStack, type Stack } from './support/stack.ts';
import { median, percentile, printTable } from './support/statistics.ts';
import { readUsage } from './support/usage.ts';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    kills: { type: 'string', default: '0' },
    delay: { type: 'string', default: '400' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const COUNT = Number(options.count);
const KILLS = Number(options.kills);
/** Of the model, for each call. */
const DELAY_MS = Number(options.delay);
const SEED = Number(options.seed);
const NOTES = 10;
const TRIES = 20;
/** The median wait of others while analyses run, divided by that before. */
const HARM_RATIO_MAX = 1.5;
const TOKENS = 2_000_000_000;
/** A dead worker is noticed after 30 s without a heartbeat. */
const ENDED_TIMEOUT_MS = 1_800_000;
const POLL_MS = 500;

interface World {
  stack: Stack;
  model: Service;
  company: BenchCompany;
}

const world = await startWorld();
try {
  process.exitCode = (await run(world)) ? 0 : 1;
} finally {
  await world.stack.stop();
}
process.exit(); // gRPC channels keep the loop alive for a while

async function startWorld(): Promise<World> {
  const modelPort = await freeBenchPort();
  const apiKey = 'cle-du-banc';
  const stack = await startStack({
    isSupervised: true,
    n8nWebhookUrl: 'http://127.0.0.1:9/webhook/crm-action',
    environment: {
      DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true',
      AI_BASE_URL: `http://127.0.0.1:${modelPort}/v1`,
      AI_API_KEY: apiKey,
      AI_MODEL: DEMO_MODEL,
      AI_DAILY_TOKEN_MAX: String(TOKENS),
    },
  });
  const model = stack.addService('model', 'bench/support/analysis/model.ts', {
    PORT: String(modelPort),
    API_KEY: apiKey,
    DELAY_MS: String(DELAY_MS),
  });
  await stack.start(model, stack.temporal, stack.api, stack.worker);
  const company = await addCompany(stack, 'analysis');
  return { stack, model, company };
}

async function run({ stack, company }: World): Promise<boolean> {
  const ids = await addCases({ stack, company });
  console.log(
    `  ${COUNT} cases with ${NOTES} notes each, a model that takes ${DELAY_MS} ms, ${KILLS} kills -9 of the worker, seed ${SEED}`,
  );
  const alone = await measureOthers({ stack, company }, ids);
  const before = memoryOf(stack);
  const startedAt = performance.now();
  await runLanes({ count: ids.length, concurrency: 20 }, async (number) => {
    await post(stack, company, `/api/crm/case/${ids[number - 1]}/ai-analyze`);
  });
  const [beside] = await Promise.all([measureOthers({ stack, company }, ids), killWorker(stack)]);
  const during = memoryOf(stack);
  const ended = await untilEnded(stack);
  const seconds = (performance.now() - startedAt) / 1000;
  printTable([
    ['ms, median (p95)', 'a try of the model', 'a list of cases'],
    ['alone', text(alone.tries), text(alone.lists)],
    ['beside', text(beside.tries), text(beside.lists)],
  ]);
  printTable([
    ['MiB', 'before', 'during', 'after'],
    ['worker', ...[before, during, memoryOf(stack)].map(({ worker }) => worker.toFixed(0))],
    ['api', ...[before, during, memoryOf(stack)].map(({ api }) => api.toFixed(0))],
  ]);
  console.log(
    `  ${ended} analyses in ${seconds.toFixed(0)} s: ${((ended / seconds) * 60).toFixed(0)} a minute`,
  );
  const wrong = await faultsOf(stack, ended);
  console.log(
    wrong.length > 0
      ? `  VIOLATED: ${wrong.join(', ')}`
      : '  each section is there, none was paid twice; audit chain whole',
  );
  const isHarmed =
    KILLS === 0 &&
    (median(beside.tries) > HARM_RATIO_MAX * median(alone.tries) ||
      median(beside.lists) > HARM_RATIO_MAX * median(alone.lists));
  return wrong.length === 0 && !isHarmed;
}

function text(values: readonly number[]): string {
  return `${median(values).toFixed(0)} (${percentile(values, 0.95).toFixed(0)})`;
}

async function addCases({ stack, company }: Omit<World, 'model'>): Promise<number[]> {
  const Id = z.object({ id: z.number() });
  const client = Id.parse(
    await post(stack, company, '/api/crm/client', { name: 'SARL Algérie Tech' }),
  );
  const ids: number[] = [];
  for (let number = 1; number <= COUNT; number += 1) {
    const { id } = Id.parse(
      await post(stack, company, '/api/crm/case', {
        title: `Litige ${number}`,
        client_id: client.id,
        case_type: 'legal',
        description: `Le bailleur ${number} demande la résiliation. Il faut envoyer les quittances.`,
      }),
    );
    ids.push(id);
  }
  await runLanes({ count: ids.length, concurrency: 10 }, async (number) => {
    for (let note = 1; note <= NOTES; note += 1) {
      await post(stack, company, `/api/crm/case/${ids[number - 1]}/note`, {
        text: `Note ${note} du dossier ${number} : la mise en demeure a été reçue, il faut répondre. ${'Le client attend une réponse du tribunal. '.repeat(10)}`,
      });
    }
  });
  return ids;
}

/** What people of the company do meanwhile. */
async function measureOthers(
  { stack, company }: Omit<World, 'model'>,
  ids: readonly number[],
): Promise<{ tries: number[]; lists: number[] }> {
  const headers = { authorization: `Bearer ${company.apiKey}` };
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const startedAt = performance.now();
    await work();
    return performance.now() - startedAt;
  };
  const tries: number[] = [];
  const lists: number[] = [];
  for (let number = 0; number < TRIES; number += 1) {
    tries.push(
      await timed(() => post(stack, company, '/api/v1/ai/try', { message: `Essai ${number}` })),
    );
    const list = await timed(async () => {
      const answer = await fetch(`${stack.apiUrl}/api/crm/case?limit=50`, { headers });
      await answer.text();
      if (!answer.ok) throw new Error(`the list of ${ids.length} cases answered ${answer.status}`);
    });
    lists.push(list);
  }
  return { tries, lists };
}

/** Within the first minutes, at random moments. */
async function killWorker({ worker }: Stack): Promise<void> {
  const random = createRandom(SEED);
  const spanMs = Math.max(60_000, COUNT * ANALYSIS_SECTIONS.length * DELAY_MS * 0.5);
  const startedAt = performance.now();
  const moments = Array.from({ length: KILLS }, () => random() * spanMs).sort((a, b) => a - b);
  for (const momentMs of moments) {
    await sleep(Math.max(0, startedAt + momentMs - performance.now()));
    await worker.kill();
    worker.start();
  }
}

function memoryOf({ worker, api }: Stack): { worker: number; api: number } {
  return { worker: readUsage(worker.pid).memoryMiB, api: readUsage(api.pid).memoryMiB };
}

async function untilEnded({ superuser }: Stack): Promise<number> {
  const deadline = performance.now() + ENDED_TIMEOUT_MS;
  for (;;) {
    const [row] = await superuser`
      select count(*) filter (where status <> 'running')::integer as ended from case_analyses
    `;
    const ended = Number(row?.['ended']);
    if (ended >= COUNT || performance.now() > deadline) return ended;
    await sleep(POLL_MS);
  }
}

async function faultsOf(stack: Stack, ended: number): Promise<string[]> {
  const { superuser } = stack;
  const [row] = await superuser`
    select
      (select count(*) from case_analyses where status <> 'succeeded')::integer as not_succeeded,
      (select count(*) from case_analysis_sections where status <> 'done')::integer as not_done,
      (
        select count(*)
        from (
          select subject_id from ai_runs
          where subject_kind = 'case_analysis_section' and outcome = 'succeeded'
          group by subject_id having count(*) > 1
        ) as twice
      )::integer as paid_twice,
      (
        select count(*) from ai_runs
        where subject_kind = 'case_analysis_section' and outcome in ('running', 'interrupted')
      )::integer as interrupted,
      (select count(*) from notifications where code = 'case_analyzed')::integer as told
  `;
  const number = (name: string): number => Number(row?.[name]);
  console.log(`  ${number('interrupted')} calls were cut off by a kill, and made again`);
  return [
    ...(ended === COUNT ? [] : [`${COUNT - ended} have not ended`]),
    ...(number('not_succeeded') === 0 ? [] : [`${number('not_succeeded')} did not succeed`]),
    ...(number('not_done') === 0 ? [] : [`${number('not_done')} sections are missing`]),
    ...(number('paid_twice') === 0 ? [] : [`${number('paid_twice')} sections were paid twice`]),
    ...(number('told') === COUNT ? [] : [`${number('told')} were told`]),
    ...(await checkAudit(stack).catch((error: unknown) => [String(error)])),
  ];
}
