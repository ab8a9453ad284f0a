import { z } from 'zod';
import {
  KNOWLEDGE_COLLECTIONS,
  type KnowledgeCollection,
} from '../../domain/knowledge/collections.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Articles of the knowledge base. */

const KnowledgeSummaryRow = z.object({
  id: z.number(),
  collection: z.enum(KNOWLEDGE_COLLECTIONS),
  title: z.string(),
  tags: z.array(z.string()),
  valid_from: z.string().nullable(),
  valid_until: z.string().nullable(),
  is_active: z.boolean(),
  is_usable: z.boolean(),
  source_name: z.string().nullable(),
  passage_count: z.number(),
  preview: z.string(),
  version: z.number(),
  created_at: z.date(),
  updated_at: z.date(),
});
export type KnowledgeSummaryRow = z.infer<typeof KnowledgeSummaryRow>;

const KnowledgeArticleRow = KnowledgeSummaryRow.extend({ text: z.string() });
export type KnowledgeArticleRow = z.infer<typeof KnowledgeArticleRow>;

const PREVIEW_LENGTH = 200;

const isUsable = (sql: Transaction['sql'], day: string) => sql`(
  knowledge_articles.is_active
  and coalesce(knowledge_articles.valid_from <= ${day}::date, true)
  and coalesce(knowledge_articles.valid_until >= ${day}::date, true)
)`;

const columns = (sql: Transaction['sql'], day: string) => sql`
  knowledge_articles.id, knowledge_articles.collection, knowledge_articles.title,
  knowledge_articles.tags,
  knowledge_articles.valid_from::text, knowledge_articles.valid_until::text,
  knowledge_articles.is_active, ${isUsable(sql, day)} as is_usable, knowledge_articles.source_name,
  (
    select count(*)
    from knowledge_passages
    where knowledge_passages.article_id = knowledge_articles.id
      and knowledge_passages.company_id = knowledge_articles.company_id
  ) as passage_count,
  left(knowledge_articles.text, ${PREVIEW_LENGTH}::integer) as preview,
  knowledge_articles.version, knowledge_articles.created_at, knowledge_articles.updated_at
`;

export interface ListArticlesInput {
  /** Today: what is valid depends on it. */
  day: string;
  collection: KnowledgeCollection;
  text: string | undefined;
  tag: string | undefined;
  isUsable: boolean | undefined;
  beforeId: number | undefined;
  limit: number;
}

/** Newest first. Words are looked for in titles and tags of all articles of the collection. */
export const listArticles = async (
  { sql, actor }: Transaction,
  input: ListArticlesInput,
): Promise<KnowledgeSummaryRow[]> =>
  parseRows(
    KnowledgeSummaryRow,
    await sql`
      select ${columns(sql, input.day)}
      from knowledge_articles
      where knowledge_articles.company_id = ${actor.companyId}::bigint
        and knowledge_articles.deleted_at is null
        and knowledge_articles.collection = ${input.collection}::text
        ${
          (input.text ?? '') === ''
            ? sql``
            : sql`
                and to_tsvector(
                  'pg_catalog.simple',
                  search_words(
                    knowledge_articles.title || ' ' || array_to_string(knowledge_articles.tags, ' ')
                  )
                ) @@ words_query(${input.text ?? ''}::text)
              `
        }
        ${input.tag === undefined ? sql`` : sql`and ${input.tag}::text = any (knowledge_articles.tags)`}
        ${input.isUsable === undefined ? sql`` : sql`and ${isUsable(sql, input.day)} = ${input.isUsable}::boolean`}
        ${input.beforeId === undefined ? sql`` : sql`and knowledge_articles.id < ${input.beforeId}::bigint`}
      order by knowledge_articles.id desc
      limit ${input.limit}::integer
    `,
  );

/** Not deleted. */
export const findArticle = async (
  { sql, actor }: Transaction,
  input: { id: number; day: string; isLocked?: boolean },
): Promise<KnowledgeArticleRow | undefined> =>
  parseFirst(
    KnowledgeArticleRow,
    await sql`
      select ${columns(sql, input.day)}, knowledge_articles.text
      from knowledge_articles
      where knowledge_articles.id = ${input.id}::bigint
        and knowledge_articles.company_id = ${actor.companyId}::bigint
        and knowledge_articles.deleted_at is null
      ${input.isLocked === true ? sql`for no key update of knowledge_articles` : sql``}
    `,
  );

export interface ArticleFields {
  title: string;
  text: string;
  tags: readonly string[];
  valid_from: string | null;
  valid_until: string | null;
  is_active: boolean;
}

const Inserted = z.object({ id: z.number() });

/** Out: undefined if an article of the collection comes from this file. */
export const insertArticle = async (
  { sql, actor }: Transaction,
  input: ArticleFields & {
    collection: KnowledgeCollection;
    createdBy: number | null;
    source: { hash: string; name: string } | null;
  },
): Promise<number | undefined> =>
  parseFirst(
    Inserted,
    await sql`
      insert into knowledge_articles (
        company_id, collection, title, text, tags, valid_from, valid_until, is_active, source_hash,
        source_name, created_by
      )
      values (
        ${actor.companyId}::bigint, ${input.collection}::text, ${input.title}::text,
        ${input.text}::text, ${[...input.tags]}::text[], ${input.valid_from}::date, ${input.valid_until}::date,
        ${input.is_active}::boolean, ${input.source?.hash ?? null}::text,
        ${input.source?.name ?? null}::text, ${input.createdBy}::bigint
      )
      on conflict (company_id, collection, source_hash) where source_hash is not null and deleted_at is null
        do nothing
      returning id
    `,
  )?.id;

export const findArticleOfFile = async (
  { sql, actor }: Transaction,
  { hash, collection }: { hash: string; collection: KnowledgeCollection },
): Promise<number | undefined> =>
  parseFirst(
    Inserted,
    await sql`
      select id
      from knowledge_articles
      where company_id = ${actor.companyId}::bigint
        and collection = ${collection}::text
        and source_hash = ${hash}::text
        and deleted_at is null
    `,
  )?.id;

/** The caller holds the row and has compared the version. */
export const updateArticle = async (
  { sql, actor }: Transaction,
  input: ArticleFields & { id: number },
): Promise<void> => {
  await sql`
    update knowledge_articles
    set title = ${input.title}::text,
        text = ${input.text}::text,
        tags = ${[...input.tags]}::text[],
        valid_from = ${input.valid_from}::date,
        valid_until = ${input.valid_until}::date,
        is_active = ${input.is_active}::boolean,
        version = version + 1,
        updated_at = now()
    where id = ${input.id}::bigint and company_id = ${actor.companyId}::bigint
  `;
};

/** Under the row's lock. Its document may be imported again. */
export const deleteArticle = async ({ sql, actor }: Transaction, id: number): Promise<void> => {
  await sql`
    update knowledge_articles
    set deleted_at = now(), version = version + 1, updated_at = now()
    where id = ${id}::bigint and company_id = ${actor.companyId}::bigint
  `;
};
