import type { Deps } from '../deps.ts';
import type { ScanState, TextState } from '../domain/case-files/states.ts';
import { AppError } from '../errors.ts';
import { inCompany, type Committed, type Transaction } from '../platform/database.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { ScanResult } from '../platform/scanner/contract.ts';
import { readStoredText } from '../platform/documents/stored.ts';
import { findCaseFile, type CaseFileRow } from '../queries/case-files/records.ts';
import { settleInfection } from '../services/case-files/infect.ts';
import { removeContent } from '../services/case-files/purge.ts';
import { giveUpCaseFile } from '../services/case-files/reconcile.ts';
import {
  beginText,
  isScanOpen,
  isTextToRead,
  settleScan,
  settleText,
  type ScanOutcome,
} from '../services/case-files/settle.ts';
import { withHeartbeats } from './shared/heartbeat.ts';
import { inTurn, type ActivityTurns, type NoTurn, type TurnInput } from './shared/turns.ts';

/** What happens to a file of a case after its upload. */

export interface CaseFileInput extends TurnInput {
  fileId: number;
}

export interface CaseFileResult {
  scanState: ScanState | 'gone';
  textState: TextState | 'gone';
}

type CaseFileDeps = Pick<Deps, 'database' | 'files' | 'scanner'> & {
  metrics: Pick<Metrics, 'fileScans'>;
  announce: (committed: Committed) => void;
  turns: ActivityTurns;
};

export const createCaseFileActivities = (deps: CaseFileDeps) => ({
  /**
   * Asks the virus scanner, and removes the content of infected files: this one and those of the same content. Without a scanner the file is noted as not
   * scanned. `NoTurn`: enough files are at the scanner. Errors: `unavailable` (retryable) while the scanner or the file
   * store is.
   * Twice: a file that is scanned stays as it is. Key: `scan_state`, which changes in the transaction that tells people. If
   * the process dies before the content is removed, the purge removes it.
   */
  async scanCaseFile(input: CaseFileInput): Promise<CaseFileResult | NoTurn> {
    const file = await findFile(deps, input);
    if (!file || !isScanOpen(file)) return resultOf(file);
    const outcome = await scanInTurn(deps, input, file);
    if ('hasNoTurn' in outcome) return outcome;
    if (outcome.kind === 'infected') await removeInfected(deps, file, { ...input, ...outcome });
    else await work(deps, input, (tx) => settleScan(tx, file.id, outcome));
    return resultOf(await findFile(deps, input));
  },

  /**
   * Reads the text of a file that was released. `NoTurn`: enough documents are being read. Errors: `unavailable`
   * (retryable).
   * Twice: a text that is read stays as it is. Key: `text_state`.
   */
  async readCaseFileText(input: CaseFileInput): Promise<CaseFileResult | NoTurn> {
    const found = await findFile(deps, input);
    if (!found || !isTextToRead(found)) return resultOf(found);
    const read = await inTurn(deps.turns.documents, input, () => readText(deps, input));
    return read ?? resultOf(await findFile(deps, input));
  },

  /** Ends what waits, for a run that can't go on. Twice: nothing waits any more. */
  async giveUpCaseFile(input: CaseFileInput): Promise<CaseFileResult> {
    await work(deps, input, (tx) => giveUpCaseFile(tx, input.fileId));
    return resultOf(await findFile(deps, input));
  },
});

export type CaseFileActivities = ReturnType<typeof createCaseFileActivities>;

const work = <T>(
  { database, announce }: CaseFileDeps,
  { companyId }: CaseFileInput,
  run: (tx: Transaction) => Promise<T>,
): Promise<T> => inCompany(database, { companyId, userId: null }, run, announce);

const findFile = (
  { database }: CaseFileDeps,
  { companyId, fileId }: CaseFileInput,
): Promise<CaseFileRow | undefined> =>
  inCompany(database, { companyId, userId: null }, (tx) =>
    findCaseFile(tx, { id: fileId, withDeleted: true }),
  );

type Finding = Extract<ScanResult, { kind: 'infected' }>;

/** As often as a company of 100,000 files needs. */
const INFECTION_STEP_COUNT_MAX = 500;

const removeInfected = async (
  deps: CaseFileDeps,
  { id: fileId, sha256 }: CaseFileRow,
  { finding, companyId }: Finding & CaseFileInput,
): Promise<void> => {
  for (let step = 0; step < INFECTION_STEP_COUNT_MAX; step += 1) {
    const { isDone, toRemove } = await work(deps, { companyId, fileId }, (tx) =>
      settleInfection(tx, { fileId, sha256, finding }),
    );
    for (const id of toRemove) await removeContent(deps, { companyId, id, sha256 });
    if (isDone) return;
  }
};

const scan = async (
  { files, scanner, metrics }: CaseFileDeps,
  companyId: number,
  { sha256 }: CaseFileRow,
): Promise<ScanOutcome | Finding> => {
  if (scanner === undefined) return { kind: 'not_scanned' };
  const opened = await files.get({ companyId, sha256 });
  if (opened === undefined) return { kind: 'failed', code: 'file_gone' };
  try {
    const result = await scanner.scan(opened.content);
    metrics.fileScans.inc({ outcome: result.kind });
    return result.kind === 'refused' ? { kind: 'failed', code: result.code } : result;
  } catch (error) {
    // What the file store fails with is not the scanner's.
    if (error instanceof AppError) metrics.fileScans.inc({ outcome: 'unavailable' });
    throw error;
  } finally {
    opened.content.destroy();
  }
};

/** Without a scanner nothing takes long, and no turn is needed. */
const scanInTurn = (
  deps: CaseFileDeps,
  input: CaseFileInput,
  file: CaseFileRow,
): Promise<ScanOutcome | Finding | NoTurn> => {
  const run = () => withHeartbeats(() => scan(deps, input.companyId, file));
  return deps.scanner === undefined ? run() : inTurn(deps.turns.scans, input, run);
};

/** Nothing to read: another attempt did. */
const readText = async (deps: CaseFileDeps, input: CaseFileInput): Promise<undefined> => {
  const file = await work(deps, input, (tx) => beginText(tx, input.fileId));
  if (file === undefined) return;
  const outcome = await withHeartbeats(() =>
    readStoredText(deps, {
      companyId: input.companyId,
      sha256: file.sha256,
      fileName: file.name,
      mediaType: file.media_type,
    }),
  );
  await work(deps, input, (tx) => settleText(tx, file.id, outcome));
};

const resultOf = (row: CaseFileRow | undefined): CaseFileResult => ({
  scanState: row?.scan_state ?? 'gone',
  textState: row?.text_state ?? 'gone',
});
