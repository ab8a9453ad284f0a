/** Periods that move with the day: a saved view "last 7 days" is right tomorrow too. */

export const PERIODS = ['today', 'yesterday', 'week', '7d', '30d', 'month'] as const;
export type Period = (typeof PERIODS)[number];

export const isPeriod = (value: unknown): value is Period => PERIODS.some((one) => one === value);

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
  const dayAgo = (count: number): Date =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - count);
  const since = (start: Date): Days => ({ from: dayOf(start), to: dayOf(now) });
  switch (period) {
    case 'today':
      return since(now);
    case 'yesterday':
      return { from: dayOf(dayAgo(1)), to: dayOf(dayAgo(1)) };
    case 'week':
      // It begins on Monday, day 1; Sunday is day 0.
      return since(dayAgo((now.getDay() + 6) % 7));
    case '7d':
      return since(dayAgo(6));
    case '30d':
      return since(dayAgo(29));
    case 'month':
      return since(dayAgo(now.getDate() - 1));
  }
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
