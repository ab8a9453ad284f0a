import { keepPreviousData, useQueryClient } from '@tanstack/react-query';
import { api, client, compact, type Schemas } from '../../api/client.ts';
import { answerOf, type ListSource } from '../../parts/list/pages.ts';
import { dayEnd, daysOf, dayStart } from '../../ui/table/filters/periods.ts';
import type { LeadsSearch } from './search.ts';

/** What the pages of leads read from the api. */

export type Lead = Schemas['Lead'];

/** The filters in the address as query parameters of the api. */
const filterQuery = (search: LeadsSearch) => {
  const { from, to } = daysOf(search);
  return compact({
    q: search.q,
    status: search.status?.join(','),
    assigned_to: search.assigned_to === undefined ? undefined : String(search.assigned_to),
    form_id: search.form_id,
    call_centre_id: search.call_centre_id,
    is_confirmed: search.is_confirmed,
    source: search.source,
    import_id: search.import_id,
    from: dayStart(from),
    to: dayEnd(to),
  });
};

/** The same in the body of a request. */
export const filterBody = (
  search: LeadsSearch,
): NonNullable<Schemas['LeadBulkAssignIn']['filter']> => {
  const { from, to } = daysOf(search);
  return compact({
    q: search.q,
    status: search.status,
    assigned_to: search.assigned_to,
    form_id: search.form_id,
    call_centre_id: search.call_centre_id,
    is_confirmed: search.is_confirmed === undefined ? undefined : search.is_confirmed === 'true',
    source: search.source,
    import_id: search.import_id,
    from: dayStart(from),
    to: dayEnd(to),
  });
};

/** All matching leads as a CSV file, up to 100,000. */
export const exportHref = (search: LeadsSearch): string => {
  const fields = Object.entries(filterQuery(search)).map(([name, value]) => [name, String(value)]);
  return `/api/leads/export?${new URLSearchParams(fields).toString()}`;
};

export const leadsSource = (search: LeadsSearch): ListSource<Lead> => {
  const query = { ...filterQuery(search), ...(search.sort && { sort: search.sort }) };
  return {
    queryKey: ['get', '/api/leads', query],
    read: ({ limit, cursor, signal }) =>
      answerOf(
        client.GET('/api/leads', {
          params: { query: { ...query, limit, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  };
};

export const useLeadCount = (search: LeadsSearch) =>
  api.useQuery(
    'get',
    '/api/leads/count',
    { params: { query: filterQuery(search) } },
    { placeholderData: keepPreviousData },
  ).data;

/** A lead that waits is also in the to-do list. */
const PATHS = [
  '/api/v1/todo',
  '/api/v1/todo/count',
  '/api/leads',
  '/api/leads/count',
  '/api/leads/{id}',
  '/api/leads/{id}/timeline',
] as const;

/** Reads leads again after a change by this user; the stream tells of the changes of others. */
export const useRefreshLeads = (): (() => Promise<void>) => {
  const queryClient = useQueryClient();
  return async () => {
    await Promise.all(
      PATHS.map((path) => queryClient.invalidateQueries({ queryKey: ['get', path] })),
    );
  };
};
