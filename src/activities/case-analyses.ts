import type { AnalysisSection, EndedAnalysisStatus } from '../domain/case-analyses/kinds.ts';
import { findPaidOutput } from '../queries/case-analyses/material.ts';
import { listSections } from '../queries/case-analyses/records.ts';
import { runPrompt, type RunPromptDeps } from '../services/ai/run-prompt.ts';
import type { ModuleDeps } from '../services/case-modules/call.ts';
import { consultForCase } from '../services/case-analyses/consult.ts';
import { gatherTexts, saveGathered } from '../services/case-analyses/gather.ts';
import { SECTION_WORK } from '../services/case-analyses/sections.ts';
import {
  failSection,
  lockRunning,
  settleAnalysis,
  storeSection,
} from '../services/case-analyses/settle.ts';
import { failToRetry } from './ai/call-model.ts';
import { withHeartbeats } from './shared/heartbeat.ts';
import { transactFor } from './shared/mails.ts';

/** The analysis of a case by a language model. Texts stay in the database: inputs are ids. */

export interface CaseAnalysisInput {
  companyId: number;
  analysisId: string;
}

export interface CaseAnalysisSectionInput extends CaseAnalysisInput {
  section: AnalysisSection;
}

export const createCaseAnalysisActivities = (deps: RunPromptDeps & ModuleDeps) => {
  const transact = transactFor(deps);
  return {
    /**
     * Reads the case, asks the modules, and stores what the sections are written from. Out: whether the analysis goes
     * on. Errors: none of the modules: what they don't say is named in the analysis.
     * Twice: what was stored stays.
     */
    async gatherCase(input: CaseAnalysisInput): Promise<{ isRunning: boolean }> {
      const { analysisId } = input;
      const gathered = await transact(input, async (tx) => {
        const locked = await lockRunning(tx, analysisId);
        if (locked === undefined) return 'ended' as const;
        return locked.run.material === null ? gatherTexts(tx, locked.row) : ('stored' as const);
      });
      if (typeof gathered === 'string') return { isRunning: gathered === 'stored' };
      const consulted = await withHeartbeats(() =>
        consultForCase(
          deps,
          { companyId: input.companyId, userId: null },
          { analysisId, row: gathered.row, language: gathered.language },
        ),
      );
      const isRunning = await transact(input, (tx) =>
        saveGathered(tx, { analysisId, gathered, consulted, now: deps.clock.now() }),
      );
      return { isRunning };
    },

    /**
     * Has one section written, and stores it, or why there is none. Errors: those of the model that may pass
     * (retryable).
     * Twice: a section that is there is not written again, and an answer that was paid is not asked for again.
     */
    async writeCaseSection(input: CaseAnalysisSectionInput): Promise<void> {
      const { analysisId, companyId, section: kind } = input;
      const subject = { kind: 'case_analysis_section', id: `${analysisId}/${kind}` };
      const begun = await transact(input, async (tx) => {
        const locked = await lockRunning(tx, analysisId);
        const material = locked?.run.material ?? null;
        if (locked === undefined || material === null) return undefined;
        const sections = await listSections(tx, analysisId);
        if (sections.some((one) => one.kind === kind && one.status !== 'waiting')) return undefined;
        const paid = await findPaidOutput(tx, { analysisId, subjectId: subject.id });
        if (paid === undefined) return material;
        const { id: runId, output, is_demo: isDemo } = paid;
        await storeSection(tx, locked, { kind, output, material, runId, isDemo });
        return undefined;
      });
      if (begun === undefined) return;
      const material = begun;
      const result = await withHeartbeats(() =>
        runPrompt(
          deps,
          { companyId, userId: null },
          {
            prompt: SECTION_WORK[kind].prompt,
            input: material,
            subject,
            inputRefs: material.items.flatMap(({ kind: of, id }) =>
              id === null ? [] : [{ kind: `case_${of}`, id: String(id) }],
            ),
          },
        ),
      );
      failToRetry(result);
      await transact(input, async (tx) => {
        const locked = await lockRunning(tx, analysisId);
        if (locked === undefined) return;
        if (result.outcome === 'succeeded') {
          const { output, runId, isDemo } = result;
          await storeSection(tx, locked, { kind, output, material, runId, isDemo });
        } else {
          await failSection(tx, locked, { kind, failure: result });
        }
      });
    },

    /**
     * Ends the analysis; sections without an end are given up. Errors: those of the database (retryable).
     * Twice: it has ended.
     */
    async settleCaseAnalysis(
      input: CaseAnalysisInput,
    ): Promise<{ status: EndedAnalysisStatus | 'gone' }> {
      return { status: await transact(input, (tx) => settleAnalysis(tx, input.analysisId)) };
    },
  };
};

export type CaseAnalysisActivities = ReturnType<typeof createCaseAnalysisActivities>;
