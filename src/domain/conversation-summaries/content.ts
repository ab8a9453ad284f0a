import { z } from 'zod';
import { comparable } from '../ai/comparable.ts';
import { plainLine } from '../ai/plain-text.ts';
import type { SummaryOutput } from '../ai/prompts/summary.ts';

/** What a summary says. What the model says about its own sources is checked: it may obey a customer. */

const Part = z.object({ text: z.string(), message_ids: z.array(z.int()).min(1) });

export const SummaryContent = z.object({
  points: z.array(Part),
  questions: z.array(Part),
  promises: z.array(
    Part.extend({
      by: z.enum(['us', 'customer']),
      date: z.iso.date().nullable(),
      quote: z.string().nullable(),
    }),
  ),
  next_step: Part.nullable(),
  dropped_count: z.int(),
});
export type SummaryContent = z.infer<typeof SummaryContent>;
type SummaryPart = z.infer<typeof Part>;

/**
 * Ids of messages that were not given are left out; what then has no message is dropped. A quote that no message of it
 * has word by word is left out.
 */
export const checkedSummary = (
  output: SummaryOutput,
  texts: ReadonlyMap<number, string>,
): SummaryContent => {
  const check = checking(texts);
  const points = output.points.flatMap(check);
  const questions = output.questions.flatMap(check);
  const isQuoted = quoting(texts);
  const promises = output.promises.flatMap((promise) =>
    check(promise).map((part) => ({
      ...part,
      by: promise.by,
      date: promise.date,
      quote: isQuoted(promise.quote, part.message_ids) ? plainLine(promise.quote) : null,
    })),
  );
  const [nextStep = null] = output.next_step === null ? [] : check(output.next_step);
  const given =
    output.points.length +
    output.questions.length +
    output.promises.length +
    (output.next_step === null ? 0 : 1);
  const kept = points.length + questions.length + promises.length + (nextStep === null ? 0 : 1);
  return { points, questions, promises, next_step: nextStep, dropped_count: given - kept };
};

const checking =
  (texts: ReadonlyMap<number, string>) =>
  ({ text, message_ids: ids }: SummaryPart): SummaryPart[] => {
    const known = [...new Set(ids)].filter((id) => texts.has(id));
    const plain = plainLine(text);
    return known.length === 0 || plain === '' ? [] : [{ text: plain, message_ids: known }];
  };

/** Whether one of these messages has a quote. Each message is read once, whatever number of quotes names it. */
const quoting = (texts: ReadonlyMap<number, string>) => {
  const read = new Map<number, string>();
  const wordsOf = (id: number): string => {
    const known = read.get(id);
    if (known !== undefined) return known;
    const words = comparable(texts.get(id) ?? '');
    read.set(id, words);
    return words;
  };
  return (quote: string, ids: readonly number[]): boolean => {
    const words = comparable(quote);
    return words !== '' && ids.some((id) => wordsOf(id).includes(words));
  };
};
