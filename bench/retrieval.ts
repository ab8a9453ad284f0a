/**
 * What a question finds in a knowledge base of 50,000 passages: fifty French questions with known answers, each asked
 * several times through the service that drafts and console use, as relais_app. Beside it, in turn, PostgreSQL's own
 * ranking over the same passages: any word of the question, by ts_rank_cd. Recall@5 is the ledger.
 */
import { parseArgs } from 'node:util';
import { connect, inCompany, type Database } from '../src/platform/database.ts';
import { cutPassages } from '../src/domain/knowledge/passages.ts';
import { json } from '../src/platform/json.ts';
import { dayOf, findPassages } from '../src/services/knowledge/articles.ts';
import { addCompany } from './support/company.ts';
import { distractors, type Document } from './support/retrieval/corpus.ts';
import { KNOWN_ANSWERS } from './support/retrieval/questions.ts';
import { startStack, type Stack } from './support/stack.ts';
import { percentile, printTable } from './support/statistics.ts';

const { values: options } = parseArgs({
  options: {
    passages: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '7' },
  },
});
const PASSAGE_COUNT = Number(options.passages);
const ROUNDS = Number(options.rounds);
const RECALL_MIN = 0.9;
const P95_MAX_MS = 30;
const BATCH_COUNT = 1_000;
const FIRST = 5;

interface Asked {
  ms: number[];
  /** Where the answer was, from 0; undefined if it was not found. */
  places: (number | undefined)[];
}

const stack = await startStack({ n8nWebhookUrl: 'http://127.0.0.1:9/webhook/crm-action' });
try {
  process.exitCode = (await run(stack)) ? 0 : 1;
} finally {
  await stack.stop();
}
process.exit(); // gRPC channels keep the loop alive for a while

async function run({ urls, superuser, ...rest }: Stack): Promise<boolean> {
  const { companyId } = await addCompany({ urls, superuser, ...rest });
  const neighbour = await addCompany({ urls, superuser, ...rest }, 'voisin');
  const documents = distractors(PASSAGE_COUNT - KNOWN_ANSWERS.length, Number(options.seed));
  const startedAt = performance.now();
  await insertDocuments(superuser, companyId, documents);
  const answers = await insertDocuments(superuser, companyId, KNOWN_ANSWERS);
  await insertDocuments(superuser, neighbour.companyId, documents.slice(0, PASSAGE_COUNT / 5));
  console.log(
    `${PASSAGE_COUNT} passages and those of a neighbour, inserted in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
  );
  await superuser`vacuum analyze knowledge_articles`;
  await superuser`vacuum analyze knowledge_passages`;
  const database = connect(urls.appUrl, 1);
  const ours: Asked = { ms: [], places: [] };
  const baseline: Asked = { ms: [], places: [] };
  try {
    // The first round only fills the caches.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [index, { question }] of KNOWN_ANSWERS.entries()) {
        const ask = (asked: Asked, find: () => Promise<number[]>) =>
          note(asked, answers[index], round > 0, find);
        await ask(ours, async () =>
          inCompany(database, { companyId, userId: null }, async (tx) =>
            (await findPassages(tx, { collection: 'knowledge', question, now: new Date() })).map(
              (row) => row.article_id,
            ),
          ),
        );
        // It takes a second a question.
        if (round <= 1) await ask(baseline, () => rankByPostgres(superuser, companyId, question));
      }
    }
  } finally {
    await database.end();
  }
  return report(ours, baseline);
}

async function insertDocuments(
  superuser: Database,
  companyId: number,
  documents: readonly Document[],
): Promise<number[]> {
  const ids: number[] = [];
  for (let start = 0; start < documents.length; start += BATCH_COUNT) {
    const batch = documents.slice(start, start + BATCH_COUNT).map(({ title, text }, place) => ({
      place,
      title,
      text,
      passages: cutPassages(text),
    }));
    const rows = await superuser`
      with batch as materialized (
        select *
        from jsonb_to_recordset(${json(superuser, batch)})
          as batch(place integer, title text, text text, passages jsonb)
      ),
      articles as (
        insert into knowledge_articles (company_id, title, text)
        select ${companyId}::bigint, title, text from batch order by place
        returning id, title, text
      ),
      passages as (
        insert into knowledge_passages (
          company_id, article_id, position, heading, text, is_active, search
        )
        select ${companyId}::bigint, articles.id, passage.position - 1, '', passage.value ->> 'text', true,
          knowledge_search(${companyId}::bigint, articles.title, '', passage.value ->> 'text')
        from articles
        join batch using (title, text)
        cross join jsonb_array_elements(batch.passages) with ordinality as passage(value, position)
      ),
      words as (
        insert into knowledge_words (company_id, word)
        select distinct ${companyId}::bigint, word
        from batch, regexp_split_to_table(knowledge_words(title || ' ' || text), ' ') as word
        where length(word) between 4 and 40
        on conflict do nothing
      )
      select id from articles order by id
    `;
    ids.push(...rows.map((row) => Number(row['id'])));
  }
  return ids;
}

/** As one would write it first: the words of the question, any of them, by ts_rank_cd. */
async function rankByPostgres(
  superuser: Database,
  companyId: number,
  question: string,
): Promise<number[]> {
  const rows = await superuser`
    select article_id
    from knowledge_passages, knowledge_query(${companyId}::bigint, ${question}::text) as query
    where company_id = ${companyId}::bigint and search @@ query and is_active
      and coalesce(valid_until >= ${dayOf(new Date())}::date, true)
    order by ts_rank_cd(search, query) desc, id
    limit 8
  `;
  return rows.map((row) => Number(row['article_id']));
}

async function note(
  { ms, places }: Asked,
  answer: number | undefined,
  isMeasured: boolean,
  find: () => Promise<number[]>,
): Promise<void> {
  const startedAt = performance.now();
  const found = await find();
  if (!isMeasured) return;
  ms.push(performance.now() - startedAt);
  const place = answer === undefined ? -1 : found.indexOf(answer);
  places.push(place < 0 ? undefined : place);
}

function recallOf({ places }: Asked, first: number): number {
  return places.filter((place) => place !== undefined && place < first).length / places.length;
}

function report(ours: Asked, baseline: Asked): boolean {
  const row = (name: string, asked: Asked) => [
    name,
    recallOf(asked, 1).toFixed(2),
    recallOf(asked, FIRST).toFixed(2),
    `${percentile(asked.ms, 0.5).toFixed(1)} ms`,
    `${percentile(asked.ms, 0.95).toFixed(1)} ms`,
    `${Math.max(...asked.ms).toFixed(1)} ms`,
  ];
  printTable([
    ['', 'recall@1', `recall@${FIRST}`, 'p50', 'p95', 'longest'],
    row('relais', ours),
    row('ts_rank_cd', baseline),
  ]);
  const missed = KNOWN_ANSWERS.filter((_, index) => (ours.places[index] ?? FIRST) >= FIRST);
  for (const { question } of missed) console.log(`  not among the first ${FIRST}: ${question}`);
  console.log(`  wanted: recall@${FIRST} ≥ ${RECALL_MIN}, p95 < ${P95_MAX_MS} ms`);
  return recallOf(ours, FIRST) >= RECALL_MIN && percentile(ours.ms, 0.95) < P95_MAX_MS;
}
