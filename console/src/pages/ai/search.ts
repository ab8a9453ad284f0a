import { oneOf, set, text, type RawSearch } from '../../routing/search.ts';

/** The `?` of the page about language models. */

export const RUN_OUTCOMES = [
  'running',
  'succeeded',
  'over_budget',
  'blocked_secrets',
  'unusable_output',
  'timeout',
  'rate_limited',
  'unavailable',
  'refused',
  'interrupted',
] as const;

/** `run`: the one that is open. */
export const aiSearch = (raw: RawSearch) =>
  set({ outcome: oneOf(RUN_OUTCOMES, raw['outcome']), run: text(raw['run']) });
export type AiSearch = ReturnType<typeof aiSearch>;
