import type { z } from '@hono/zod-openapi';
import { v7 as uuidv7 } from 'uuid';
import {
  DOCUMENT_COUNT_MAX,
  DOCUMENT_SIZE_MAX_BYTES,
  DOCUMENTS_PER_DAY_MAX,
  KnowledgeImportIn,
  KnowledgeImportOut,
  KnowledgeImportParams,
  KnowledgeImportQuery,
  KnowledgeImportStartedOut,
  OPEN_KNOWLEDGE_IMPORT_COUNT_MAX,
} from '../../domain/knowledge/shapes.ts';
import { decodeCursor, pageOf, toPage } from '../../domain/shared/pages.ts';
import { Uuid } from '../../domain/shared/values.ts';
import { notFound } from '../../errors.ts';
import { knowledgeImportWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  findKnowledgeImport,
  listKnowledgeImports,
  type KnowledgeImportRow,
  type NewDocument,
} from '../../queries/knowledge/imports.ts';
import { storeContent } from '../../services/shared/stored-contents.ts';
import {
  cancelKnowledgeImport,
  limitKnowledgeImports,
  startKnowledgeImport,
} from '../../services/knowledge/imports.ts';
import { claimFiles, listDoubtfulFiles, requireFile } from '../../services/shared/stored-files.ts';
import { upload } from '../http/bodies/kinds.ts';
import type { UploadedFile } from '../http/bodies/upload.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { LoadRequest } from '../http/spec.ts';

/** Endpoints to import documents into the knowledge base: upload, follow, cancel. */

export const knowledgeImportEndpoints = (deps: ApiDeps): Endpoint[] => [
  list(deps),
  create(deps),
  endpoint(
    deps,
    {
      id: 'knowledge_imports.read',
      method: 'get',
      path: '/inbox/knowledge/imports/{id}',
      permission: 'knowledge:write',
      summary: 'One import, with what became of each document',
      params: KnowledgeImportParams,
      load: find(false),
      status: 200,
      answer: KnowledgeImportOut,
    },
    async ({ read }) => read((_tx, row) => Promise.resolve({ body: importOut(row) })),
  ),
  cancel(deps),
];

const find =
  (isLocked: boolean) =>
  ({ tx, params }: LoadRequest<typeof KnowledgeImportParams>) =>
    findKnowledgeImport(tx, { id: params.id, isLocked });

const list = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'knowledge_imports.list',
      method: 'get',
      path: '/inbox/knowledge/imports',
      permission: 'knowledge:write',
      summary: 'List imports of documents, newest first',
      query: KnowledgeImportQuery,
      status: 200,
      answer: pageOf(KnowledgeImportOut),
    },
    async ({ query: { limit, cursor, collection }, read }) => {
      const beforeId = decodeCursor(cursor, Uuid);
      const rows = await read((tx) =>
        listKnowledgeImports(tx, { collection, beforeId, limit: limit + 1 }),
      );
      const page = toPage(rows, limit, (row) => row.id);
      return { body: { ...page, data: page.data.map(importOut) } };
    },
  );

const create = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'knowledge_imports.create',
      method: 'post',
      path: '/inbox/knowledge/imports',
      permission: 'knowledge:write',
      summary: 'Import documents as articles',
      description: `Up to ${DOCUMENT_COUNT_MAX} files, 20 MiB together: Markdown and text (UTF-8 or Windows-1252), PDF, DOCX. The type is found by the content. Each becomes one article; one that was imported before into the same collection is left as it is. 202 means committed, not done: each document has its outcome, with the reason if it became no article. Refused with 409 while ${OPEN_KNOWLEDGE_IMPORT_COUNT_MAX} imports of the company are under way, and with 429 after ${DOCUMENTS_PER_DAY_MAX} documents within 24 hours.`,
      body: upload(KnowledgeImportIn, {
        sizeMaxBytes: DOCUMENT_SIZE_MAX_BYTES,
        fileCountMax: DOCUMENT_COUNT_MAX,
      }),
      sample: {
        fields: { collection: 'references' },
        files: [
          {
            name: 'annulation.md',
            type: 'text/markdown',
            content: '# Annulation\n\nGratuite dix jours avant le stage.\n',
          },
        ],
      },
      status: 202,
      answer: KnowledgeImportStartedOut,
    },
    async ({ body: { fields, files }, c, caller, read, write }) => {
      // Before the files are stored, and again after it: others may have come meanwhile.
      await read((tx) => limitKnowledgeImports(tx, deps.clock.now()));
      const { companyId, userId } = caller;
      const documents = await store(deps, companyId, files, c.get('deadline'));
      const hashes = documents.map(({ fileHash }) => fileHash);
      const seen = await read((tx) => listDoubtfulFiles(tx, hashes));
      for (const sha256 of seen) requireFile(await deps.files.has({ companyId, sha256 }));
      return write(async (tx) => {
        await claimFiles(tx, { hashes, seen: new Set(seen) });
        await limitKnowledgeImports(tx, deps.clock.now());
        const id = uuidv7();
        await startKnowledgeImport(tx, { id, ...fields, userId, documents });
        return {
          body: { id, status: 'waiting' as const, workflow_id: knowledgeImportWorkflowId(id) },
          headers: { Location: `/inbox/knowledge/imports/${id}` },
        };
      });
    },
  );

const cancel = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'knowledge_imports.cancel',
      method: 'post',
      path: '/inbox/knowledge/imports/{id}/cancel',
      permission: 'knowledge:write',
      summary: 'Stop an import of documents',
      description: 'The articles that it created stay.',
      params: KnowledgeImportParams,
      load: find(true),
      status: 200,
      answer: KnowledgeImportOut,
    },
    async ({ write }) =>
      write(async (tx, row) => {
        await cancelKnowledgeImport(tx, row);
        return { body: await shownImport(tx, row.id) };
      }),
  );

/** Stores the files while they arrive. No transaction spans it. */
const store = async (
  deps: ApiDeps,
  companyId: number,
  files: AsyncIterable<UploadedFile>,
  signal: AbortSignal,
): Promise<NewDocument[]> => {
  const documents: NewDocument[] = [];
  for await (const { name, content } of files) {
    const { sha256, sizeBytes } = await storeContent(deps, {
      companyId,
      content,
      sizeMaxBytes: DOCUMENT_SIZE_MAX_BYTES,
      signal,
    });
    documents.push({ fileName: name, fileHash: sha256, fileSizeBytes: sizeBytes });
  }
  return documents;
};

/** After a change. */
const shownImport = async (tx: Transaction, id: string) => {
  const row = await findKnowledgeImport(tx, { id });
  if (!row) throw notFound('import');
  return importOut(row);
};

const importOut = (row: KnowledgeImportRow): z.infer<typeof KnowledgeImportOut> => ({
  ...row,
  created_at: row.created_at.toISOString(),
  finished_at: row.finished_at?.toISOString() ?? null,
});
