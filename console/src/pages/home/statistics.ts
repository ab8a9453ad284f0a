import { api, type Schemas } from '../../api/client.ts';
import type { ActionsSearch } from '../actions/search.ts';
import type { ActionStatus } from '../actions/statuses.ts';

/** The counts of the home page: all actions of the last days, more than a list shows. */

export type Statistics = Schemas['ActionStatistics'];

const DAY_COUNT = 14;

export const useStatistics = () =>
  api.useQuery('get', '/api/v1/actions/statistics', {
    params: {
      query: {
        days: DAY_COUNT,
        // Days begin at midnight in the user's time zone.
        time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      },
    },
  });

export const countOf = ({ days }: Statistics, ...statuses: readonly ActionStatus[]): number =>
  days
    .flatMap(({ counts }) => statuses.map((status) => counts[status] ?? 0))
    .reduce((sum, count) => sum + count, 0);

export const hasActions = ({ days }: Statistics): boolean =>
  days.some(({ counts }) => Object.keys(counts).length > 0);

/** The counted days, so that the list behind a figure shows the same actions. */
export const windowOf = ({ days }: Statistics): Pick<ActionsSearch, 'from' | 'to'> => {
  const from = days[0]?.day;
  const to = days.at(-1)?.day;
  return from === undefined || to === undefined ? {} : { from, to };
};
