/**
 * What auditing costs those who read: 50 people reload lists of one company while 20 change its records,
 * against the same with the entries of the lists left out by a trigger. One api process.
 */
import { parseArgs } from 'node:util';
import { addCompany, addEntities, entityRef } from './support/company.ts';
import { runLoad, type LoadResult } from './support/http-load.ts';
import { checkAudit } from './support/ledger.ts';
import { startStack, type Stack } from './support/stack.ts';
import { median, percentile, printTable, spread } from './support/statistics.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    readers: { type: 'string', default: '50' },
    writers: { type: 'string', default: '20' },
  },
});
const ROUNDS = Number(options.rounds);
const DURATION_MS = Number(options.seconds) * 1000;
const READERS = Number(options.readers);
const WRITERS = Number(options.writers);
const ENTITY_COUNT = 1_000;
const BATCH = 'reads';
const RATIO_TARGET = 0.85;
const SOMEWHERE = 'http://127.0.0.1:9/webhook/crm-action';

/** A row that the trigger leaves out is never written: the transaction of a list then writes nothing. */
const LEAVE_OUT_LISTS = `
  create function leave_out_lists() returns trigger language plpgsql as $$
  begin
    if new.audit ->> 'operation' = 'entities.list' then return null; end if;
    return new;
  end $$;
  create trigger leave_out_lists before insert on facts for each row execute function leave_out_lists();
`;

interface Round {
  reads: LoadResult;
  writes: LoadResult;
}

const stack = await startStack({ n8nWebhookUrl: SOMEWHERE });
try {
  process.exitCode = (await run(stack)) ? 0 : 1;
} finally {
  await stack.stop();
}

async function run(stack: Stack): Promise<boolean> {
  const { api, apiUrl, superuser } = stack;
  const company = await addCompany(stack);
  await addEntities(stack, company, { batch: BATCH, count: ENTITY_COUNT });
  await superuser.unsafe(LEAVE_OUT_LISTS);
  await stack.start(api);
  const headers = { Authorization: `Bearer ${company.apiKey}`, 'Content-Type': 'application/json' };
  const entities = `${apiUrl}/api/v1/entities/candidat`;
  const measure = async (isAudited: boolean, durationMs: number): Promise<Round> => {
    await superuser.unsafe(
      `alter table facts ${isAudited ? 'disable' : 'enable'} trigger leave_out_lists`,
    );
    const [reads, writes] = await Promise.all([
      runLoad({
        method: 'GET',
        url: `${entities}?limit=50`,
        connections: READERS,
        durationMs,
        headers,
        body: () => '',
        expectedStatus: 200,
      }),
      runLoad({
        url: entities,
        connections: WRITERS,
        durationMs,
        headers,
        body: () =>
          JSON.stringify({ ref: entityRef(crypto.randomUUID(), 1), data: { nom: 'Dumitru' } }),
        expectedStatus: 201,
      }),
    ]);
    return { reads, writes };
  };

  console.log(
    `${ROUNDS} rounds of ${DURATION_MS / 1000} s of each in turn, ${READERS} readers and ${WRITERS} writers of one company, one api process, fsync on`,
  );
  await measure(true, 2_000);
  await measure(false, 2_000);
  const audited: Round[] = [];
  const unaudited: Round[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    unaudited.push(await measure(false, DURATION_MS));
    audited.push(await measure(true, DURATION_MS));
  }
  return report(audited, unaudited, await checkAudit(stack));
}

function report(audited: Round[], unaudited: Round[], faults: string[]): boolean {
  const reads = (rounds: Round[]) => rounds.map((round) => round.reads.perSecond);
  const writes = (rounds: Round[]) => rounds.map((round) => round.writes.perSecond);
  const latencies = (rounds: Round[]) => rounds.flatMap((round) => round.reads.latenciesMs);
  const times = (rounds: Round[]) =>
    [0.5, 0.99].map((share) => percentile(latencies(rounds), share).toFixed(1)).join(' / ');
  const ratios = audited.map(
    (round, index) => round.reads.perSecond / (unaudited[index]?.reads.perSecond ?? Number.NaN),
  );
  printTable([
    ['lists /s, audited', spread(reads(audited), 0)],
    ['lists /s, not audited', spread(reads(unaudited), 0)],
    ['p50 / p99 ms, audited', times(audited)],
    ['p50 / p99 ms, not audited', times(unaudited)],
    ['changes /s beside audited lists', spread(writes(audited), 0)],
    ['changes /s beside lists that are not', spread(writes(unaudited), 0)],
  ]);
  const ratio = faults.length > 0 ? 0 : median(ratios);
  console.log(`  audited ÷ not audited: ${spread(ratios, 2)}, wanted ≥ ${RATIO_TARGET}`);
  console.log(faults.length > 0 ? `  score 0: ${faults.join(', ')}` : '  audit chain whole');
  return ratio >= RATIO_TARGET;
}
