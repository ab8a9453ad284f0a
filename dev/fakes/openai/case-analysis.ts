import { z } from 'zod';
import { isFrench, overlapOf, sentencesOf, summarise } from './words.ts';

/** How the demo model reads a case: it quotes sentences of its items, and passages of its sources. */

const Case = z.object({
  items: z.array(
    z.object({
      key: z.string(),
      kind: z.string(),
      date: z.string(),
      title: z.string(),
      text: z.string(),
    }),
  ),
  sources: z.array(z.object({ key: z.string(), citation: z.string(), text: z.string() })),
});

const SENTENCE_COUNT_MAX = 80;
const PART_COUNT_MAX = 5;
const TEXT_LENGTH_MAX = 300;
const QUOTE_LENGTH_MAX = 400;

interface Sentence {
  text: string;
  key: string;
}

const cut = (text: string, max: number): string => text.slice(0, max).toWellFormed().trim();

const sentencesOfCase = (
  data: unknown,
): { sentences: Sentence[]; all: string; given: z.infer<typeof Case> } => {
  const given = Case.parse(data);
  const sentences = given.items
    .flatMap(({ key, text }) =>
      sentencesOf(text).map((sentence) => ({ key, text: cut(sentence, TEXT_LENGTH_MAX) })),
    )
    .filter(({ text }) => text.length > 15)
    .slice(0, SENTENCE_COUNT_MAX);
  return { given, sentences, all: given.items.map(({ text }) => text).join('\n') };
};

const partOf = ({ text, key }: Sentence) => ({ text, item_keys: [key] });

const RISKS = [
  { level: 'critical', words: 'saisie expulsion pénal garde prescription forclusion' },
  {
    level: 'high',
    words: 'mise en demeure pénalité redressement tribunal assignation délai dépassé échéance',
  },
  { level: 'medium', words: 'litige retard manque manquant impayé contrôle réclamation' },
] as const;

const DEMANDS =
  /\b(?:faut|doit|devons|envoyer|relancer|demander|transmettre|fournir|attend|manque|à faire|must|send|ask|provide)\b/iu;

const best = (sentences: readonly Sentence[], all: string, count: number): Sentence[] => {
  const chosen = summarise(all, count).map((text) => cut(text, TEXT_LENGTH_MAX));
  return sentences.filter(
    ({ text }, at) =>
      chosen.includes(text) && sentences.findIndex((one) => one.text === text) === at,
  );
};

export const caseSummaryOf = (data: unknown): object => {
  const { sentences, all } = sentencesOfCase(data);
  return { points: best(sentences, all, PART_COUNT_MAX).slice(0, PART_COUNT_MAX).map(partOf) };
};

export const caseRiskOf = (data: unknown): object => {
  const { sentences } = sentencesOfCase(data);
  for (const { level, words } of RISKS) {
    const reasons = sentences.filter(({ text }) => overlapOf(words, text) > 0);
    if (reasons.length > 0) return { level, reasons: reasons.slice(0, PART_COUNT_MAX).map(partOf) };
  }
  return { level: 'low', reasons: sentences.slice(0, 1).map(partOf) };
};

export const caseRecommendationsOf = (data: unknown): object => {
  const { sentences, all } = sentencesOfCase(data);
  const why = isFrench(all)
    ? 'Démonstration : phrase citée du dossier.'
    : 'Demo: a sentence of the file.';
  const wanted = sentences.filter(({ text }) => DEMANDS.test(text));
  return {
    recommendations: wanted.slice(0, 3).map((sentence) => ({ ...partOf(sentence), why })),
  };
};

export const caseNextStepsOf = (data: unknown): object => {
  const { sentences } = sentencesOfCase(data);
  const wanted = sentences.filter(({ text }) => DEMANDS.test(text));
  return {
    steps: wanted.slice(0, PART_COUNT_MAX).map((sentence) => ({
      ...partOf(sentence),
      due_on: /\b(\d{4}-\d{2}-\d{2})\b/.exec(sentence.text)?.[1] ?? null,
    })),
  };
};

/** The sources with most words of the case. */
export const caseReferencesOf = (data: unknown): object => {
  const { given, all } = sentencesOfCase(data);
  const why = isFrench(all)
    ? 'Démonstration : passage le plus proche.'
    : 'Demo: the nearest passage.';
  const ranked = given.sources
    .map((source) => ({ ...source, score: overlapOf(source.text, all) }))
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score);
  return {
    references: ranked.slice(0, PART_COUNT_MAX).map(({ key, citation, text }) => ({
      citation: cut(citation, TEXT_LENGTH_MAX),
      source_key: key,
      quote: cut(sentencesOf(text)[0] ?? text, QUOTE_LENGTH_MAX),
      why,
    })),
  };
};
