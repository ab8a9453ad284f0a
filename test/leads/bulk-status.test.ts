/**
 * Goal: several leads get one status in one request, and each answers for itself. Method: the whole api
 * in-process on real Postgres. Who reaches which lead: reach.test.ts.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { LeadBulkStatusOut } from '../../src/domain/leads/bulk-status.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { insertTestLead, leadsAs } from '../support/leads.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, otherCompany } = api;
const [anatole, berthe] = company.agents;
const { supervisor, owner } = company;
const at = { company, callCentreId: company.callCentreId };
const asSupervisor = leadsAs(api, supervisor.key);

const change = async (
  status: string,
  leads: { id: number; version: number }[],
  key = supervisor.key,
) => answerOf(await leadsAs(api, key).statusMany({ status, leads }), 200, LeadBulkStatusOut);

const told = async (leadId: number): Promise<number[]> =>
  (
    await api.superuser`
      select user_id from notifications
      where subject_type = 'lead' and subject_id = ${String(leadId)} order by user_id
    `
  ).map((row) => Number(row['user_id']));

const eventsOf = async (leadId: number) =>
  api.superuser`
    select type, data from events where subject_type = 'lead' and subject_id = ${String(leadId)}
  `;

describe('POST /api/leads/status', () => {
  test('changes each lead, writes an event for each, and tells whom it concerns', async () => {
    const first = await insertTestLead(api, { ...at, assignedTo: anatole.id });
    const second = await insertTestLead(api, { ...at, assignedTo: berthe.id });
    const leads = [first, second].map((id) => ({ id, version: 1 }));
    expect(await change('lost', leads)).toEqual({
      changed_count: 2,
      data: [first, second].map((id) => ({ id, outcome: 'changed', status: 'lost', version: 2 })),
    });
    expect(await told(first)).toEqual([owner.id, anatole.id].toSorted((a, b) => a - b));
    expect(await told(second)).toEqual([owner.id, berthe.id].toSorted((a, b) => a - b));
    expect(await eventsOf(second)).toMatchObject([
      { type: 'LeadStatusUpdated', data: { status: 'lost', previous_status: 'new' } },
    ]);
  });

  test('a second request changes nothing, and tells nobody again', async () => {
    const id = await insertTestLead(api, { ...at, assignedTo: anatole.id });
    await change('contacted', [{ id, version: 1 }]);
    expect(await change('contacted', [{ id, version: 1 }])).toEqual({
      changed_count: 0,
      data: [{ id, outcome: 'unchanged', status: 'contacted', version: 2 }],
    });
    expect(await eventsOf(id)).toHaveLength(1);
    expect(await told(id)).toEqual([anatole.id]);
  });

  test('a lead that was changed, converted or deleted meanwhile does not stop the others', async () => {
    const changed = await insertTestLead(api, at);
    await asSupervisor.patch(changed, { version: 1, name: 'Autre' });
    const converted = await insertTestLead(api, { ...at, email: 'converti@example.com' });
    await asSupervisor.convert(converted);
    const foreign = await insertTestLead(api, { company: otherCompany });
    const free = await insertTestLead(api, at);
    const leads = [changed, converted, foreign, 999_999, free].map((id) => ({ id, version: 1 }));
    expect(await change('lost', leads)).toEqual({
      changed_count: 1,
      data: [
        { id: changed, outcome: 'version_conflict', status: 'new', version: 2 },
        { id: converted, outcome: 'converted', status: 'converted', version: 2 },
        { id: foreign, outcome: 'not_found', status: null, version: null },
        { id: 999_999, outcome: 'not_found', status: null, version: null },
        { id: free, outcome: 'changed', status: 'lost', version: 2 },
      ],
    });
  });

  test('an agent changes their own leads and those that nobody has, and not those of others', async () => {
    const own = await insertTestLead(api, { ...at, assignedTo: anatole.id });
    const free = await insertTestLead(api, at);
    const others = await insertTestLead(api, { ...at, assignedTo: berthe.id });
    const leads = [own, free, others].map((id) => ({ id, version: 1 }));
    const { data } = await change('contacted', leads, anatole.key);
    expect(data.map(({ outcome }) => outcome)).toEqual(['changed', 'changed', 'not_found']);
    expect(await leadsAs(api, berthe.key).read(others)).toMatchObject({ status: 'new' });
  });

  test('two requests for the same leads, in another order, both end, and one of them changes each', async () => {
    const ids: number[] = [];
    for (let count = 0; count < 20; count += 1) ids.push(await insertTestLead(api, at));
    const leads = ids.map((id) => ({ id, version: 1 }));
    const answers = await Promise.all([
      change('contacted', leads),
      change('lost', leads.toReversed(), owner.key),
    ]);
    const [one = 0, other = 0] = answers.map(({ changed_count: count }) => count);
    expect(one + other).toBe(20);
  });

  test.each([
    [{ status: 'converted', leads: [{ id: 1, version: 1 }] }, 'status'],
    [{ status: 'inconnu', leads: [{ id: 1, version: 1 }] }, 'status'],
    [{ status: 'lost', leads: [] }, 'leads'],
    [{ status: 'lost', leads: [{ id: 1 }] }, 'leads.0.version'],
    [{ status: 'lost', leads: [1, 1].map((id) => ({ id, version: 1 })) }, 'leads.1'],
    [
      {
        status: 'lost',
        leads: Array.from({ length: 101 }, (_, id) => ({ id: id + 1, version: 1 })),
      },
      'leads',
    ],
  ])('refuses %j', async (body, path) => {
    const { status, faults } = await refusalOf(await asSupervisor.statusMany(body));
    expect(status).toBe(422);
    expect(faults.map((one) => one.split(':')[0])).toEqual([path]);
  });
});
