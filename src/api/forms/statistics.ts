import {
  FormParams,
  FormStatsOut,
  FormStatsQuery,
  STATS_WINDOWS,
} from '../../domain/forms/shapes.ts';
import { findForm } from '../../queries/forms/records.ts';
import { countFormLeadsByDay, type FormDayRow } from '../../queries/forms/statistics.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';

/** Counts leads: those that the caller may read. */
export const formStatistics = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'forms.statistics',
      method: 'get',
      path: '/api/v1/forms/{id}/stats',
      permission: 'leads:read',
      summary: 'Count the leads of a form by day, and how many are confirmed and converted',
      description:
        'Only the leads that the caller may read: an agent counts their own and the unassigned ones of their call centre.',
      params: FormParams,
      query: FormStatsQuery,
      load: ({ tx, params }) => findForm(tx, params),
      status: 200,
      answer: FormStatsOut,
    },
    async ({ query, scope, read }) => {
      const days = await read((tx, form) =>
        countFormLeadsByDay(tx, {
          formId: form.id,
          scope,
          dayCount: STATS_WINDOWS[query.window],
          timeZone: query.time_zone,
          now: deps.clock.now(),
        }),
      );
      return { body: { window: query.window, totals: totalsOf(days), days } };
    },
  );

const totalsOf = (days: readonly FormDayRow[]) => {
  const sum = (count: 'submissions' | 'confirmed' | 'converted'): number =>
    days.reduce((total, day) => total + day[count], 0);
  return {
    submissions: sum('submissions'),
    confirmed: sum('confirmed'),
    converted: sum('converted'),
  };
};
