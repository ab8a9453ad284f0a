import type { ActionsSearch } from '../actions/search.ts';

/** The days operators look at unless they say otherwise: what failed long ago was dealt with or let go. */

const DAY_MS = 24 * 60 * 60 * 1000;

/** `2026-02-19`, where the reader lives. */
const dayOf = (instantMs: number): string => {
  const shiftMs = new Date(instantMs).getTimezoneOffset() * 60_000;
  return new Date(instantMs - shiftMs).toISOString().slice(0, 10);
};

/** The last 24 hours, in whole days. */
export const sinceYesterday = (): { from: string; to: string } => ({
  from: dayOf(Date.now() - DAY_MS),
  to: dayOf(Date.now()),
});

export const withPeriod = (search: ActionsSearch): ActionsSearch =>
  search.from === undefined && search.to === undefined
    ? { ...search, ...sinceYesterday() }
    : search;

/** What is usual need not stand in the address, where it would age. */
export const withoutUsualPeriod = (search: ActionsSearch): ActionsSearch => {
  const { from, to, ...fields } = search;
  const usual = sinceYesterday();
  return from === usual.from && to === usual.to ? fields : search;
};
