import { keepPreviousData, useQueryClient } from '@tanstack/react-query';
import { api, client, compact, type Schemas } from '../../api/client.ts';
import { answerOf, type ListSource } from '../../parts/list/pages.ts';
import { CASE_STATUSES, type CasesSearch } from './search.ts';

/** What the pages of cases read from the api. */

export type Case = Schemas['Case'];
export type CaseStatus = Case['status'];
export type Note = Schemas['CaseNote'];

/** Somebody works on it, or will. */
export const isOpen = (status: CaseStatus): boolean => status !== 'resolu' && status !== 'ferme';

const OPEN_STATUSES = CASE_STATUSES.filter(isOpen);
const WEEK_DAYS = 7;

/** `2026-02-19` in the user's time zone. */
const dayIn = (dayCount: number, now: Date): string => {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + dayCount);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
};

export const isOverdue = ({ status, due_on: day }: Pick<Case, 'status' | 'due_on'>): boolean =>
  day !== null && isOpen(status) && day < dayIn(0, new Date());

/** What is late or due is not done: without chosen statuses, those of open cases. */
export const statusesOf = ({ status, due }: CasesSearch): readonly CaseStatus[] | undefined =>
  status ?? (due === undefined ? undefined : OPEN_STATUSES);

const dueBefore = (due: CasesSearch['due']): string | undefined =>
  due === undefined ? undefined : dayIn(due === 'overdue' ? 0 : WEEK_DAYS + 1, new Date());

/** The filters in the address as query parameters of the api. */
export const filterQuery = (search: CasesSearch) =>
  compact({
    q: search.q,
    status: statusesOf(search)?.join(','),
    case_type: search.case_type?.join(','),
    priority: search.priority?.join(','),
    assigned_to: search.assigned_to === undefined ? undefined : String(search.assigned_to),
    client_id: search.client_id,
    due_before: dueBefore(search.due),
    is_deleted: search.is_deleted,
  });

export const casesSource = (search: CasesSearch): ListSource<Case> => {
  const query = { ...filterQuery(search), ...(search.sort && { sort: search.sort }) };
  return {
    queryKey: ['get', '/api/crm/case', query],
    read: ({ limit, cursor, signal }) =>
      answerOf(
        client.GET('/api/crm/case', {
          params: { query: { ...query, limit, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  };
};

export const useCaseCount = (search: CasesSearch) =>
  api.useQuery(
    'get',
    '/api/crm/case/count',
    { params: { query: filterQuery(search) } },
    { placeholderData: keepPreviousData },
  ).data;

const PATHS = [
  '/api/crm/case',
  '/api/crm/case/count',
  '/api/crm/case/{id}',
  '/api/crm/case/{id}/analysis',
  '/api/crm/case/{id}/analysis/{version}',
  '/api/crm/case/{id}/file',
  '/api/crm/case/{id}/link',
  '/api/crm/case/{id}/note',
  '/api/crm/case/{id}/task',
  '/api/crm/case/{id}/timeline',
] as const;

/** The columns of the board begin with it. */
export const BOARD_KEY = ['board', '/api/crm/case'] as const;

/** Reads cases again after a change by this user; the stream tells of the changes of others. */
export const useRefreshCases = (): (() => Promise<void>) => {
  const queryClient = useQueryClient();
  const refreshBut = useRefreshButBoard();
  return async () => {
    await Promise.all([refreshBut(), queryClient.invalidateQueries({ queryKey: BOARD_KEY })]);
  };
};

export const useRefreshButBoard = (): (() => Promise<void>) => {
  const queryClient = useQueryClient();
  return async () => {
    await Promise.all(
      PATHS.map((path) => queryClient.invalidateQueries({ queryKey: ['get', path] })),
    );
  };
};
