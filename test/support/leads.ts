import { z } from 'zod';
import { LeadOut } from '../../src/domain/leads/shapes.ts';
import { ALL_PERMISSIONS, type Role } from '../../src/domain/shared/permissions.ts';
import { hashToken, newToken } from '../../src/domain/shared/secrets.ts';
import { answerOf } from './actions.ts';
import type { TestApi, TestCompany, TestPerson } from './api.ts';

/** Leads, and a second call centre, for tests of who reaches what. */

export interface TestCentre {
  id: number;
  supervisor: TestPerson;
  agent: TestPerson;
}

export const addPerson = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  company: TestCompany,
  { name, role, callCentreId }: { name: string; role: Role; callCentreId: number | null },
): Promise<TestPerson> => {
  const email = `${name.toLowerCase()}@${company.slug}.example`;
  const [user] = await sql`
    insert into users (company_id, call_centre_id, email, name, role)
    values (${company.id}, ${callCentreId}, ${email}, ${name}, ${role})
    returning id
  `;
  const id = Number(user?.['id']);
  const key = newToken('rlk');
  await sql`
    insert into api_keys (company_id, user_id, name, prefix, key_hash, scopes, created_by)
    values (
      ${company.id}, ${id}, 'tests', ${key.slice(0, 10)}, ${hashToken(key)},
      ${[...ALL_PERMISSIONS]}::text[], ${id}
    )
  `;
  return { id, email, key };
};

/** Supervisors whose names come before all others: more than the api offers without a search. */
export const addColleagues = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  { id, slug, callCentreId }: TestCompany,
  count: number,
): Promise<void> => {
  await sql`
    insert into users (company_id, call_centre_id, email, name, role)
    select ${id}::bigint, ${callCentreId}::bigint,
      format('aaron-%s@%s.example', position, ${slug}::text),
      format('Aaron %s', lpad(position::text, 3, '0')), 'supervisor'
    from generate_series(1, ${count}::integer) as position
  `;
};

/** Another call centre of the company, with people of its own. */
export const addCentre = async (
  api: Pick<TestApi, 'superuser'>,
  company: TestCompany,
  name = 'Paris',
): Promise<TestCentre> => {
  const [centre] = await api.superuser`
    insert into call_centres (company_id, name) values (${company.id}, ${name}) returning id
  `;
  const id = Number(centre?.['id']);
  const person = (who: string, role: Role) =>
    addPerson(api, company, { name: `${who}${name}`, role, callCentreId: id });
  return {
    id,
    supervisor: await person('Sylvie', 'supervisor'),
    agent: await person('Alain', 'agent'),
  };
};

interface LeadInput {
  company: TestCompany;
  callCentreId?: number | null;
  assignedTo?: number | null;
  email?: string | null;
  name?: string | null;
  phone?: string | null;
  companyName?: string | null;
  status?: string;
  data?: Record<string, string>;
}

/** As it is in the database, without an event. Out: its id. */
export const insertTestLead = async (
  { superuser: sql }: Pick<TestApi, 'superuser'>,
  input: LeadInput,
): Promise<number> => {
  const [row] = await sql`
    insert into leads (
      company_id, source, status, call_centre_id, assigned_to, email, name, phone, company_name, data
    )
    values (
      ${input.company.id}, 'api', ${input.status ?? 'new'}, ${input.callCentreId ?? null},
      ${input.assignedTo ?? null}, ${input.email ?? null},
      ${input.name === undefined ? 'Marie Dumitru' : input.name}, ${input.phone ?? null},
      ${input.companyName ?? null}, ${sql.json(input.data ?? {})}
    )
    returning id
  `;
  return z.number().parse(row?.['id']);
};

export type ShownLead = z.infer<typeof LeadOut>;

/** Requests about leads in the name of one person. */
export const leadsAs = (api: Pick<TestApi, 'request'>, key: string) => ({
  create: (body: object) => api.request('/api/leads', { key, body }),
  created: async (body: object): Promise<ShownLead> =>
    answerOf(await api.request('/api/leads', { key, body }), 201, LeadOut),
  send: (id: number) => api.request(`/api/leads/${id}`, { key }),
  read: async (id: number): Promise<ShownLead> =>
    answerOf(await api.request(`/api/leads/${id}`, { key }), 200, LeadOut),
  list: (query = '') => api.request(`/api/leads${query}`, { key }),
  patch: (id: number, body: object) =>
    api.request(`/api/leads/${id}`, { key, method: 'PATCH', body }),
  assign: (id: number, userId: number | null) =>
    api.request(`/api/leads/${id}/assign`, { key, body: { user_id: userId } }),
  assignMany: (body: object) => api.request('/api/leads/assign', { key, body }),
  status: (id: number, body: object) => api.request(`/api/leads/${id}/status`, { key, body }),
  statusMany: (body: object) => api.request('/api/leads/status', { key, body }),
  convert: (id: number) => api.request(`/api/leads/${id}/convert`, { key, method: 'POST' }),
  timeline: (id: number, query = '') => api.request(`/api/leads/${id}/timeline${query}`, { key }),
});
