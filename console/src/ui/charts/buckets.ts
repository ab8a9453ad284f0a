import type { Format } from '../../i18n/format.ts';
import type { Bucket } from './stacked-bars.tsx';
import type { Step } from './steps.ts';

/** So many labels fit below a chart on a phone. */
const LABEL_COUNT_MAX = 6;

interface BucketsInput<P> {
  periods: readonly P[];
  step: Step;
  format: Format;
  weekOf: (day: string) => string;
  /** Only what the chart shows: the height of a bar is the sum of all its counts. */
  countsOf: (period: P) => Bucket['counts'];
}

/** A bar for each day, week or month of a range. */
export const bucketsOf = <P extends { since: string }>({
  periods,
  step,
  format,
  weekOf,
  countsOf,
}: BucketsInput<P>): Bucket[] => {
  const every = Math.ceil(periods.length / LABEL_COUNT_MAX);
  return periods.map((period, place) => {
    const start = new Date(`${period.since}T00:00:00`);
    const title = step === 'month' ? format.month(start) : format.date(start);
    return {
      key: period.since,
      label: (periods.length - 1 - place) % every === 0 ? format.dayShort(start) : '',
      title: step === 'week' ? weekOf(title) : title,
      counts: countsOf(period),
    };
  });
};
