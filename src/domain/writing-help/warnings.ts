import { TEXT_CHANGES, type TextChange } from '../ai/plain-text.ts';
import { numbersIn } from '../auto-replies/gate.ts';
import { addressesIn, hostsIn } from '../ai/hosts.ts';

/** What in a text of a model comes from nowhere, or was taken out of it. A person decides. */

export const WRITING_WARNINGS = [
  ...TEXT_CHANGES,
  'number_without_source',
  'address_without_source',
  'link_without_source',
  'unknown_passage',
] as const;

export interface WritingWarning {
  code: (typeof WRITING_WARNINGS)[number];
  /** What it is about, cut. */
  text: string | null;
}

const WARNING_COUNT_MAX = 20;
const QUOTE_LENGTH_MAX = 160;

export const warningsOf = (input: {
  text: string;
  sources: readonly string[];
  changes: readonly TextChange[];
  /** It names passages that were not given. */
  hasUnknownPassage: boolean;
}): WritingWarning[] => {
  const sources = input.sources.join('\n');
  const missing = (
    code: WritingWarning['code'],
    find: (text: string) => string[],
  ): WritingWarning[] => {
    const known = new Set(find(sources));
    return [...new Set(find(input.text))]
      .filter((one) => !known.has(one))
      .map((one) => ({ code, text: one.slice(0, QUOTE_LENGTH_MAX).toWellFormed() }));
  };
  return [
    ...input.changes.map((code) => ({ code, text: null })),
    ...missing('number_without_source', numbersIn),
    ...missing('address_without_source', addressesIn),
    ...missing('link_without_source', hostsIn),
    ...(input.hasUnknownPassage ? [{ code: 'unknown_passage' as const, text: null }] : []),
  ].slice(0, WARNING_COUNT_MAX);
};
