/**
 * What a search finds among 100,000 cases with 1,000,000 notes: the list of the api, asked through its query as
 * relais_app under row level security. Beside it, in turn, SQL written by hand for the same page, as a superuser whom no
 * row level security keeps from the indexes. The ledger: both find the same cases.
 */
import { parseArgs } from 'node:util';
import { connect, inCompany, type Database } from '../src/platform/database.ts';
import { listCases } from '../src/queries/cases/list.ts';
import { addCompany } from './support/company.ts';
import { startStack, type Stack } from './support/stack.ts';
import { median, percentile, printTable } from './support/statistics.ts';

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    notes: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '20' },
  },
});
const CASE_COUNT = Number(options.cases);
/** Of each case. */
const NOTE_COUNT = Number(options.notes);
const ROUNDS = Number(options.rounds);
const RATIO_MAX = 1.1;
const PAGE = 50;
const PART_COUNT = 10;

/** What is searched, and how many cases have it. */
const SEARCHES = [
  { name: 'a reference', text: 'DOS-2026-0042' },
  { name: 'in 111 notes', text: 'quittance771' },
  { name: 'in 11,100 cases', text: 'rare7' },
  { name: 'in 5,000 cases', text: 'usuel3' },
  { name: 'two words, in 300', text: 'rare15 bail' },
  { name: 'nowhere', text: 'introuvable' },
  { name: 'a client', text: 'dumitru' },
] as const;

const stack = await startStack({ n8nWebhookUrl: 'http://127.0.0.1:9/webhook/crm-action' });
try {
  process.exitCode = (await run(stack)) ? 0 : 1;
} finally {
  await stack.stop();
}
process.exit(); // gRPC channels keep the loop alive for a while

async function run(stack: Stack): Promise<boolean> {
  const { companyId, userId } = await addCompany(stack, 'dossiers');
  const startedAt = performance.now();
  await insertCases(stack.superuser, companyId, userId);
  console.log(
    `  ${CASE_COUNT} cases with ${NOTE_COUNT} notes each, inserted in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
  );
  const database = connect(stack.urls.appUrl, 1);
  const lines: string[][] = [['ms', 'found', 'Relais p50 (p95)', 'by hand p50 (p95)', 'p95 ratio']];
  const ours: number[] = [];
  const byHand: number[] = [];
  const wrong: string[] = [];
  try {
    for (const { name, text } of SEARCHES) {
      const own: number[] = [];
      const hand: number[] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        const relais = await timed(() => search(database, { companyId, userId }, text));
        const baseline = await timed(() => searchByHand(stack.superuser, companyId, text));
        if (round === 0) {
          if (relais.found.join() !== baseline.found.join()) wrong.push(`${name} differs`);
          lines.push([name, String(relais.found.length)]);
          continue; // it fills the caches
        }
        own.push(relais.ms);
        hand.push(baseline.ms);
      }
      ours.push(...own);
      byHand.push(...hand);
      lines.at(-1)?.push(shown(own), shown(hand), ratio(own, hand).toFixed(2));
    }
  } finally {
    await database.end();
  }
  lines.push(['all', '', shown(ours), shown(byHand), ratio(ours, byHand).toFixed(2)]);
  printTable(lines);
  if (wrong.length > 0) console.log(`  VIOLATED: ${wrong.join(', ')}`);
  return wrong.length === 0 && ratio(ours, byHand) <= RATIO_MAX;
}

function shown(values: readonly number[]): string {
  return `${median(values).toFixed(1)} (${percentile(values, 0.95).toFixed(1)})`;
}

function ratio(ours: readonly number[], byHand: readonly number[]): number {
  return percentile(ours, 0.95) / percentile(byHand, 0.95);
}

async function timed(work: () => Promise<number[]>): Promise<{ ms: number; found: number[] }> {
  const startedAt = performance.now();
  const found = await work();
  return { ms: performance.now() - startedAt, found };
}

/** Each note has words of its own, and some that others have too. */
async function insertCases(superuser: Database, companyId: number, userId: number): Promise<void> {
  await superuser`
    insert into people (company_id, name, points)
    select ${companyId}::bigint,
      case when number % 1000 = 0 then 'Marie Dumitru ' else 'Client ' end || number, ''
    from generate_series(1, ${CASE_COUNT / 10}::integer) as number
  `;
  // In parts: a statement has 15 s.
  for (let part = 0; part < PART_COUNT; part += 1) {
    await superuser`
      insert into cases (
        company_id, reference, person_id, title, case_type, description, created_by, created_at,
        updated_at
      )
      select ${companyId}::bigint, 'DOS-2026-' || lpad(number::text, greatest(4, length(number::text)), '0'), people.id,
        'Litige ' || number, 'legal', 'Le bailleur demande la résiliation du bail ' || number,
        ${userId}::bigint, now() - number * interval '1 minute', now() - number * interval '1 minute'
      from generate_series(1, ${CASE_COUNT}::integer) as number
      join (
        select id, row_number() over (order by id) as place from people where company_id = ${companyId}::bigint
      ) as people on people.place = 1 + number % ${CASE_COUNT / 10}::integer
      where number % ${PART_COUNT}::integer = ${part}::integer
    `;
  }
  for (let note = 1; note <= NOTE_COUNT; note += 1) {
    await insertNotes(superuser, { companyId, userId, note });
  }
  for (const table of ['people', 'cases', 'case_notes']) {
    await superuser`vacuum analyze ${superuser(table)}`;
  }
}

async function insertNotes(
  superuser: Database,
  { companyId, userId, note }: { companyId: number; userId: number; note: number },
): Promise<void> {
  for (let part = 0; part < PART_COUNT; part += 1) {
    await superuser`
    insert into case_notes (company_id, case_id, kind, text, author_id)
    select ${companyId}::bigint, cases.id, 'call',
      'Appel du client, quittance' || (cases.id * ${NOTE_COUNT}::integer + ${note}::integer)
        || ' reçue, usuel' || (cases.id % 20) || ' et rare' || (cases.id % 1000)
        || case when cases.id % 5 = 0 then ' sur le bail' else ' sur le loyer' end,
      ${userId}::bigint
    from cases
    where cases.company_id = ${companyId}::bigint and cases.id % ${PART_COUNT}::integer = ${part}::integer
  `;
  }
}

function search(
  database: Database,
  { companyId, userId }: { companyId: number; userId: number },
  text: string,
): Promise<number[]> {
  return inCompany(database, { companyId, userId }, async (tx) => {
    const rows = await listCases(tx, {
      scope: { reach: 'company', userId, callCentreId: null },
      filter: { q: text },
      sort: 'updated_at',
      isDescending: true,
      after: undefined,
      limit: PAGE,
    });
    return rows.map(({ id }) => id);
  });
}

async function searchByHand(
  superuser: Database,
  companyId: number,
  text: string,
): Promise<number[]> {
  const rows = await superuser`
    with found as (
      select id from cases where search @@ entity_query(${text}::text)
      union
      select case_id from case_notes where search @@ entity_query(${text}::text)
      union
      select cases.id
      from people
      join cases on cases.person_id = people.id
      where people.search @@ entity_query(${text}::text)
    )
    select cases.*, people.name as person_name, assignees.name as assigned_to_name,
      creators.name as created_by_name,
      (
        select jsonb_agg(jsonb_build_object('kind', kind, 'value', value))
        from contact_points where contact_points.person_id = people.id
      ) as points
    from found
    join cases on cases.id = found.id
    join people on people.id = cases.person_id
    left join users assignees on assignees.id = cases.assigned_to
    left join users creators on creators.id = cases.created_by
    where cases.company_id = ${companyId}::bigint and cases.deleted_at is null
    order by cases.updated_at desc, cases.id desc
    limit ${PAGE}::integer
  `;
  return rows.map((row) => Number(row['id']));
}
