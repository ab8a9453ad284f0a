import { z } from 'zod';
import type { KnowledgeCollection } from '../../domain/knowledge/collections.ts';
import type { Passage } from '../../domain/knowledge/passages.ts';
import type { QuestionWord } from '../../domain/knowledge/question.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseRows } from '../shared/rows.ts';
import type { ArticleFields } from './articles.ts';

/** The passages of articles, and what a question finds in them. */

interface Source extends Pick<ArticleFields, 'title' | 'valid_from' | 'valid_until' | 'is_active'> {
  collection: KnowledgeCollection;
}

/**
 * Makes the passages of an article those given, under its lock. One whose heading and text are the same keeps its id: what
 * cites it still finds it.
 */
export const replacePassages = async (
  { sql, actor }: Transaction,
  {
    articleId,
    source,
    passages,
  }: { articleId: number; source: Source; passages: readonly Passage[] },
): Promise<void> => {
  const wanted = json(
    sql,
    passages.map((passage, position) => ({ position, ...passage })),
  );
  await sql`
    with wanted as materialized (
      select wanted.*,
        row_number() over (partition by wanted.heading, wanted.text order by wanted.position) as copy
      from jsonb_to_recordset(${wanted}) as wanted(position integer, heading text, text text)
    ),
    present as materialized (
      select knowledge_passages.id, knowledge_passages.heading, knowledge_passages.text,
        row_number() over (
          partition by knowledge_passages.heading, knowledge_passages.text
          order by knowledge_passages.position
        ) as copy
      from knowledge_passages
      where knowledge_passages.article_id = ${articleId}::bigint
        and knowledge_passages.company_id = ${actor.companyId}::bigint
    ),
    kept as (
      update knowledge_passages
      set position = wanted.position,
          is_active = ${source.is_active}::boolean,
          valid_from = ${source.valid_from}::date,
          valid_until = ${source.valid_until}::date,
          search = knowledge_search(
            ${actor.companyId}::bigint, ${source.title}::text, wanted.heading, wanted.text,
            ${source.collection}::text
          )
      from present
      join wanted using (heading, text, copy)
      where knowledge_passages.id = present.id
        and knowledge_passages.company_id = ${actor.companyId}::bigint
      returning knowledge_passages.id, wanted.position
    ),
    gone as (
      delete from knowledge_passages
      where knowledge_passages.article_id = ${articleId}::bigint
        and knowledge_passages.company_id = ${actor.companyId}::bigint
        and knowledge_passages.id not in (
          select present.id from present join wanted using (heading, text, copy)
        )
    )
    insert into knowledge_passages (
      company_id, collection, article_id, position, heading, text, is_active, valid_from,
      valid_until, search
    )
    select ${actor.companyId}::bigint, ${source.collection}::text, ${articleId}::bigint, wanted.position, wanted.heading,
      wanted.text, ${source.is_active}::boolean, ${source.valid_from}::date,
      ${source.valid_until}::date,
      knowledge_search(
        ${actor.companyId}::bigint, ${source.title}::text, wanted.heading, wanted.text,
        ${source.collection}::text
      )
    from wanted
    where not exists (select from present where (present.heading, present.text, present.copy)
      = (wanted.heading, wanted.text, wanted.copy))
  `;
};

/**
 * Adds the words that are new to the collection, for mistyped ones of questions. In their order, so that two transactions
 * wait for each other instead of for ever.
 */
export const addWords = async (
  { sql, actor }: Transaction,
  {
    collection,
    title,
    passages,
  }: { collection: KnowledgeCollection; title: string; passages: readonly Passage[] },
): Promise<void> => {
  await sql`
    insert into knowledge_words (company_id, collection, word)
    select distinct ${actor.companyId}::bigint, ${collection}::text, words.word
    from jsonb_to_recordset(${json(sql, passages)}) as passage(heading text, text text)
    cross join lateral regexp_split_to_table(
      knowledge_words(concat_ws(' ', ${title}::text, passage.heading, passage.text)), ' '
    ) as words(word)
    where length(words.word) between 4 and 40 and words.word !~ '[0-9]'
    order by words.word
    on conflict do nothing
  `;
};

export const deletePassages = async (
  { sql, actor }: Transaction,
  articleId: number,
): Promise<void> => {
  await sql`
    delete from knowledge_passages
    where article_id = ${articleId}::bigint and company_id = ${actor.companyId}::bigint
  `;
};

const FoundPassageRow = z.object({
  id: z.number(),
  article_id: z.number(),
  article_title: z.string(),
  heading: z.string(),
  text: z.string(),
  score: z.number(),
});
export type FoundPassageRow = z.infer<typeof FoundPassageRow>;

/**
 * The passages that answer a question best, best first: of articles that are active and valid on `day`. How they are
 * found: `search_knowledge` in the migration `case_modules`, measured by bench/retrieval.ts.
 */
export const searchPassages = async (
  { sql, actor }: Transaction,
  input: {
    collection: KnowledgeCollection;
    words: readonly QuestionWord[];
    day: string;
    limit: number;
  },
): Promise<FoundPassageRow[]> =>
  input.words.length === 0
    ? []
    : parseRows(
        FoundPassageRow,
        await sql`
          select knowledge_passages.id, knowledge_passages.article_id,
            knowledge_articles.title as article_title, knowledge_passages.heading,
            knowledge_passages.text, found.score
          from search_knowledge(
            ${input.words.map(({ word }) => word)}::text[],
            ${input.words.map(({ others }) => others)}::text[],
            ${input.day}::date, ${input.limit}::integer, ${input.collection}::text
          ) as found
          join knowledge_passages
            on knowledge_passages.id = found.passage_id
            and knowledge_passages.company_id = ${actor.companyId}::bigint
          join knowledge_articles
            on knowledge_articles.id = knowledge_passages.article_id
            and knowledge_articles.company_id = ${actor.companyId}::bigint
          order by found.score desc, knowledge_passages.id
        `,
      );

const MatchRow = z.object({ word: z.string(), passage_ids: z.array(z.number()) });

/**
 * The words of a question that are more than articles and the like, one of each stem, with those of the given passages
 * that have it or another word for it. Words that no passage has are there too.
 */
export const listMatches = async (
  { sql, actor }: Transaction,
  { words, passageIds }: { words: readonly QuestionWord[]; passageIds: readonly number[] },
): Promise<z.infer<typeof MatchRow>[]> =>
  words.length === 0
    ? []
    : parseRows(
        MatchRow,
        await sql`
          select min(asked.word) as word,
            array(
              select knowledge_passages.id
              from knowledge_passages
              where knowledge_passages.company_id = ${actor.companyId}::bigint
                and knowledge_passages.id = any (${[...passageIds]}::bigint[])
                and knowledge_passages.search @@ asked.query
              order by knowledge_passages.id
            ) as passage_ids
          from (
            select word.word,
              knowledge_query(${actor.companyId}::bigint, word.word) as stem,
              knowledge_query(${actor.companyId}::bigint, word.word || ' ' || word.others) as query
            from unnest(
              ${words.map(({ word }) => word)}::text[], ${words.map(({ others }) => others)}::text[]
            ) as word(word, others)
          ) as asked
          where asked.stem is not null
          group by asked.stem::text, asked.query
          order by word
        `,
      );
