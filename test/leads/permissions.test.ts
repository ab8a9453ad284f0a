/**
 * Goal: a permission to change leads includes seeing the lead that is changed, and no more; each look is
 * audited. Method: API keys with one scope each, over the api in-process; the audit trail as it is stored.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LeadOut } from '../../src/domain/leads/shapes.ts';
import { answerOf } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { insertTestLead } from '../support/leads.ts';
import { scopedKey } from '../support/scoped-key.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const newLead = (email: string) => insertTestLead(api, { company: api.company, email });

const Operation = z.object({ operation: z.string() });
/** What the audit trail holds about this lead, oldest first. */
const operationsOn = async (id: number): Promise<string[]> => {
  await api.sealFacts();
  const rows = await api.superuser`
    select entry ->> 'operation' as operation
    from audit_entries
    where company_id = ${api.company.id}
      and entry ->> 'resource_type' = 'lead'
      and entry ->> 'resource_id' = ${String(id)}
    order by sequence
  `;
  return rows.map((row) => Operation.parse(row).operation);
};

describe('a key with leads:assign alone', () => {
  test('sees the lead it assigns, and no lead by another route', async () => {
    const key = await scopedKey(api, ['leads:assign']);
    const id = await newLead('une@example.com');
    const user_id = api.company.agents[0].id;
    const answer = await api.request(`/api/leads/${id}/assign`, { key, body: { user_id } });
    expect(await answerOf(answer, 200, LeadOut)).toMatchObject({
      email: 'une@example.com',
      assigned_to: user_id,
    });
    for (const path of [
      `/api/leads/${id}`,
      '/api/leads',
      '/api/leads/count',
      '/api/leads/export',
    ]) {
      expect((await api.request(path, { key })).status, path).toBe(403);
    }
    const found = await api.request('/api/v1/search?q=une', { key });
    expect(found.status).toBe(403);
  });
});

describe('a change that changes nothing is audited as a look', () => {
  test('to assign a lead to the one who has it', async () => {
    const key = await scopedKey(api, ['leads:assign']);
    const id = await newLead('deux@example.com');
    const assign = () => api.request(`/api/leads/${id}/assign`, { key, body: { user_id: null } });
    expect((await assign()).status).toBe(200);
    expect(await operationsOn(id)).toEqual(['leads.read']);
  });

  test('to give a lead the status it has', async () => {
    const key = await scopedKey(api, ['leads:update']);
    const id = await newLead('trois@example.com');
    const body = { status: 'new', version: 1 };
    expect((await api.request(`/api/leads/${id}/status`, { key, body })).status).toBe(200);
    expect(await operationsOn(id)).toEqual(['leads.read']);
  });

  test('to convert a lead a second time', async () => {
    const key = await scopedKey(api, ['leads:convert']);
    const id = await newLead('quatre@example.com');
    const convert = () => api.request(`/api/leads/${id}/convert`, { key, body: {} });
    expect((await convert()).status).toBe(200);
    const first = await operationsOn(id);
    expect(first).not.toContain('leads.read');
    expect((await convert()).status).toBe(200);
    expect(await operationsOn(id)).toEqual([...first, 'leads.read']);
  });
});
