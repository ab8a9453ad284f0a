import type { Deps } from '../deps.ts';
import { isKnowledgeImportOpen, type KnowledgeImportStatus } from '../domain/knowledge/imports.ts';
import { DOCUMENT_SIZE_MAX_BYTES } from '../domain/knowledge/shapes.ts';
import { inCompany, type Committed, type Transaction } from '../platform/database.ts';
import { readInThread } from '../platform/documents/thread.ts';
import {
  findKnowledgeImport,
  type KnowledgeDocumentRow,
  type KnowledgeImportRow,
} from '../queries/knowledge/imports.ts';
import {
  endKnowledgeImport,
  settleDocument,
  type DocumentOutcome,
} from '../services/knowledge/imports.ts';
import { inTurn, type ActivityTurns, type NoTurn, type TurnInput } from './shared/turns.ts';

/** Importing documents into the knowledge base. */

export interface KnowledgeImportInput extends TurnInput {
  importId: string;
}

/** `status` is final unless `isDone` is false. */
export interface KnowledgeImportResult {
  status: KnowledgeImportStatus | 'gone';
  isDone: boolean;
  settledCount: number;
  documentCount: number;
}

type KnowledgeDeps = Pick<Deps, 'database' | 'files'> & {
  announce: (committed: Committed) => void;
  turns: ActivityTurns;
};

export const createKnowledgeActivities = (deps: KnowledgeDeps) => ({
  /**
   * Reads the next document that waits and makes an article of it; ends the import after the last. A document that can't
   * be read is noted with the reason. `NoTurn`: enough documents are being read. Errors: `unavailable` (retryable).
   * Twice: takes the next document. Key: the status of the document, which changes in the transaction of its article.
   */
  async importKnowledgeDocument(
    input: KnowledgeImportInput,
  ): Promise<KnowledgeImportResult | NoTurn> {
    const row = await findImport(deps, input);
    if (!row || !isKnowledgeImportOpen(row.status)) return resultOf(row);
    const document = row.documents.find(({ status }) => status === 'waiting');
    const outcome =
      document &&
      (await inTurn(deps.turns.documents, input, () => readStored(deps, input, document)));
    if (outcome && 'hasNoTurn' in outcome) return outcome;
    await work(deps, input, row, async (tx) => {
      const importId = row.id;
      if (document && outcome) {
        await settleDocument(tx, { importId, position: document.position, outcome });
      }
      await endKnowledgeImport(tx, { importId, isInterrupted: false });
    });
    return resultOf(await findImport(deps, input));
  },

  /** Ends the import of a run that can't go on. Twice: an import that has ended stays as it is. */
  async failKnowledgeImport(input: KnowledgeImportInput): Promise<KnowledgeImportResult> {
    await work(deps, input, { user_id: null }, (tx) =>
      endKnowledgeImport(tx, { importId: input.importId, isInterrupted: true }),
    );
    return resultOf(await findImport(deps, input));
  },
});

export type KnowledgeActivities = ReturnType<typeof createKnowledgeActivities>;

/** The importer is the actor: audit trail and articles name who imported. */
const work = <T>(
  { database, announce }: KnowledgeDeps,
  { companyId }: KnowledgeImportInput,
  { user_id: userId }: { user_id: number | null },
  run: (tx: Transaction) => Promise<T>,
): Promise<T> => inCompany(database, { companyId, userId }, run, announce);

const findImport = (
  { database }: KnowledgeDeps,
  { companyId, importId }: KnowledgeImportInput,
): Promise<KnowledgeImportRow | undefined> =>
  inCompany(database, { companyId, userId: null }, (tx) =>
    findKnowledgeImport(tx, { id: importId }),
  );

const readStored = async (
  { files }: KnowledgeDeps,
  { companyId }: KnowledgeImportInput,
  { file_name: fileName, file_hash: sha256 }: KnowledgeDocumentRow,
): Promise<DocumentOutcome> => {
  const file = await files.get({ companyId, sha256 });
  if (!file) return { kind: 'failed', code: 'file_gone' };
  const bytes = await readWhole(file.content);
  if (bytes === undefined) return { kind: 'failed', code: 'too_large' };
  const read = await readInThread({ fileName, bytes });
  switch (read.kind) {
    case 'read':
      return read;
    case 'refused':
      return { kind: 'failed', code: read.code };
    case 'stopped':
      return { kind: 'failed', code: 'too_complex' };
  }
};

/** Undefined if it is larger than an upload may be. */
const readWhole = async (
  content: AsyncIterable<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  // Leaving the loop closes the file.
  for await (const chunk of content) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > DOCUMENT_SIZE_MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
};

const resultOf = (row: KnowledgeImportRow | undefined): KnowledgeImportResult => ({
  status: row?.status ?? 'gone',
  isDone: row === undefined || !isKnowledgeImportOpen(row.status),
  settledCount: row?.documents.filter(({ status }) => status !== 'waiting').length ?? 0,
  documentCount: row?.documents.length ?? 0,
});
