import { useInfiniteQuery } from '@tanstack/react-query';
import { client, type Schemas } from '../../../api/client.ts';
import { sent } from '../../../parts/sent.ts';

/** What the tab of files reads from the api. The stream tells when a file comes, goes or is scanned. */

export type CaseFile = Schemas['CaseFile'];

const LIST = '/api/crm/case/{id}/file';
export const CONTENT = '/api/crm/case/{id}/file/{file_id}';
const PAGE_SIZE = 50;

interface Filter {
  /** The versions of this name. */
  name?: string;
  is_deleted?: 'true';
}

/** The newest first. */
export const useCaseFiles = (caseId: number, filter: Filter = {}) => {
  const path = { id: caseId };
  const first: string | null = null;
  return useInfiniteQuery({
    queryKey: ['get', LIST, { params: { path, query: filter } }],
    initialPageParam: first,
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      const params = { path, query: { ...filter, limit: PAGE_SIZE, ...cursor } };
      return sent(client.GET(LIST, { params, signal }));
    },
    getNextPageParam: (page) => page.next_cursor,
  });
};

export const contentAddress = ({ case_id: caseId, id }: CaseFile): string =>
  `/api/crm/case/${caseId}/file/${id}`;

export const inlineAddress = (file: CaseFile): string => `${contentAddress(file)}?inline=true`;

/** Its content may be given away. */
export const isReleased = ({ scan_state: state }: CaseFile): boolean =>
  state === 'clean' || state === 'not_scanned';
