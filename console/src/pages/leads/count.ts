import { api } from '../../api/client.ts';
import { useCan } from '../../api/session.ts';

/** How many new leads nobody has, among those that the user may see. Undefined until it is known. */
export const useWaitingLeadCount = (): number | undefined => {
  const isEnabled = useCan()('leads:read');
  const statuses = api.useQuery('get', '/api/v1/lead-statuses', {}, { enabled: isEnabled }).data;
  const status = statuses?.statuses.find(({ role }) => role === 'initial')?.code;
  return api.useQuery(
    'get',
    '/api/leads/count',
    { params: { query: { assigned_to: 'none', status: status ?? '' } } },
    { enabled: isEnabled && status !== undefined },
  ).data?.count;
};
