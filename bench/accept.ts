/**
 * How many actions a second one api process accepts, against the smaller of what a bare HTTP server
 * and what Postgres alone could do with the very same statements over as many connections.
 * Temporal is not running: the relay finds nobody and the commands pile up.
 */
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  actionBody,
  addCompany,
  addEntities,
  entityRef,
  type BenchCompany,
} from './support/company.ts';
import { runLoad, type LoadResult } from './support/http-load.ts';
import { checkAudit, untilSealed } from './support/ledger.ts';
import { freeBenchPort, startStack, type Stack } from './support/stack.ts';
import {
  findPgbench,
  pgbenchScript,
  recordStatements,
  runInserts,
  runLoop,
  runPgbench,
  type Recording,
} from './support/statements.ts';
import { median, percentile, printTable, spread } from './support/statistics.ts';
import { readUsage } from './support/usage.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '32' },
    profile: { type: 'string' },
  },
});
const ROUNDS = Number(options.rounds);
const SECONDS = Number(options.seconds);
const HTTP_CONNECTIONS = Number(options.connections);
const DATABASE_CONNECTIONS = 10; // the default of DATABASE_POOL_SIZE
const ENTITY_COUNT = 1_000;
const PAUSE_MS = 500;
const RATIO_TARGET = 0.35;
const BATCH = 'accept';
const SOMEWHERE = 'http://127.0.0.1:9/webhook/crm-action';

interface Round {
  echo: number;
  sql: number;
  /** Inserts of one row a second, each its own transaction, by the same driver. */
  inserts: number;
  ours: LoadResult;
  apiCpuMs: number;
  postgresCpuMs: number;
}

const stack = await startStack({
  n8nWebhookUrl: SOMEWHERE,
  environment: { DATABASE_POOL_SIZE: String(DATABASE_CONNECTIONS) },
  profileDirectory: options.profile,
});
try {
  process.exitCode = (await run(stack)) ? 0 : 1;
} finally {
  await stack.stop();
}

async function run(stack: Stack): Promise<boolean> {
  const { api, apiUrl } = stack;
  const company = await addCompany(stack);
  await addEntities(stack, company, { batch: BATCH, count: ENTITY_COUNT });
  const echoPort = await freeBenchPort();
  const echo = stack.addService('echo', 'bench/support/echo.ts', { ECHO_PORT: String(echoPort) });
  echo.start();
  await stack.start(api);
  const recording = await recordStatements(stack, company, bodyOf(company, 0));
  const pgbench = findPgbench();
  console.log(
    `${ROUNDS} rounds of ${SECONDS} s, ${HTTP_CONNECTIONS} HTTP and ${DATABASE_CONNECTIONS} database connections, one api process, one company, fsync on, Temporal absent`,
  );
  console.log(
    `SQL: the ${recording.statements.length} statements of a request by ${pgbench === undefined ? 'a bare postgres.js loop (no pgbench here)' : 'pgbench'}`,
  );

  const load = (url: string, durationMs: number) =>
    runLoad({
      url,
      connections: HTTP_CONNECTIONS,
      durationMs,
      headers: { Authorization: `Bearer ${company.apiKey}`, 'Content-Type': 'application/json' },
      body: (number) => bodyOf(company, number),
      expectedStatus: 202,
    });
  const loadOurs = (durationMs: number) => load(`${apiUrl}/api/v1/actions`, durationMs);
  const loadEcho = (durationMs: number) => load(`http://127.0.0.1:${echoPort}/`, durationMs);
  const loadSql = (seconds: number): Promise<number> => {
    const input = { connections: DATABASE_CONNECTIONS, seconds };
    return pgbench === undefined
      ? runLoop(stack, { ...input, recording })
      : runPgbench(pgbench, stack, { ...input, script: pgbenchScript(recording) });
  };
  await stack.superuser`create table bench_rows (id bigint generated always as identity, text text)`;
  await stack.superuser`grant insert on bench_rows to relais_app`;
  const loadInserts = (seconds: number): Promise<number> =>
    runInserts(stack, { connections: DATABASE_CONNECTIONS, seconds });

  const warmUp = await loadOurs(2_000);
  await loadEcho(1_000);
  await loadSql(1);
  const rounds: Round[] = [];
  let acceptedCount = warmUp.count;
  for (let round = 1; round <= ROUNDS; round++) {
    const echoResult = await loadEcho(Math.min(SECONDS * 1000, 3_000));
    const sql = await loadSql(SECONDS);
    const inserts = await loadInserts(Math.min(SECONDS, 4));
    await sleep(PAUSE_MS);
    const before = cpuMs(stack);
    const ours = await loadOurs(SECONDS * 1000);
    const after = cpuMs(stack);
    acceptedCount += ours.count;
    rounds.push({
      echo: echoResult.perSecond,
      sql,
      inserts,
      ours,
      apiCpuMs: (after.api - before.api) / ours.count,
      postgresCpuMs: (after.postgres - before.postgres) / ours.count,
    });
    await sleep(PAUSE_MS);
  }
  return report(rounds, await faultsOf(stack, recording, company, acceptedCount));
}

function bodyOf({ userId }: BenchCompany, number: number): string {
  return actionBody(userId, entityRef(BATCH, 1 + (number % ENTITY_COUNT)));
}

function cpuMs({ api, postgres }: Stack): { api: number; postgres: number } {
  return { api: readUsage(api.pid).cpuMs, postgres: readUsage(postgres.pid).cpuMs };
}

/** Each 202 is a row with a command and an audit entry, and nothing else is. */
async function faultsOf(
  stack: Stack,
  { actionId }: Recording,
  { companyId }: BenchCompany,
  acceptedCount: number,
): Promise<string[]> {
  await untilSealed(stack);
  const [counts] = await stack.superuser`
    select
      (select count(*) from actions where id > ${actionId}::uuid) as actions,
      (
        select count(*) from commands
        where workflow_id in (select 'action/' || id from actions where id > ${actionId}::uuid)
      ) as commands,
      (
        select count(*) from audit_entries
        where company_id = ${companyId}::bigint
          and entry ->> 'operation' = 'actions.create'
          and (entry ->> 'resource_id')::uuid > ${actionId}::uuid
      ) as audits
  `;
  const wrong = Object.entries(counts ?? {}).filter(([, count]) => count !== acceptedCount);
  return [
    ...wrong.map(([what, count]) => `${String(count)} ${what} for ${acceptedCount} answers`),
    ...(await checkAudit(stack)),
  ];
}

function report(rounds: Round[], faults: string[]): boolean {
  const latencies = rounds.flatMap(({ ours }) => ours.latenciesMs);
  const ratios = rounds.map(({ echo, sql, ours }) => ours.perSecond / Math.min(echo, sql));
  const ratio = faults.length > 0 ? 0 : median(ratios);
  printTable([
    [
      'raw node:http echo /s',
      spread(
        rounds.map(({ echo }) => echo),
        0,
      ),
    ],
    [
      'the same SQL alone /s',
      spread(
        rounds.map(({ sql }) => sql),
        0,
      ),
    ],
    [
      'bare inserts of one row /s',
      spread(
        rounds.map(({ inserts }) => inserts),
        0,
      ),
    ],
    [
      'ours /s',
      spread(
        rounds.map(({ ours }) => ours.perSecond),
        0,
      ),
    ],
    [
      'p50 / p99 ms',
      `${percentile(latencies, 0.5).toFixed(1)} / ${percentile(latencies, 0.99).toFixed(1)}`,
    ],
    [
      'api CPU ms a request',
      spread(
        rounds.map(({ apiCpuMs }) => apiCpuMs),
        2,
      ),
    ],
    [
      'postgres CPU ms a request',
      spread(
        rounds.map(({ postgresCpuMs }) => postgresCpuMs),
        2,
      ),
    ],
  ]);
  const ofInserts = rounds.map(({ inserts, ours }) => ours.perSecond / inserts);
  console.log(`  ours ÷ a bare insert of one row by the same driver: ${spread(ofInserts, 2)}`);
  console.log(`  ours ÷ the smaller: ${spread(ratios, 2)}, wanted ≥ ${RATIO_TARGET}, aim 0.85`);
  console.log(
    faults.length > 0
      ? `  score 0: ${faults.join(', ')}`
      : '  every answer is one action, one command and one audit entry; audit chain whole',
  );
  return ratio >= RATIO_TARGET;
}
