import { comparable } from '../ai/comparable.ts';
import type { SectionContents } from './content.ts';
import { ANALYSIS_SECTIONS, type AnalysisSection } from './kinds.ts';

/** What two versions of an analysis say, side by side. Texts are the same if only case and spaces differ. */

export type Sections = { [Kind in AnalysisSection]: SectionContents[Kind] | null };

interface Change {
  kept: string[];
  added: string[];
  removed: string[];
}

export const compareSections = (
  before: Sections,
  after: Sections,
): Record<AnalysisSection, Change> => {
  const pairs = ANALYSIS_SECTIONS.map((kind): [AnalysisSection, Change] => [
    kind,
    compareTexts(textsOf(before)[kind], textsOf(after)[kind]),
  ]);
  return Object.fromEntries(pairs) as Record<AnalysisSection, Change>;
};

export const compareTexts = (before: readonly string[], after: readonly string[]): Change => {
  const known = new Set(before.map(comparable));
  const now = new Set(after.map(comparable));
  return {
    kept: after.filter((text) => known.has(comparable(text))),
    added: after.filter((text) => !known.has(comparable(text))),
    removed: before.filter((text) => !now.has(comparable(text))),
  };
};

const textsOf = (sections: Sections): Record<AnalysisSection, string[]> => ({
  summary: sections.summary?.points.map(({ text }) => text) ?? [],
  risk: sections.risk?.reasons.map(({ text }) => text) ?? [],
  recommendations: sections.recommendations?.recommendations.map(({ text }) => text) ?? [],
  next_steps: sections.next_steps?.steps.map(({ text }) => text) ?? [],
  references:
    sections.references?.references
      .filter(({ status }) => status === 'verified')
      .map(({ citation, quote }) => `${citation}${quote === null ? '' : ` : « ${quote} »`}`) ?? [],
});
