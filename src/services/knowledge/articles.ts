import type { KnowledgeCollection } from '../../domain/knowledge/collections.ts';
import {
  knowledgeArticleCreated,
  knowledgeArticleDeleted,
  knowledgeArticleUpdated,
} from '../../domain/knowledge/events.ts';
import { cutPassages } from '../../domain/knowledge/passages.ts';
import type { QuestionMatch } from '../../domain/auto-replies/relevance.ts';
import { readQuestion } from '../../domain/knowledge/question.ts';
import { PASSAGES_FOUND_MAX } from '../../domain/knowledge/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  deleteArticle,
  insertArticle,
  updateArticle,
  type ArticleFields,
  type KnowledgeArticleRow,
} from '../../queries/knowledge/articles.ts';
import {
  addWords,
  deletePassages,
  listMatches,
  replacePassages,
  searchPassages,
  type FoundPassageRow,
} from '../../queries/knowledge/passages.ts';

/** Articles with their passages, which change in the same transaction. */

/** In UTC, as PostgreSQL writes it. */
export const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);

/** Out: its id; undefined if an article of the collection comes from the file `source`. */
export const createArticle = async (
  tx: Transaction,
  fields: ArticleFields,
  {
    collection,
    createdBy,
    source,
  }: {
    collection: KnowledgeCollection;
    createdBy: number | null;
    source: { hash: string; name: string } | null;
  },
): Promise<number | undefined> => {
  const id = await insertArticle(tx, { ...fields, collection, createdBy, source });
  if (id === undefined) return undefined;
  await cutInto(tx, { id, collection }, fields);
  tx.emit(knowledgeArticleCreated, {
    subjectId: id,
    after: { collection, ...audited(fields), ...(source !== null && { source_name: source.name }) },
  });
  return id;
};

/** Under the lock of the article, whose version was compared. */
export const changeArticle = async (
  tx: Transaction,
  before: KnowledgeArticleRow,
  fields: ArticleFields,
): Promise<void> => {
  await updateArticle(tx, { id: before.id, ...fields });
  await cutInto(tx, before, fields);
  tx.emit(knowledgeArticleUpdated, {
    subjectId: before.id,
    before: audited(before),
    after: audited(fields),
  });
};

/** Under the lock of the article. */
export const removeArticle = async (tx: Transaction, row: KnowledgeArticleRow): Promise<void> => {
  await deletePassages(tx, row.id);
  await deleteArticle(tx, row.id);
  tx.emit(knowledgeArticleDeleted, { subjectId: row.id, before: audited(row) });
};

/**
 * The passages of a collection that answer a question best, with their scores, best first. Only those of the company's
 * articles that are active and valid today.
 */
export const findPassages = (
  tx: Transaction,
  {
    collection,
    question,
    now,
    limit = PASSAGES_FOUND_MAX,
  }: { collection: KnowledgeCollection; question: string; now: Date; limit?: number },
): Promise<FoundPassageRow[]> =>
  searchPassages(tx, { collection, words: readQuestion(question), day: dayOf(now), limit });

/** Which of these passages have which word of a question. */
export const matchQuestion = async (
  tx: Transaction,
  { question, passageIds }: { question: string; passageIds: readonly number[] },
): Promise<QuestionMatch[]> => {
  const rows = await listMatches(tx, { words: readQuestion(question), passageIds });
  return rows.map(({ word, passage_ids: ids }) => ({ word, passageIds: ids }));
};

const cutInto = async (
  tx: Transaction,
  { id: articleId, collection }: { id: number; collection: KnowledgeCollection },
  fields: ArticleFields,
): Promise<void> => {
  const passages = cutPassages(fields.text);
  await replacePassages(tx, { articleId, source: { ...fields, collection }, passages });
  await addWords(tx, { collection, title: fields.title, passages });
};

/** The audit trail keeps the beginning of a long text. */
const AUDITED_LENGTH = 20_000;

const audited = ({ title, text, tags, valid_from, valid_until, is_active }: ArticleFields) => ({
  title,
  text: text.length <= AUDITED_LENGTH ? text : `${text.slice(0, AUDITED_LENGTH).toWellFormed()}…`,
  tags,
  valid_from,
  valid_until,
  is_active,
});
