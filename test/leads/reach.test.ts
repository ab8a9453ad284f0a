/**
 * Goal: each caller reaches the same leads by every route: list, count, export, search, one lead, its
 * timeline, and every change. Method: leads of every owner and call centre, every caller, every route; the
 * expected reach is written down by hand.
 */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LeadBulkAssignOut } from '../../src/domain/leads/assignment.ts';
import { LeadBulkStatusOut } from '../../src/domain/leads/bulk-status.ts';
import { LeadOut } from '../../src/domain/leads/shapes.ts';
import { ListCountOut, pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { addCentre, insertTestLead, leadsAs } from '../support/leads.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, otherCompany } = api;
const paris = await addCentre(api, company);
const [anatole, berthe] = company.agents;

const people = {
  anatole,
  berthe,
  supervisor: company.supervisor,
  owner: company.owner,
  parisAgent: paris.agent,
  parisSupervisor: paris.supervisor,
  stranger: otherCompany.owner,
};
type Name = keyof typeof people;
const NAMES = Object.keys(people) as Name[];

const lyon = company.callCentreId;
/** Each kind of lead, and who reaches it. */
const KINDS = {
  unassignedOfLyon: {
    at: { callCentreId: lyon, assignedTo: null },
    reachedBy: ['anatole', 'berthe', 'supervisor', 'owner'],
  },
  ofAnatole: {
    at: { callCentreId: lyon, assignedTo: anatole.id },
    reachedBy: ['anatole', 'supervisor', 'owner'],
  },
  ofBerthe: {
    at: { callCentreId: lyon, assignedTo: berthe.id },
    reachedBy: ['berthe', 'supervisor', 'owner'],
  },
  ofAnatoleInParis: {
    at: { callCentreId: paris.id, assignedTo: anatole.id },
    reachedBy: ['anatole', 'parisSupervisor', 'owner'],
  },
  unassignedOfParis: {
    at: { callCentreId: paris.id, assignedTo: null },
    reachedBy: ['parisAgent', 'parisSupervisor', 'owner'],
  },
  unassignedOfNoCentre: {
    at: { callCentreId: null, assignedTo: null },
    reachedBy: ['owner'],
  },
  ofAnatoleInNoCentre: {
    at: { callCentreId: null, assignedTo: anatole.id },
    reachedBy: ['anatole', 'owner'],
  },
} as const satisfies Record<string, { at: object; reachedBy: readonly Name[] }>;
type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as Kind[];

const ids = new Map<Kind, number>();
const idOf = (kind: Kind): number => z.number().parse(ids.get(kind));
const reaches = (name: Name, kind: Kind): boolean =>
  KINDS[kind].reachedBy.some((reached: Name) => reached === name);
const kindsOf = (name: Name): Kind[] => KIND_NAMES.filter((kind) => reaches(name, kind));

beforeAll(async () => {
  for (const kind of KIND_NAMES) {
    ids.set(
      kind,
      await insertTestLead(api, { company, name: `Quentin ${kind}`, ...KINDS[kind].at }),
    );
  }
});

const placesOf = async (): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    (await api.superuser`select id, leads.*, null as search from leads order by id`).map((row) => [
      String(row['id']),
      row,
    ]),
  );

describe.each(NAMES)('%s', (name) => {
  const as = leadsAs(api, people[name].key);
  const sorted = (list: number[]) => list.toSorted((one, other) => one - other);

  test('lists, counts, exports and finds the leads within reach', async () => {
    const list = await answerOf(await as.list(), 200, pageOf(LeadOut));
    expect(sorted(list.data.map(({ id }) => id))).toEqual(kindsOf(name).map(idOf));
    const text = await answerOf(await as.list('?q=quentin'), 200, pageOf(LeadOut));
    expect(sorted(text.data.map(({ id }) => id))).toEqual(kindsOf(name).map(idOf));
    const count = await api.request('/api/leads/count', { key: people[name].key });
    expect((await answerOf(count, 200, ListCountOut)).count).toBe(kindsOf(name).length);
    const csv = await api.request('/api/leads/export', { key: people[name].key });
    const rows = z
      .array(z.object({ id: z.coerce.number() }))
      .parse(parse(await csv.text(), { columns: true, bom: true }));
    expect(sorted(rows.map(({ id }) => id))).toEqual(kindsOf(name).map(idOf));
    const found = await api.request('/api/v1/search?q=quentin&limit=25', {
      key: people[name].key,
    });
    const hits = z
      .object({ data: z.array(z.object({ kind: z.string(), id: z.unknown() })) })
      .parse(await found.json())
      .data.filter(({ kind }) => kind === 'lead');
    expect(sorted(hits.map(({ id }) => Number(id)))).toEqual(kindsOf(name).map(idOf));
  });

  test.each(KIND_NAMES)('reads %s and its timeline, or finds nothing', async (kind) => {
    const status = reaches(name, kind) ? 200 : 404;
    expect((await as.send(idOf(kind))).status).toBe(status);
    expect((await as.timeline(idOf(kind))).status).toBe(status);
  });

  test('finds nothing to change out of reach, and changes nothing', async () => {
    const before = await placesOf();
    for (const kind of KIND_NAMES.filter((one) => !reaches(name, one))) {
      const id = idOf(kind);
      const answers = await Promise.all([
        as.patch(id, { version: 1, name: 'Autre' }),
        as.status(id, { version: 1, status: 'contacted' }),
        as.assign(id, people[name].id),
        as.assign(id, null),
        as.convert(id),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
      const bulk = await answerOf(
        await as.assignMany({ ids: [id], user_id: people[name].id }),
        200,
        LeadBulkAssignOut,
      );
      expect(bulk).toEqual({
        assigned_count: 0,
        data: [{ id, outcome: 'not_found', assigned_to: null }],
      });
      const statuses = await answerOf(
        await as.statusMany({ status: 'contacted', leads: [{ id, version: 1 }] }),
        200,
        LeadBulkStatusOut,
      );
      expect(statuses).toEqual({
        changed_count: 0,
        data: [{ id, outcome: 'not_found', status: null, version: null }],
      });
    }
    expect(await placesOf()).toEqual(before);
  });
});

describe('an agent', () => {
  const as = leadsAs(api, anatole.key);
  const place = { company, callCentreId: lyon };

  test('takes a lead that nobody has, and hands it back', async () => {
    const id = await insertTestLead(api, place);
    expect((await as.assign(id, anatole.id)).status).toBe(200);
    expect((await as.read(id)).assigned_to).toBe(anatole.id);
    expect((await leadsAs(api, berthe.key).send(id)).status).toBe(404);
    expect((await as.assign(id, null)).status).toBe(200);
    expect((await leadsAs(api, berthe.key).read(id)).assigned_to).toBeNull();
  });

  test('does not give a lead to somebody else, one or many', async () => {
    const id = await insertTestLead(api, place);
    expect((await as.assign(id, berthe.id)).status).toBe(403);
    expect((await as.assignMany({ ids: [id], user_id: berthe.id })).status).toBe(403);
    const turns = { ids: [id], strategy: 'round_robin', call_centre_id: lyon };
    expect((await as.assignMany(turns)).status).toBe(403);
  });

  test('takes a lead once, if two ask for it at the same time', async () => {
    const id = await insertTestLead(api, place);
    const [first, second] = await Promise.all([
      as.assign(id, anatole.id),
      leadsAs(api, berthe.key).assign(id, berthe.id),
    ]);
    expect(new Set([first.status, second.status])).toEqual(new Set([200, 404]));
  });

  test('has the leads they create, in their call centre', async () => {
    const lead = await as.created({ name: 'Zoé', call_centre_id: null, assigned_to: null });
    expect(lead).toMatchObject({ assigned_to: anatole.id, call_centre_id: lyon, source: 'api' });
    expect((await as.create({ name: 'Zoé', assigned_to: berthe.id })).status).toBe(403);
    expect((await as.create({ name: 'Zoé', call_centre_id: paris.id })).status).toBe(422);
  });
});

describe('a supervisor', () => {
  const as = leadsAs(api, company.supervisor.key);

  test('gives leads to the people of their call centre only', async () => {
    const id = await insertTestLead(api, { company, callCentreId: lyon });
    expect((await as.assign(id, berthe.id)).status).toBe(200);
    expect((await as.assign(id, paris.agent.id)).status).toBe(422);
    expect((await as.assign(id, company.owner.id)).status).toBe(422);
    expect((await as.assign(id, otherCompany.agents[0].id)).status).toBe(422);
    const turns = { ids: [id], strategy: 'round_robin', call_centre_id: paris.id };
    expect((await as.assignMany(turns)).status).toBe(422);
    const moved = { ids: [id], user_id: null, call_centre_id: paris.id };
    expect((await as.assignMany(moved)).status).toBe(422);
    expect((await as.create({ name: 'Zoé', call_centre_id: paris.id })).status).toBe(422);
    expect((await as.create({ name: 'Zoé', assigned_to: paris.agent.id })).status).toBe(422);
  });
});

describe('an owner', () => {
  const as = leadsAs(api, company.owner.key);

  test('gives a lead to an agent of another call centre, whose supervisor sees it then', async () => {
    const id = await insertTestLead(api, { company, callCentreId: lyon });
    expect((await as.assign(id, paris.agent.id)).status).toBe(200);
    expect((await leadsAs(api, paris.supervisor.key).read(id)).call_centre_id).toBe(paris.id);
    expect((await leadsAs(api, company.supervisor.key).send(id)).status).toBe(404);
  });

  test('does not give a lead to somebody who is disabled, or of another company', async () => {
    const id = await insertTestLead(api, { company });
    await api.superuser`update users set is_active = false where id = ${paris.supervisor.id}`;
    expect((await as.assign(id, paris.supervisor.id)).status).toBe(422);
    expect((await as.assign(id, otherCompany.agents[0].id)).status).toBe(422);
  });
});
