import { compact } from '../../../api/client.ts';
import type { ActionsSearch } from '../search.ts';
import { dayEnd, dayStart } from '../../../ui/fields/period-field.tsx';

/** Converts the filters in the address to query parameters of the api. */
export const actionsQuery = (search: Omit<ActionsSearch, 'after'>) =>
  compact({
    status: search.status?.join(','),
    action_type: search.action_type,
    entite_type: search.entite_type,
    entite_id: search.entite_id,
    decide_par: search.decide_par,
    route_index: search.route_index,
    is_unrouted: search.is_unrouted === true ? ('true' as const) : undefined,
    is_in_doubt: search.is_in_doubt === true ? ('true' as const) : undefined,
    from: dayStart(search.from),
    to: dayEnd(search.to),
  });
