import type { KnowledgeCollection } from '../../domain/knowledge/collections.ts';
import {
  knowledgeDocumentSettled,
  knowledgeImportCancelled,
  knowledgeImportEnded,
  knowledgeImportStarted,
} from '../../domain/knowledge/events.ts';
import {
  isKnowledgeImportOpen,
  type DocumentError,
  type DocumentStatus,
} from '../../domain/knowledge/imports.ts';
import {
  DOCUMENTS_PER_DAY_MAX,
  OPEN_KNOWLEDGE_IMPORT_COUNT_MAX,
  TITLE_LENGTH_MAX,
} from '../../domain/knowledge/shapes.ts';
import { AppError } from '../../errors.ts';
import { knowledgeImportWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import { findArticleOfFile } from '../../queries/knowledge/articles.ts';
import {
  cancelDocuments,
  countDocumentsSince,
  countOpenKnowledgeImports,
  findKnowledgeImport,
  insertKnowledgeImport,
  setDocumentStatus,
  setKnowledgeImportStatus,
  type KnowledgeImportRow,
  type NewDocument,
} from '../../queries/knowledge/imports.ts';
import { lockSetting } from '../../queries/shared/locks.ts';
import { createArticle } from './articles.ts';

/** Imports of documents: start, what became of each document, cancel, end. Changes are under the lock of the import. */

const DAY_MS = 24 * 60 * 60 * 1000;
const RETRY_AFTER_SECONDS = 60 * 60;

/**
 * One transaction of a company at a time counts, until its commit. Errors: `conflict` while many imports are under way;
 * `rate_limited`.
 */
export const limitKnowledgeImports = async (tx: Transaction, now: Date): Promise<void> => {
  await lockSetting(tx, 'knowledge_imports');
  if ((await countOpenKnowledgeImports(tx)) >= OPEN_KNOWLEDGE_IMPORT_COUNT_MAX) {
    throw new AppError(
      'conflict',
      `${OPEN_KNOWLEDGE_IMPORT_COUNT_MAX} imports are under way: wait until one of them has ended`,
    );
  }
  const count = await countDocumentsSince(tx, new Date(now.getTime() - DAY_MS));
  if (count < DOCUMENTS_PER_DAY_MAX) return;
  throw new AppError(
    'rate_limited',
    `${DOCUMENTS_PER_DAY_MAX} documents were uploaded within 24 hours`,
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
};

export const startKnowledgeImport = async (
  tx: Transaction,
  input: {
    id: string;
    collection: KnowledgeCollection;
    userId: number;
    documents: readonly NewDocument[];
  },
): Promise<void> => {
  await insertKnowledgeImport(tx, input);
  tx.emit(knowledgeImportStarted, {
    subjectId: input.id,
    after: {
      collection: input.collection,
      documents: input.documents.map(({ fileName, fileHash }) => ({
        file_name: fileName,
        file_hash: fileHash,
      })),
    },
  });
  startKnowledgeImportRun(tx, input.id);
};

/** Twice: one run, because its id is the import's. */
export const startKnowledgeImportRun = (tx: Transaction, importId: string): void =>
  tx.command({
    workflowId: knowledgeImportWorkflowId(importId),
    operation: 'start',
    name: 'importKnowledgeWorkflow',
    input: { companyId: tx.actor.companyId, importId },
    subject: `knowledge_import/${importId}`,
  });

/** What reading a document gave. `title`: null if it has none of its own. */
export type DocumentOutcome =
  { kind: 'read'; title: string | null; text: string } | { kind: 'failed'; code: DocumentError };

/**
 * Makes an article of a document that was read, or notes why not. Twice: the document does not wait any more, so nothing
 * changes. A file that was imported before is `unchanged`.
 */
export const settleDocument = async (
  tx: Transaction,
  input: { importId: string; position: number; outcome: DocumentOutcome },
): Promise<void> => {
  const row = await findKnowledgeImport(tx, { id: input.importId, isLocked: true });
  const document = row?.documents.find(({ position }) => position === input.position);
  if (!row || !isKnowledgeImportOpen(row.status) || document?.status !== 'waiting') return;
  const { outcome } = input;
  const { collection } = row;
  const source = { hash: document.file_hash, name: document.file_name };
  const created =
    outcome.kind === 'read'
      ? await createArticle(
          tx,
          {
            title: outcome.title?.slice(0, TITLE_LENGTH_MAX).toWellFormed() ?? titleOf(source.name),
            text: outcome.text,
            tags: [],
            valid_from: null,
            valid_until: null,
            is_active: true,
          },
          { collection, createdBy: row.user_id, source },
        )
      : undefined;
  const settled = {
    status: statusOf(outcome, created),
    errorCode: outcome.kind === 'failed' ? outcome.code : null,
    articleId:
      outcome.kind === 'failed'
        ? null
        : (created ?? (await findArticleOfFile(tx, { hash: source.hash, collection })) ?? null),
  };
  await setDocumentStatus(tx, { importId: row.id, position: document.position, ...settled });
  await setKnowledgeImportStatus(tx, { id: row.id, status: 'running' });
  tx.emit(knowledgeDocumentSettled, {
    subjectId: row.id,
    after: {
      file_name: document.file_name,
      status: settled.status,
      error_code: settled.errorCode,
      article_id: settled.articleId,
    },
  });
};

const statusOf = (outcome: DocumentOutcome, created: number | undefined): DocumentStatus => {
  if (outcome.kind === 'failed') return 'failed';
  return created === undefined ? 'unchanged' : 'imported';
};

/** `tarifs_2026.pdf` → `tarifs 2026`. */
const titleOf = (fileName: string): string => {
  const name = fileName
    .replace(/\.[a-z0-9]{1,8}$/i, '')
    .replaceAll(/[_\s]+/g, ' ')
    .trim()
    .slice(0, TITLE_LENGTH_MAX)
    .toWellFormed();
  return name === '' ? 'Document' : name;
};

/** Once no document waits. Twice: it has ended already. */
export const endKnowledgeImport = async (
  tx: Transaction,
  { importId, isInterrupted }: { importId: string; isInterrupted: boolean },
): Promise<void> => {
  const row = await findKnowledgeImport(tx, { id: importId, isLocked: true });
  if (!row || !isKnowledgeImportOpen(row.status)) return;
  const isWhole = row.documents.every(({ status }) => status !== 'waiting');
  if (!isWhole && !isInterrupted) return;
  if (!isWhole) await cancelDocuments(tx, row.id);
  const code = isWhole ? null : 'run_ended';
  const status = isWhole ? 'succeeded' : 'failed';
  await setKnowledgeImportStatus(tx, {
    id: row.id,
    status,
    ...(code !== null && { errorCode: code }),
  });
  const counts = {
    imported_count: countOf(row, 'imported'),
    unchanged_count: countOf(row, 'unchanged'),
    failed_count: countOf(row, 'failed'),
  };
  tx.emit(knowledgeImportEnded, {
    subjectId: row.id,
    data: { status },
    after: { status, error_code: code },
    notify: { userIds: [row.user_id], category: 'KNOWLEDGE', params: { status, ...counts } },
  });
};

const countOf = ({ documents }: KnowledgeImportRow, status: DocumentStatus): number =>
  documents.filter((document) => document.status === status).length;

/**
 * The document that is being read is left out as well: its result finds the import cancelled. Errors: `conflict` once it
 * has ended. Twice: it is cancelled already.
 */
export const cancelKnowledgeImport = async (
  tx: Transaction,
  row: KnowledgeImportRow,
): Promise<void> => {
  if (row.status === 'cancelled') return;
  if (!isKnowledgeImportOpen(row.status)) {
    throw new AppError('conflict', `an import that is ${row.status} can't be cancelled`);
  }
  await cancelDocuments(tx, row.id);
  await setKnowledgeImportStatus(tx, { id: row.id, status: 'cancelled' });
  tx.emit(knowledgeImportCancelled, {
    subjectId: row.id,
    before: { status: row.status },
    after: { status: 'cancelled' },
  });
};
