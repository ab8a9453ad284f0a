import { rangeOf, STATISTICS_DAY_COUNT_MAX } from '../domain/inbox-statistics/shapes.ts';
import { fault } from '../domain/shared/faults.ts';
import { invalid } from '../errors.ts';

interface Asked {
  from?: string | undefined;
  to?: string | undefined;
  time_zone: string;
}

/** The days that statistics are asked for. Errors: `validation_failed` for a range that is reversed or too long. */
export const daysOf = (
  { from, to, time_zone: timeZone }: Asked,
  now: Date,
): { from: string; to: string; timeZone: string } => {
  const range = rangeOf({ from, to }, dayIn(timeZone, now));
  switch (range.kind) {
    case 'reversed':
      throw invalid([fault('to', 'not_after', { field: 'from' })]);
    case 'too_long':
      throw invalid([fault('to', 'too_many', { max: STATISTICS_DAY_COUNT_MAX })]);
    case 'range':
      return { from: range.from, to: range.to, timeZone };
  }
};

/** `2026-11-30`. */
const dayIn = (timeZone: string, now: Date): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(now);
