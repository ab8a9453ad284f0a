import type { ActionsSearch } from '../actions/search.ts';

/** The default period of the bulk retry is short: older failures were handled already. */

const DAY_MS = 24 * 60 * 60 * 1000;

/** `2026-02-19`, in the user's time zone. */
const dayOf = (instantMs: number): string => {
  const shiftMs = new Date(instantMs).getTimezoneOffset() * 60_000;
  return new Date(instantMs - shiftMs).toISOString().slice(0, 10);
};

/** The last 24 hours, in whole days. */
export const sinceYesterday = (): { from: string; to: string } => ({
  from: dayOf(Date.now() - DAY_MS),
  to: dayOf(Date.now()),
});

export const withDefaultPeriod = (search: ActionsSearch): ActionsSearch =>
  search.period === undefined && search.from === undefined && search.to === undefined
    ? { ...search, ...sinceYesterday() }
    : search;

/** Leaves the default period out of the address: a saved address would keep its dates. */
export const withoutDefaultPeriod = (search: ActionsSearch): ActionsSearch => {
  const { from, to, ...fields } = search;
  const standard = sinceYesterday();
  return from === standard.from && to === standard.to ? fields : search;
};
