import { z } from '@hono/zod-openapi';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { Integer, Uuid } from '../shared/values.ts';
import {
  DOCUMENT_ERRORS,
  DOCUMENT_STATUSES,
  KNOWLEDGE_IMPORT_ERRORS,
  KNOWLEDGE_IMPORT_STATUSES,
} from './imports.ts';
import { KNOWLEDGE_COLLECTIONS } from './collections.ts';
import { QUESTION_LENGTH_MAX } from './question.ts';

/** The knowledge base: articles, what a question finds in them, imports of documents. */

export const TITLE_LENGTH_MAX = 200;
export const TEXT_LENGTH_MAX = 200_000;
const TAG_COUNT_MAX = 20;
/** Passages that a question finds. */
export const PASSAGES_FOUND_MAX = 8;

export const DOCUMENT_SIZE_MAX_BYTES = 20 * 1024 * 1024;
/** Of one import. */
export const DOCUMENT_COUNT_MAX = 20;
/** Of a company at once. */
export const OPEN_KNOWLEDGE_IMPORT_COUNT_MAX = 3;
/** Of a company. */
export const DOCUMENTS_PER_DAY_MAX = 500;

const Id = z.int().positive();
export const KnowledgeArticleParams = z.object({ id: wholeNumber(Id) });
export const KnowledgeImportParams = z.object({ id: Uuid });

const Collection = z.enum(KNOWLEDGE_COLLECTIONS);
const InCollection = Collection.default('knowledge').openapi({
  description:
    '`references`: the library that analyses of cases cite. Answers to customers never use it.',
});

export const KnowledgeImportQuery = PageQuery.extend({ collection: InCollection });
/** The fields of an upload. */
export const KnowledgeImportIn = z.strictObject({ collection: InCollection });

const Day = z.iso.date();
const Tag = z.string().trim().normalize('NFC').toLowerCase().min(1).max(50);

const fields = {
  title: z.string().trim().normalize('NFC').min(1).max(TITLE_LENGTH_MAX),
  text: z
    .string()
    .trim()
    .min(1)
    .max(TEXT_LENGTH_MAX)
    .openapi({ description: 'Markdown, or plain text.' }),
  tags: z
    .array(Tag)
    .max(TAG_COUNT_MAX)
    .transform((tags) => [...new Set(tags)]),
  valid_from: Day.nullable().openapi({
    description: 'The first day on which answers may use it, in UTC. Null: no such limit.',
  }),
  valid_until: Day.nullable().openapi({ description: 'The last day, likewise.' }),
  is_active: z.boolean().openapi({ description: 'False: no answer uses it.' }),
};

export const isPeriod = (from: string | null, until: string | null): boolean =>
  from === null || until === null || from <= until;

export const KnowledgeArticleIn = z
  .strictObject({
    collection: InCollection,
    title: fields.title,
    text: fields.text,
    tags: fields.tags.default([]),
    valid_from: fields.valid_from.default(null),
    valid_until: fields.valid_until.default(null),
    is_active: fields.is_active.default(true),
  })
  .openapi('KnowledgeArticleIn');

export const KnowledgeArticlePatch = z
  .strictObject({
    version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
    ...z.object(fields).partial().shape,
  })
  .openapi('KnowledgeArticlePatch');

export const KnowledgeArticleQuery = PageQuery.extend({
  collection: InCollection,
  q: z.string().trim().max(200).optional().openapi({ description: 'Words of the title or tags.' }),
  tag: z.string().trim().max(50).optional(),
  state: z.enum(['usable', 'not_usable']).optional().openapi({
    description: '`usable`: active, and valid today.',
  }),
});

export const KnowledgeArticleOut = z
  .object({
    id: z.number(),
    collection: Collection,
    title: z.string(),
    text: z.string(),
    tags: z.array(z.string()),
    valid_from: z.iso.date().nullable(),
    valid_until: z.iso.date().nullable(),
    is_active: z.boolean(),
    is_usable: z.boolean().openapi({ description: 'Active, and valid today.' }),
    source_name: z.string().nullable().openapi({ description: 'The file it was imported from.' }),
    passage_count: z.number(),
    version: z.number(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('KnowledgeArticle');

/** In lists. */
export const KnowledgeArticleSummaryOut = KnowledgeArticleOut.omit({ text: true })
  .extend({ preview: z.string().openapi({ description: 'How the text begins.' }) })
  .openapi('KnowledgeArticleSummary');

export const KnowledgeSearchIn = z
  .strictObject({
    question: z.string().trim().min(1).max(QUESTION_LENGTH_MAX),
    collection: InCollection,
  })
  .openapi('KnowledgeSearchIn');

export const KnowledgeSearchOut = z
  .object({
    passages: z.array(
      z.object({
        id: z.number(),
        article_id: z.number(),
        article_title: z.string(),
        heading: z.string().openapi({ description: 'The headings above it in the article.' }),
        text: z.string(),
        score: z.number().openapi({
          description:
            'From 0 to 1: how much of the question the passage is about, by the weight of its words. Words that no passage has do not count.',
        }),
      }),
    ),
  })
  .openapi('KnowledgeSearch');

const DocumentOut = z
  .object({
    file_name: z.string(),
    file_size_bytes: z.number(),
    status: z.enum(DOCUMENT_STATUSES),
    error_code: z.enum(DOCUMENT_ERRORS).nullable(),
    article_id: z.number().nullable().openapi({
      description: 'The article it became. With `unchanged`: the one it was imported as before.',
    }),
  })
  .openapi('KnowledgeDocument');

export const KnowledgeImportOut = z
  .object({
    id: z.uuid(),
    collection: Collection,
    status: z.enum(KNOWLEDGE_IMPORT_STATUSES),
    error_code: z.enum(KNOWLEDGE_IMPORT_ERRORS).nullable(),
    user_id: z.number(),
    user_name: z.string(),
    documents: z.array(DocumentOut),
    created_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
  })
  .openapi('KnowledgeImport');

export const KnowledgeImportStartedOut = z
  .object({ id: z.uuid(), status: z.enum(KNOWLEDGE_IMPORT_STATUSES), workflow_id: z.string() })
  .openapi('KnowledgeImportStarted');
