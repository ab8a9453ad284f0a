import {
  caseNextStepsPrompt,
  caseRecommendationsPrompt,
  caseReferencesPrompt,
  caseRiskPrompt,
  caseSummaryPrompt,
} from '../../domain/ai/prompts/case-analysis.ts';
import type { Prompt } from '../../domain/ai/prompts/prompt.ts';
import {
  checkedCaseNextSteps,
  checkedCaseRecommendations,
  checkedCaseReferences,
  checkedCaseRisk,
  checkedCaseSummary,
} from '../../domain/case-analyses/check.ts';
import type { SectionContents } from '../../domain/case-analyses/content.ts';
import type { AnalysisSection } from '../../domain/case-analyses/kinds.ts';
import type { Material } from '../../domain/case-analyses/material.ts';

/** The prompt of each section, and how its output is checked. */

export interface SectionWork {
  prompt: Prompt<Material, object>;
  /** In: an output that has the shape of the prompt. */
  check: (output: unknown, material: Material) => SectionContents[AnalysisSection];
}

const workOf = <Output extends object>(
  prompt: Prompt<Material, Output>,
  check: (output: Output, material: Material) => SectionContents[AnalysisSection],
): SectionWork => ({
  prompt,
  check: (output, material) => check(prompt.output.parse(output), material),
});

export const SECTION_WORK: Record<AnalysisSection, SectionWork> = {
  summary: workOf(caseSummaryPrompt, checkedCaseSummary),
  risk: workOf(caseRiskPrompt, checkedCaseRisk),
  recommendations: workOf(caseRecommendationsPrompt, checkedCaseRecommendations),
  next_steps: workOf(caseNextStepsPrompt, checkedCaseNextSteps),
  references: workOf(caseReferencesPrompt, checkedCaseReferences),
};
