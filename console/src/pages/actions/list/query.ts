import { compact } from '../../../api/client.ts';
import { dayEnd, daysOf, dayStart } from '../../../ui/table/filters/periods.ts';
import type { ActionsSearch } from '../search.ts';

/** Converts the filters in the address to query parameters of the api. */
export const actionsQuery = (search: ActionsSearch) => {
  const { from, to } = daysOf(search);
  return compact({
    ids: search.ids?.join(','),
    status: search.status?.join(','),
    action_type: search.action_type,
    entite_type: search.entite_type,
    entite_id: search.entite_id,
    decide_par: search.decide_par,
    route_workflow: search.route_workflow,
    is_unrouted: search.is_unrouted === true ? ('true' as const) : undefined,
    is_in_doubt: search.is_in_doubt === true ? ('true' as const) : undefined,
    from: dayStart(from),
    to: dayEnd(to),
  });
};
