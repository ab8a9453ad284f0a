import { ActionStatisticsOut, ActionStatisticsQuery } from '../../domain/actions/statistics.ts';
import { countActionsByDay, type DayCountRow } from '../../queries/actions/statistics.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';

/** Counts per day, for charts. */
export const actionStatisticsEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'actions.statistics',
      method: 'get',
      path: '/api/v1/actions/statistics',
      permission: 'actions:read',
      summary: 'Count the actions of each of the last days, by status',
      query: ActionStatisticsQuery,
      status: 200,
      answer: ActionStatisticsOut,
    },
    async ({ query, scope, read }) => {
      const rows = await read((tx) =>
        countActionsByDay(tx, {
          scope,
          dayCount: query.days,
          timeZone: query.time_zone,
          now: deps.clock.now(),
        }),
      );
      return {
        body: {
          days: [...new Set(rows.map((row) => row.day))].map((day) => ({
            day,
            counts: countsOf(rows.filter((row) => row.day === day)),
          })),
          unrouted_count: rows.reduce((total, row) => total + row.unrouted_count, 0),
        },
      };
    },
  ),
];

const countsOf = (rows: readonly DayCountRow[]) =>
  Object.fromEntries(
    rows.flatMap(({ status, count }) => (status === null ? [] : [[status, count] as const])),
  );
