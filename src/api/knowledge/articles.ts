import { z } from '@hono/zod-openapi';
import { knowledgeSearched } from '../../domain/knowledge/events.ts';
import {
  isPeriod,
  KnowledgeArticleIn,
  KnowledgeArticleOut,
  KnowledgeArticleParams,
  KnowledgeArticlePatch,
  KnowledgeArticleQuery,
  KnowledgeArticleSummaryOut,
  KnowledgeSearchIn,
  KnowledgeSearchOut,
} from '../../domain/knowledge/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import { definedFields } from '../../domain/shared/patches.ts';
import { invalid, notFound } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  findArticle,
  listArticles,
  type ArticleFields,
  type KnowledgeSummaryRow,
} from '../../queries/knowledge/articles.ts';
import {
  changeArticle,
  createArticle,
  dayOf,
  findPassages,
  removeArticle,
} from '../../services/knowledge/articles.ts';
import { requireVersion } from '../../services/shared/versions.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { LoadRequest } from '../http/spec.ts';

/** Endpoints of the articles of the knowledge base, and what a question finds in them. */

const SAMPLE = {
  title: 'Conditions d’annulation',
  text: '# Avant le stage\n\nUne annulation reçue dix jours avant le stage est gratuite.',
  tags: ['annulation'],
  valid_from: '2026-01-01',
  valid_until: null,
  is_active: true,
};

export const knowledgeArticleEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  endpoint(
    deps,
    {
      id: 'knowledge.read',
      method: 'get',
      path: '/inbox/knowledge/articles/{id}',
      permission: 'knowledge:read',
      summary: 'One article, with its text',
      params: KnowledgeArticleParams,
      load: find(deps, false),
      status: 200,
      answer: KnowledgeArticleOut,
    },
    async ({ read }) => read((_tx, row) => Promise.resolve({ body: shown(row) })),
  ),
  update(deps),
  remove(deps),
  search(deps),
];

const find =
  (deps: ApiDeps, isLocked: boolean) =>
  ({ tx, params }: LoadRequest<typeof KnowledgeArticleParams>) =>
    findArticle(tx, { id: params.id, day: dayOf(deps.clock.now()), isLocked });

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'knowledge.list',
      method: 'get',
      path: '/inbox/knowledge/articles',
      permission: 'knowledge:read',
      summary: 'List articles, newest first',
      query: KnowledgeArticleQuery,
      status: 200,
      answer: pageOf(KnowledgeArticleSummaryOut),
    },
    async ({ query: { collection, q, tag, state, limit, cursor }, read }) => {
      const beforeId = decodeCursor(cursor, z.int());
      const rows = await read((tx) =>
        listArticles(tx, {
          collection,
          day: dayOf(deps.clock.now()),
          text: q,
          tag: tag?.toLowerCase(),
          isUsable: state === undefined ? undefined : state === 'usable',
          beforeId,
          limit: limit + 1,
        }),
      );
      const page = toPage(rows, limit, (row) => row.id);
      return { body: { ...page, data: page.data.map(shown) } };
    },
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'knowledge.create',
      method: 'post',
      path: '/inbox/knowledge/articles',
      permission: 'knowledge:write',
      summary: 'Write an article',
      description: 'Its passages are found as soon as it is created.',
      body: KnowledgeArticleIn,
      sample: { collection: 'knowledge', ...SAMPLE },
      status: 201,
      answer: KnowledgeArticleOut,
    },
    ({ body: { collection, ...body }, caller, write }) =>
      write(async (tx) => {
        requirePeriod(body);
        const id = await createArticle(tx, body, {
          collection,
          createdBy: caller.userId,
          source: null,
        });
        return {
          body: await shownArticle(deps, tx, id),
          headers: { Location: `/inbox/knowledge/articles/${id}` },
        };
      }),
  );

const update = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'knowledge.update',
      method: 'patch',
      path: '/inbox/knowledge/articles/{id}',
      permission: 'knowledge:write',
      summary: 'Change an article',
      description:
        'Refused with 409 if `version` is not the current version. Passages that stay the same keep their ids.',
      params: KnowledgeArticleParams,
      load: find(deps, true),
      body: KnowledgeArticlePatch,
      sample: { version: 1, ...SAMPLE, title: 'Annuler une inscription' },
      status: 200,
      answer: KnowledgeArticleOut,
    },
    ({ body: { version, ...patch }, write }) =>
      write(async (tx, before) => {
        requireVersion(before, version);
        const { title, text, tags, valid_from, valid_until, is_active } = before;
        const fields = {
          title,
          text,
          tags,
          valid_from,
          valid_until,
          is_active,
          ...definedFields(patch),
        };
        requirePeriod(fields);
        await changeArticle(tx, before, fields);
        return { body: await shownArticle(deps, tx, before.id) };
      }),
  );

const remove = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'knowledge.delete',
      method: 'delete',
      path: '/inbox/knowledge/articles/{id}',
      permission: 'knowledge:write',
      summary: 'Delete an article',
      params: KnowledgeArticleParams,
      load: find(deps, true),
      status: 204,
    },
    ({ write }) =>
      write(async (tx, row) => {
        await removeArticle(tx, row);
        return {};
      }),
  );

const search = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'knowledge.search',
      method: 'post',
      path: '/inbox/knowledge/search',
      permission: 'knowledge:read',
      summary: 'The passages that answer a question, best first',
      description:
        'Of articles that are active and valid today. Accents, inflections and typing errors do not matter. The audit trail records the passages, not the question.',
      body: KnowledgeSearchIn,
      sample: { question: 'Puis-je annuler mon stage ?', collection: 'knowledge' },
      status: 200,
      answer: KnowledgeSearchOut,
    },
    async ({ body: { collection, question }, read }) =>
      read(async (tx) => {
        const passages = await findPassages(tx, { collection, question, now: deps.clock.now() });
        tx.emit(knowledgeSearched, {
          subjectId: '*',
          after: { collection, passage_ids: passages.map(({ id }) => id) },
        });
        return { body: { passages } };
      }),
  );

const requirePeriod = ({ valid_from: from, valid_until: until }: ArticleFields): void => {
  if (isPeriod(from, until)) return;
  throw invalid([fault('valid_until', 'not_after', { field: 'valid_from' })]);
};

/** After a change. */
const shownArticle = async (deps: ApiDeps, tx: Transaction, id: number | undefined) => {
  const row =
    id === undefined ? undefined : await findArticle(tx, { id, day: dayOf(deps.clock.now()) });
  if (!row) throw notFound('article');
  return shown(row);
};

const shown = <R extends KnowledgeSummaryRow>(row: R) => ({
  ...row,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
