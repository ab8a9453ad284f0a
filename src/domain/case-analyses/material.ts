import { z } from 'zod';
import { ITEM_KINDS, SOURCE_ORIGINS } from './kinds.ts';

/** What a model is given of a case: its texts, newest first, and passages of references. */

export const Item = z.object({
  /** `case`, `n12` (note), `f3` (file), `m44` (message), `legal` (answer of a module). */
  key: z.string(),
  kind: z.enum(ITEM_KINDS),
  /** Of the row; null for the case itself and for modules. */
  id: z.number().nullable(),
  /** Of a message. */
  conversation_id: z.number().optional(),
  date: z.iso.date(),
  title: z.string(),
  text: z.string(),
  is_cut: z.boolean(),
});
export type Item = z.infer<typeof Item>;

export const Source = z.object({
  key: z.string(),
  origin: z.enum(SOURCE_ORIGINS),
  title: z.string(),
  citation: z.string(),
  url: z.string().nullable(),
  text: z.string(),
});
export type Source = z.infer<typeof Source>;

export const LeftOut = z.object({ kind: z.enum(ITEM_KINDS), count: z.number() });
export type LeftOut = z.infer<typeof LeftOut>;

export const Material = z.object({
  language: z.string(),
  today: z.iso.date(),
  case_type: z.string(),
  items: z.array(Item),
  sources: z.array(Source),
});
export type Material = z.infer<typeof Material>;

/** Characters of all texts: about 15,000 tokens. */
const TEXT_TOTAL_MAX = 60_000;
const TEXT_LENGTH_MAX = {
  case: 20_000,
  note: 6_000,
  file: 15_000,
  message: 6_000,
  module_answer: 6_000,
};
export const SOURCE_COUNT_MAX = 20;
const SOURCE_LENGTH_MAX = 2_500;

export type Candidate = Omit<Item, 'is_cut'> & { at: Date };

/**
 * The case itself, then the newest of the rest, as long as there is place. What is left out is counted by its kind.
 * `omitted`: what was not even read.
 */
export const selectItems = (
  candidates: readonly Candidate[],
  omitted: readonly LeftOut[],
): { items: Item[]; leftOut: LeftOut[] } => {
  const ordered = candidates.toSorted(
    (left, right) => rank(left) - rank(right) || right.at.getTime() - left.at.getTime(),
  );
  const items: Item[] = [];
  const missing = new Map<Item['kind'], number>(omitted.map(({ kind, count }) => [kind, count]));
  let place = TEXT_TOTAL_MAX;
  for (const { at: _at, ...candidate } of ordered) {
    const max = Math.min(TEXT_LENGTH_MAX[candidate.kind], place);
    const text = cut(candidate.text, max);
    if (text === '') {
      if (candidate.text.trim() !== '') {
        missing.set(candidate.kind, (missing.get(candidate.kind) ?? 0) + 1);
      }
      continue;
    }
    place -= text.length;
    items.push({ ...candidate, text, is_cut: text.length < candidate.text.trim().length });
  }
  const leftOut = [...missing].flatMap(([kind, count]) => (count > 0 ? [{ kind, count }] : []));
  return { items, leftOut };
};

const rank = ({ kind }: Candidate): number => (kind === 'case' ? 0 : 1);

/** Bounded, and named `s1`, `s2`, … A passage that comes twice is kept once. */
export const selectSources = (found: readonly Omit<Source, 'key'>[]): Source[] =>
  found
    .map((source) => ({ ...source, text: cut(source.text, SOURCE_LENGTH_MAX) }))
    .filter(
      ({ text }, at, all) => text !== '' && all.findIndex((other) => other.text === text) === at,
    )
    .slice(0, SOURCE_COUNT_MAX)
    .map((source, at) => ({ ...source, key: `s${at + 1}` }));

const cut = (text: string, max: number): string =>
  text.trim().slice(0, Math.max(0, max)).toWellFormed();
