import type { z } from 'zod';
import { SECTION_CONTENTS, type SectionContents } from '../../domain/case-analyses/content.ts';
import type { Sections } from '../../domain/case-analyses/compare.ts';
import type { AnalysisSection } from '../../domain/case-analyses/kinds.ts';
import type { CaseAnalysisOut, CaseAnalysisSummaryOut } from '../../domain/case-analyses/shapes.ts';
import { caseAnalysisWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  listSections,
  listSources,
  listStepTasks,
  type AnalysisRow,
  type SectionRow,
} from '../../queries/case-analyses/records.ts';

/** Analyses as the routes answer them. */

export const analysisSummary = (row: AnalysisRow): z.infer<typeof CaseAnalysisSummaryOut> => ({
  id: row.id,
  case_id: row.case_id,
  version: row.version,
  status: row.status,
  is_stale: row.is_stale,
  risk_level: row.risk_level,
  is_demo: row.is_demo,
  requested_by: row.requested_by,
  requested_by_name: row.requested_by_name,
  done_count: row.done_count,
  created_at: row.created_at.toISOString(),
  ended_at: row.ended_at?.toISOString() ?? null,
});

export const shownAnalysis = async (
  tx: Transaction,
  row: AnalysisRow,
): Promise<z.input<typeof CaseAnalysisOut>> => {
  const sections = new Map((await listSections(tx, row.id)).map((one) => [one.kind, one]));
  const shown = <Kind extends AnalysisSection>(kind: Kind) => sectionOut(kind, sections.get(kind));
  return {
    ...analysisSummary(row),
    workflow_id: caseAnalysisWorkflowId(row.case_id, row.version),
    sections: {
      summary: shown('summary'),
      risk: shown('risk'),
      recommendations: shown('recommendations'),
      next_steps: shown('next_steps'),
      references: shown('references'),
    },
    items: row.items,
    left_out: row.left_out,
    modules: row.modules,
    sources: await listSources(tx, row.id),
    tasks: await listStepTasks(tx, row.id),
  };
};

type Failure = NonNullable<z.input<typeof CaseAnalysisOut>['sections']['risk']['failure']>;

const sectionOut = <Kind extends AnalysisSection>(kind: Kind, row: SectionRow | undefined) => ({
  status: row?.status ?? ('waiting' as const),
  content: contentOf(kind, row),
  failure:
    row?.failure == null
      ? null
      : { outcome: row.failure as Failure['outcome'], error_code: row.failure_code },
  run_id: row?.ai_run_id ?? null,
});

const contentOf = <Kind extends AnalysisSection>(
  kind: Kind,
  row: SectionRow | undefined,
): SectionContents[Kind] | null =>
  row?.status === 'done'
    ? (SECTION_CONTENTS[kind].parse(row.content) as SectionContents[Kind])
    : null;

/** For a comparison. */
export const sectionContents = async (tx: Transaction, analysisId: string): Promise<Sections> => {
  const sections = new Map((await listSections(tx, analysisId)).map((one) => [one.kind, one]));
  const content = <Kind extends AnalysisSection>(kind: Kind) => contentOf(kind, sections.get(kind));
  return {
    summary: content('summary'),
    risk: content('risk'),
    recommendations: content('recommendations'),
    next_steps: content('next_steps'),
    references: content('references'),
  };
};
