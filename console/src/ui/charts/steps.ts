import { daysOf, type Period } from '../table/filters/periods.ts';

/** The steps that the range of a chart is cut into. */

export const STEPS = ['day', 'week', 'month'] as const;
export type Step = (typeof STEPS)[number];

interface Range {
  period?: Period | undefined;
  from?: string | undefined;
  to?: string | undefined;
  step?: Step | undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const DAY_STEP_MAX = 45;
const WEEK_STEP_MAX = 200;

/** So that a chart has no more bars than fit, unless one chooses. */
export const stepOf = (range: Range): Step => {
  if (range.step !== undefined) return range.step;
  const { from, to } = daysOf(range);
  if (from === undefined) return 'day';
  const end = to === undefined ? Date.now() : Date.parse(to);
  const days = (end - Date.parse(from)) / DAY_MS;
  if (days <= DAY_STEP_MAX) return 'day';
  return days <= WEEK_STEP_MAX ? 'week' : 'month';
};
