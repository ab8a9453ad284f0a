import { caseAnalysisTouched, caseAnalyzed } from '../../domain/case-analyses/events.ts';
import type { AnalysisSection, EndedAnalysisStatus } from '../../domain/case-analyses/kinds.ts';
import type { Material } from '../../domain/case-analyses/material.ts';
import { WHOLE_COMPANY } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  endAnalysis,
  endSection,
  findAnalysis,
  findAnalysisRun,
  listSections,
  type AnalysisRunRow,
} from '../../queries/case-analyses/records.ts';
import { findCase, type CaseRow } from '../../queries/cases/records.ts';
import type { PromptFailure } from '../ai/run-prompt.ts';
import { aboutCase, CASE_CATEGORY, caseState, named } from '../cases/facts.ts';
import { whoSeeCase } from '../cases/recipients.ts';
import { SECTION_WORK } from './sections.ts';

/** How the sections of an analysis end, and the analysis itself. */

interface Analysed {
  row: CaseRow;
  run: AnalysisRunRow;
}

/** The analysis and its case, both under their locks, the case first. Undefined: it has ended, or its case is deleted. */
export const lockRunning = async (
  tx: Transaction,
  analysisId: string,
): Promise<Analysed | undefined> => {
  const found = await findAnalysisRun(tx, { id: analysisId });
  if (found === undefined) return undefined;
  const row = await findCase(tx, {
    id: found.case_id,
    scope: WHOLE_COMPANY,
    isLocked: true,
  });
  const run = await findAnalysisRun(tx, { id: analysisId, isLocked: true });
  return row !== undefined && run?.status === 'running' ? { row, run } : undefined;
};

/** Twice: the first stays. */
export const storeSection = async (
  tx: Transaction,
  { row, run }: Analysed,
  {
    kind,
    output,
    material,
    runId,
    isDemo,
  }: { kind: AnalysisSection; output: unknown; material: Material; runId: string; isDemo: boolean },
): Promise<void> => {
  const content = SECTION_WORK[kind].check(output, material);
  const isFirst = await endSection(tx, {
    analysisId: run.id,
    kind,
    result: {
      status: 'done',
      content,
      runId,
      isDemo,
      ...('level' in content && { riskLevel: content.level }),
    },
  });
  if (isFirst) tx.emit(caseAnalysisTouched, aboutCase(row));
};

/** `gave_up`: its attempts took too long. Twice: the first stays. */
export const failSection = async (
  tx: Transaction,
  { row, run }: Analysed,
  {
    kind,
    failure,
  }: {
    kind: AnalysisSection;
    failure: Pick<PromptFailure, 'errorCode' | 'runId'> & { outcome: string };
  },
): Promise<void> => {
  const isFirst = await endSection(tx, {
    analysisId: run.id,
    kind,
    result: {
      status: 'failed',
      failure: failure.outcome,
      failureCode: failure.errorCode,
      runId: failure.runId,
    },
  });
  if (isFirst) tx.emit(caseAnalysisTouched, aboutCase(row));
};

/** Ends an analysis whose sections have ended; those that have not are given up. Twice: it has ended. */
export const settleAnalysis = async (
  tx: Transaction,
  analysisId: string,
): Promise<EndedAnalysisStatus | 'gone'> => {
  const locked = await lockRunning(tx, analysisId);
  if (locked === undefined) return endOfGone(tx, analysisId);
  const { row, run } = locked;
  for (const { kind, status } of await listSections(tx, run.id)) {
    if (status === 'waiting') {
      await failSection(tx, locked, {
        kind,
        failure: { outcome: 'gave_up', errorCode: null, runId: null },
      });
    }
  }
  const sections = await listSections(tx, run.id);
  const doneCount = sections.filter(({ status }) => status === 'done').length;
  const status =
    doneCount === sections.length ? 'succeeded' : doneCount === 0 ? 'failed' : 'partial';
  await endAnalysis(tx, { id: run.id, status });
  const analysis = await findAnalysis(tx, { caseId: run.case_id, version: run.version });
  tx.emit(caseAnalyzed, {
    ...aboutCase(row),
    data: {
      ...caseState(row),
      analysis_id: run.id,
      analysis_version: run.version,
      analysis_status: status,
      risk_level: analysis?.risk_level ?? null,
      is_demo: analysis?.is_demo ?? false,
    },
    after: { version: run.version, status },
    notify: {
      userIds: await whoSeeCase(tx, row, [run.requested_by]),
      category: CASE_CATEGORY,
      params: { ...named(row), status },
    },
  });
  return status;
};

/** Its case was deleted while it was read, or it was cancelled. */
const endOfGone = async (
  tx: Transaction,
  analysisId: string,
): Promise<EndedAnalysisStatus | 'gone'> => {
  const run = await findAnalysisRun(tx, { id: analysisId, isLocked: true });
  if (run === undefined) return 'gone';
  if (run.status !== 'running') return run.status;
  await endAnalysis(tx, { id: run.id, status: 'cancelled' });
  return 'cancelled';
};
