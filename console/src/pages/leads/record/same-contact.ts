import { api, compact } from '../../../api/client.ts';
import { useCan } from '../../../api/session.ts';
import type { Lead } from '../query.ts';

/** Who else has the e-mail address or the telephone number of a lead. */

const LEAD_COUNT_MAX = 10;

/** People with the same address or number. Undefined until they are known. */
export const useSamePeople = ({ email, phone }: Pick<Lead, 'email' | 'phone'>) => {
  const canRead = useCan()('people:read');
  const isAsked = email !== null || phone !== null;
  const people = api.useQuery(
    'get',
    '/api/v1/people/matches',
    { params: { query: compact({ email, phone }) } },
    { enabled: canRead && isAsked },
  ).data?.data;
  return isAsked ? people : NONE;
};

const NONE: [] = [];

/** Other leads with the same address or number, among those that the user may see. */
export const useSameLeads = (lead: Lead): readonly Lead[] => {
  const { id, email, phone } = lead;
  const byEmail = useFound(email);
  const byPhone = useFound(phone);
  const others = [...byEmail, ...byPhone].filter(
    (other) =>
      other.id !== id &&
      ((email !== null && other.email === email) || (phone !== null && other.phone === phone)),
  );
  return others.filter((other, at) => others.findIndex((one) => one.id === other.id) === at);
};

const useFound = (text: string | null): readonly Lead[] =>
  api.useQuery(
    'get',
    '/api/leads',
    { params: { query: { q: text ?? '', limit: LEAD_COUNT_MAX } } },
    { enabled: text !== null },
  ).data?.data ?? NONE;

/** The organisation of this name, which a conversion uses again. Undefined: unknown, or there is none. */
export const useSameOrganisation = (name: string | null) => {
  const canRead = useCan()('organisations:read');
  const found = api.useQuery(
    'get',
    '/api/v1/organisations',
    { params: { query: { q: name ?? '' } } },
    { enabled: canRead && name !== null },
  ).data?.data;
  const wanted = name?.toLowerCase();
  return found?.find((one) => one.name.toLowerCase() === wanted);
};
