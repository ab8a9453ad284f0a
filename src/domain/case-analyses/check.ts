import type { z } from 'zod';
import { comparable } from '../ai/comparable.ts';
import { addressesIn, hostsIn } from '../ai/hosts.ts';
import { plainLine } from '../ai/plain-text.ts';
import type {
  caseNextStepsPrompt,
  caseRecommendationsPrompt,
  caseReferencesPrompt,
  caseRiskPrompt,
  caseSummaryPrompt,
} from '../ai/prompts/case-analysis.ts';
import { knownTexts, withoutUnverified, type KnownTexts } from './citations.ts';
import type { AnalysisReference, SectionContents } from './content.ts';
import type { Material } from './material.ts';

/**
 * What a model wrote about a case, checked against what it was given: it may obey whoever wrote into the case. Texts
 * become plain; keys that were not given are left out, and what then has none is dropped; a reference that nothing
 * retrieved has is named as such; what still names an address that nothing retrieved has is dropped.
 */

type Output<Prompt extends { output: z.ZodType }> = z.infer<Prompt['output']>;

interface Given {
  language: string;
  keys: ReadonlySet<string>;
  known: KnownTexts;
}

const givenOf = ({ language, items, sources }: Material): Given => ({
  language,
  keys: new Set(items.map(({ key }) => key)),
  known: knownTexts([
    ...items.flatMap(({ title, text }) => [title, text]),
    ...sources.flatMap(({ title, citation, url, text }) => [title, citation, url ?? '', text]),
  ]),
});

interface Written {
  text: string;
  item_keys: readonly string[];
}

/** What several parts have in common: one list of what was not found. */
const checking = (given: Given) => {
  const notFound: string[] = [];
  /** Undefined: there is nothing to say. */
  const line = (text: string): string | undefined => {
    const { text: checked, found } = withoutUnverified(
      plainLine(text),
      given.known,
      given.language,
    );
    const strange = [...hostsIn(checked), ...addressesIn(checked)].filter(
      (address) => !given.known.has(address),
    );
    notFound.push(...found, ...strange);
    return checked === '' || strange.length > 0 ? undefined : checked;
  };
  const part = ({ text, item_keys }: Written): { text: string; item_keys: string[] }[] => {
    const keys = [...new Set(item_keys)].filter((key) => given.keys.has(key));
    if (keys.length === 0) return [];
    const checked = line(text);
    return checked === undefined ? [] : [{ text: checked, item_keys: keys }];
  };
  const reason = (text: string | null): string | null =>
    text === null ? null : (line(text) ?? null);
  return { part, reason, notFound: () => [...new Set(notFound)] };
};

export const checkedCaseSummary = (
  { points }: Output<typeof caseSummaryPrompt>,
  material: Material,
): SectionContents['summary'] => {
  const check = checking(givenOf(material));
  const kept = points.flatMap(check.part);
  return { points: kept, dropped_count: points.length - kept.length, not_found: check.notFound() };
};

/** Without a reason of the case, the level says nothing. */
export const checkedCaseRisk = (
  { level, reasons }: Output<typeof caseRiskPrompt>,
  material: Material,
): SectionContents['risk'] => {
  const check = checking(givenOf(material));
  const kept = reasons.flatMap(check.part);
  return {
    level: kept.length === 0 ? null : level,
    reasons: kept,
    dropped_count: reasons.length - kept.length,
    not_found: check.notFound(),
  };
};

export const checkedCaseRecommendations = (
  { recommendations }: Output<typeof caseRecommendationsPrompt>,
  material: Material,
): SectionContents['recommendations'] => {
  const check = checking(givenOf(material));
  const kept = recommendations.flatMap((one) =>
    check.part(one).map((part) => ({ ...part, why: check.reason(one.why) })),
  );
  return {
    recommendations: kept,
    dropped_count: recommendations.length - kept.length,
    not_found: check.notFound(),
  };
};

export const checkedCaseNextSteps = (
  { steps }: Output<typeof caseNextStepsPrompt>,
  material: Material,
): SectionContents['next_steps'] => {
  const check = checking(givenOf(material));
  const kept = steps.flatMap((one) =>
    check.part(one).map((part) => ({ ...part, due_on: one.due_on })),
  );
  return { steps: kept, dropped_count: steps.length - kept.length, not_found: check.notFound() };
};

/** So short a quote is in every passage. */
const QUOTE_WORD_COUNT_MIN = 4;

/** Verified: the quote stands in the source that it names, word by word. It is cited as its source is, not as the model says. */
export const checkedCaseReferences = (
  { references }: Output<typeof caseReferencesPrompt>,
  material: Material,
): SectionContents['references'] => {
  const check = checking(givenOf(material));
  const sources = new Map(
    material.sources.map((source) => [source.key, { source, words: comparable(source.text) }]),
  );
  const checked = references.map((one): AnalysisReference => {
    const why = check.reason(one.why);
    const named = one.source_key === null ? undefined : sources.get(one.source_key);
    if (named !== undefined && one.quote !== null && stands(one.quote, named.words)) {
      const { key, citation } = named.source;
      return { status: 'verified', citation, why, quote: plainLine(one.quote), source_key: key };
    }
    return {
      status: 'not_found',
      citation: plainLine(one.citation),
      why: null,
      quote: null,
      source_key: null,
    };
  });
  // What other words of the section name is not found either.
  const named = check.notFound().map((citation): AnalysisReference => ({
    status: 'not_found',
    citation,
    why: null,
    quote: null,
    source_key: null,
  }));
  return { references: [...checked, ...named].filter(isFirst) };
};

const stands = (quote: string, source: string): boolean => {
  const words = comparable(quote);
  return words.split(' ').length >= QUOTE_WORD_COUNT_MIN && source.includes(words);
};

const isFirst = (one: AnalysisReference, at: number, all: readonly AnalysisReference[]): boolean =>
  all.findIndex((other) => other.citation === one.citation && other.quote === one.quote) === at;
