import { api, type Schemas } from '../../api/client.ts';
import type { ActionsSearch } from '../actions/search.ts';
import type { ActionStatus } from '../actions/statuses.ts';

/** What the home page counts: every action of the last days, not only those a list has room for. */

export type Statistics = Schemas['ActionStatistics'];

const DAY_COUNT = 14;

export const useStatistics = () =>
  api.useQuery('get', '/api/v1/actions/statistics', {
    params: {
      query: {
        days: DAY_COUNT,
        // A day begins where the reader lives.
        time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      },
    },
  });

export const countOf = ({ days }: Statistics, ...statuses: readonly ActionStatus[]): number =>
  days
    .flatMap(({ counts }) => statuses.map((status) => counts[status] ?? 0))
    .reduce((sum, count) => sum + count, 0);

/** The days that are counted, so that a list opened from a figure shows as many as it says. */
export const windowOf = ({ days }: Statistics): Pick<ActionsSearch, 'from' | 'to'> => {
  const from = days[0]?.day;
  const to = days.at(-1)?.day;
  return from === undefined || to === undefined ? {} : { from, to };
};
