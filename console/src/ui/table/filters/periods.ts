/** Periods that move with the day: a saved view "last 7 days" is right tomorrow too. */

export const PERIODS = ['today', '7d', '30d', 'month'] as const;
export type Period = (typeof PERIODS)[number];

export const isPeriod = (value: unknown): value is Period => PERIODS.some((one) => one === value);

const DAY_COUNTS: Record<Exclude<Period, 'month'>, number> = { today: 1, '7d': 7, '30d': 30 };

interface Days {
  from?: string | undefined;
  to?: string | undefined;
}

/** The first and last day of a period or of chosen days, as `2026-02-19` in the user's time zone. */
export const daysOf = (
  { period, from, to }: Days & { period?: Period | undefined },
  now = new Date(),
): Days => {
  if (period === undefined) return { from, to };
  const start = new Date(now);
  if (period === 'month') start.setDate(1);
  else start.setDate(start.getDate() - DAY_COUNTS[period] + 1);
  return { from: dayOf(start), to: dayOf(now) };
};

const dayOf = (instant: Date): string =>
  [instant.getFullYear(), instant.getMonth() + 1, instant.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');

/** The first instant of a day in the user's time zone. */
export const dayStart = (day: string | undefined): string | undefined =>
  day === undefined ? undefined : new Date(`${day}T00:00:00`).toISOString();

/** The last instant of a day in the user's time zone. */
export const dayEnd = (day: string | undefined): string | undefined =>
  day === undefined ? undefined : new Date(`${day}T23:59:59.999`).toISOString();
