import type { Deps } from '../deps.ts';
import { INTERRUPTED_AFTER_SECONDS, RUN_RETENTION_DAYS } from '../domain/ai/outcomes.ts';
import { UNSENT_UPLOAD_DAYS } from '../domain/attachments/shapes.ts';
import { FILE_RESTORE_DAYS } from '../domain/case-files/shapes.ts';
import { CASE_RESTORE_DAYS } from '../domain/cases/shapes.ts';
import { UNDO_DAYS } from '../domain/contacts/merges.ts';
import { DRAFT_RETENTION_DAYS } from '../domain/reply-drafts/shapes.ts';
import { HISTORY_RETENTION_DAYS } from '../domain/shared/retention.ts';
import type { Committed } from '../platform/database.ts';
import { interruptAiRuns, purgeAiRuns } from '../queries/ai/history.ts';
import { listExpiredUploads } from '../queries/attachments/expired.ts';
import { listExpiredCaseFiles } from '../queries/case-files/expired.ts';
import { listExpiredCases } from '../queries/cases/expired.ts';
import { listExpiredDocuments } from '../queries/knowledge/imports.ts';
import { listExpiredLeadImports } from '../queries/lead-imports/files.ts';
import { purgeCycles } from '../queries/mailboxes/cycles.ts';
import { purgeReplyDrafts } from '../queries/reply-drafts.ts';
import { purgeHistory } from '../queries/shared/history.ts';
import { purgeUpload } from '../services/attachments/purge.ts';
import { purgeCaseFile } from '../services/case-files/purge.ts';
import { purgeCase } from '../services/cases/purge.ts';
import { purgeKnowledgeFile } from '../services/knowledge/files.ts';
import { purgeLeadImport } from '../services/lead-imports/files.ts';
import { listContentsToCheck, purgeUnnamedContent } from '../services/shared/stored-contents.ts';
import { createSweeps, type Sweeps } from './sweeps.ts';

/**
 * Deletes history that nobody needs any more: ended deliveries with their attempts, events that nothing shows, files and
 * faulty rows of imports, files of imported documents, uploads that were never sent, contents that no row names, deleted
 * cases and files of cases, drafts that were not changed, old confirmation links, what undoes a merge, cycles of mailboxes,
 * calls of language models. Ends the calls whose process has died. Any number of api processes may run it at once.
 */

const SWEEP_MS = 60_000;
/** Per kind and call: a call is short. */
const ROWS_MAX = 500;
const CALLS_MAX = 100;
const IMPORTS_MAX = 100;
const UPLOADS_MAX = 200;
const DOCUMENTS_MAX = 200;
const CASE_FILES_MAX = 200;
const CASES_MAX = 100;
const CONTENTS_MAX = 500;
const FAILED_COUNT_MAX = 1_000;

export interface History extends Sweeps {
  /** Deletes until nothing is left, up to 50,000 rows of each kind. Twice: nothing more is deleted. */
  sweep: () => Promise<void>;
}

interface HistoryDeps extends Pick<Deps, 'database' | 'files' | 'clock' | 'log'> {
  announce: (committed: Committed) => void;
}

interface Purge<Row> {
  name: string;
  limit: number;
  list: (limit: number) => Promise<Row[]>;
  purge: (row: Row) => Promise<void>;
}

export const createHistory = (deps: HistoryDeps): History => {
  const { database, log } = deps;
  let isStopping = false;

  /** Until a call finds fewer than it may delete. */
  const purgeRows = async (purge: () => Promise<number>): Promise<void> => {
    for (let call = 0; call < CALLS_MAX && !isStopping; call += 1) {
      if ((await purge()) < ROWS_MAX) return;
    }
  };
  const failedCounts = new Map<string, number>();
  /** Those that can't be purged are tried again in each sweep, besides as many others as ever. */
  const purgeEach = async <Row>({ name, limit, list, purge }: Purge<Row>): Promise<void> => {
    const failedBefore = failedCounts.get(name) ?? 0;
    let failedCount = 0;
    for (const row of await list(limit + Math.min(failedBefore, FAILED_COUNT_MAX))) {
      if (isStopping) return;
      await purge(row).catch((error: unknown) => {
        failedCount += 1;
        log.warn({ err: error, row }, `${name} not purged; retry later`);
      });
    }
    failedCounts.set(name, failedCount);
  };
  const purgeFiles = async (): Promise<void> => {
    await purgeEach({
      name: 'import',
      limit: IMPORTS_MAX,
      list: (limit) =>
        listExpiredLeadImports(database, { retentionDays: HISTORY_RETENTION_DAYS, limit }),
      purge: (row) => purgeLeadImport(deps, row),
    });
    await purgeEach({
      name: 'document',
      limit: DOCUMENTS_MAX,
      list: (limit) =>
        listExpiredDocuments(database, { retentionDays: HISTORY_RETENTION_DAYS, limit }),
      purge: (row) => purgeKnowledgeFile(deps, row),
    });
    await purgeEach({
      name: 'upload',
      limit: UPLOADS_MAX,
      list: (limit) => listExpiredUploads(database, { unsentDays: UNSENT_UPLOAD_DAYS, limit }),
      purge: (row) => purgeUpload(deps, row),
    });
    await purgeEach({
      name: 'file',
      limit: CASE_FILES_MAX,
      list: (limit) => listExpiredCaseFiles(database, { restoreDays: FILE_RESTORE_DAYS, limit }),
      purge: (row) => purgeCaseFile(deps, row),
    });
    await purgeEach({
      name: 'case',
      limit: CASES_MAX,
      list: (limit) => listExpiredCases(database, { restoreDays: CASE_RESTORE_DAYS, limit }),
      purge: (row) => purgeCase(deps, row),
    });
    await purgeEach({
      name: 'content',
      limit: CONTENTS_MAX,
      list: (limit) => listContentsToCheck(database, limit),
      purge: (row) => purgeUnnamedContent(deps, row),
    });
  };
  const sweep = async (): Promise<void> => {
    const kept = { limit: ROWS_MAX, retentionDays: HISTORY_RETENTION_DAYS };
    await purgeRows(() => purgeHistory(database, { ...kept, undoDays: UNDO_DAYS }));
    await purgeRows(() => purgeCycles(database, kept));
    await purgeRows(() =>
      purgeReplyDrafts(database, { limit: ROWS_MAX, days: DRAFT_RETENTION_DAYS }),
    );
    await purgeRows(() =>
      interruptAiRuns(database, { limit: ROWS_MAX, afterSeconds: INTERRUPTED_AFTER_SECONDS }),
    );
    await purgeRows(() =>
      purgeAiRuns(database, { limit: ROWS_MAX, retentionDays: RUN_RETENTION_DAYS }),
    );
    await purgeFiles();
  };
  const sweeps = createSweeps(sweep, {
    everyMs: SWEEP_MS,
    onFailure: (error) => log.warn({ err: error }, 'history not purged; retry in a minute'),
  });
  return {
    sweep,
    start: sweeps.start,
    stop: () => {
      isStopping = true;
      return sweeps.stop();
    },
  };
};
