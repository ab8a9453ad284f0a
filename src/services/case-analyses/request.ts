import { v7 as uuidv7 } from 'uuid';
import { caseAnalysisCancelled, caseAnalysisRequested } from '../../domain/case-analyses/events.ts';
import { caseAnalysisWorkflowId } from '../../ids.ts';
import { AppError } from '../../errors.ts';
import type { Deps } from '../../deps.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  endAnalysis,
  findRunningAnalysis,
  insertAnalysis,
  type AnalysisRow,
} from '../../queries/case-analyses/records.ts';
import type { CaseRow } from '../../queries/cases/records.ts';
import { findAccess, type AiConfig } from '../ai/access.ts';
import { aboutCase } from '../cases/facts.ts';

/** How the analysis of a case begins, and how a person ends it. */

type RequestDeps = Pick<Deps, 'encryptionKeys'> & { config: AiConfig };

/**
 * In: the case under its lock. Out: the analysis that runs: a new one, or that of a request before. Errors: `conflict`
 * if no model is configured.
 */
export const requestAnalysis = async (
  deps: RequestDeps,
  tx: Transaction,
  row: CaseRow,
  requestedBy: number,
): Promise<{ analysis: AnalysisRow; isNew: boolean }> => {
  const running = await findRunningAnalysis(tx, row.id);
  if (running !== undefined) return { analysis: running, isNew: false };
  if ((await findAccess(deps, tx)).access === undefined) {
    throw new AppError('conflict', 'no language model is configured', {
      details: { outcome: 'ai_not_configured' },
    });
  }
  const id = uuidv7();
  await insertAnalysis(tx, {
    id,
    caseId: row.id,
    requestedBy,
    contentVersion: row.content_version,
  });
  const analysis = await findRunningAnalysis(tx, row.id);
  if (analysis === undefined) throw new Error('an insert must return its row');
  startRun(tx, analysis);
  tx.emit(caseAnalysisRequested, {
    ...aboutCase(row),
    after: { analysis_id: id, version: analysis.version },
  });
  return { analysis, isNew: true };
};

/** Twice: a run of this id is one. */
export const startRun = (
  tx: Transaction,
  { id, case_id, version }: Pick<AnalysisRow, 'id' | 'case_id' | 'version'>,
): void =>
  tx.command({
    workflowId: caseAnalysisWorkflowId(case_id, version),
    operation: 'start',
    name: 'caseAnalysisWorkflow',
    input: { companyId: tx.actor.companyId, analysisId: id },
    subject: `case/${case_id}`,
  });

/** In: the analysis under its lock. Sections that are there stay. Errors: `conflict` if it has ended otherwise. */
export const cancelAnalysis = async (
  tx: Transaction,
  row: CaseRow,
  analysis: AnalysisRow,
): Promise<void> => {
  if (analysis.status === 'cancelled') return;
  if (!(await endAnalysis(tx, { id: analysis.id, status: 'cancelled' }))) {
    throw new AppError('conflict', `the analysis is ${analysis.status}`);
  }
  tellRun(tx, analysis);
  tx.emit(caseAnalysisCancelled, {
    ...aboutCase(row),
    after: { analysis_id: analysis.id, version: analysis.version },
  });
};

/** Its row says that it has ended: the run stops what it does. */
export const tellRun = (
  tx: Transaction,
  { case_id, version }: Pick<AnalysisRow, 'case_id' | 'version'>,
): void =>
  tx.command({
    workflowId: caseAnalysisWorkflowId(case_id, version),
    operation: 'signal',
    name: 'caseAnalysisEnded',
    input: {},
    subject: `case/${case_id}`,
  });
