/**
 * Goal: leads are created, changed, given out and converted without losing or doubling anything, and those
 * whom it concerns are told, once. Method: the whole api in-process on real Postgres.
 */
import { afterAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { LeadBulkAssignOut } from '../../src/domain/leads/assignment.ts';
import { LeadOut } from '../../src/domain/leads/shapes.ts';
import { LeadTimelineEntryOut } from '../../src/domain/leads/timeline.ts';
import { notificationWords } from '../../src/domain/notifications/texts.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { TodoItemOut } from '../../src/domain/todo/shapes.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { addCentre, addPerson, insertTestLead, leadsAs } from '../support/leads.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company } = api;
const [anatole, berthe] = company.agents;
const { supervisor, owner } = company;
const lyon = company.callCentreId;
const asAnatole = leadsAs(api, anatole.key);
const asSupervisor = leadsAs(api, supervisor.key);
const asOwner = leadsAs(api, owner.key);

/** Who was told about a lead, by kind of notification. */
const toldAbout = async (leadId: number): Promise<[kind: string, userId: number][]> =>
  (
    await api.superuser`
      select type, user_id from notifications
      where subject_type = 'lead' and subject_id = ${String(leadId)} order by id
    `
  ).map((row) => [String(row['type']), Number(row['user_id'])]);

const eventsOf = async (leadId: number): Promise<string[]> =>
  (
    await api.superuser`
      select type from events where subject_type = 'lead' and subject_id = ${String(leadId)}
      order by sequence
    `
  ).map((row) => String(row['type']));

describe('POST /api/leads', () => {
  test('creates a lead in one form, and says where it is', async () => {
    const answer = await asOwner.create({
      email: 'Marie.Dumitru@Example.com',
      name: '  Marie Dumitru ',
      phone: '06 12 34 56 78',
      company_name: 'Atelier Dumitru',
      data: { formation: 'CACES R489', nothing: null },
      call_centre_id: lyon,
    });
    expect(answer.headers.get('Location')).toMatch(/^\/api\/leads\/\d+$/);
    expect(await answerOf(answer, 201, LeadOut)).toMatchObject({
      email: 'marie.dumitru@example.com',
      name: 'Marie Dumitru',
      label: 'Marie Dumitru',
      phone: '+33612345678',
      data: { formation: 'CACES R489' },
      status: 'new',
      source: 'api',
      call_centre_id: lyon,
      call_centre_name: 'Lyon',
      assigned_to: null,
      version: 1,
    });
  });

  test('tells the supervisors of the call centre and the owners, but not who created it', async () => {
    const byOwner = await asOwner.created({ name: 'A', call_centre_id: lyon });
    expect(await toldAbout(byOwner.id)).toEqual([['LEAD_CREATED', supervisor.id]]);
    const bySupervisor = await asSupervisor.created({ name: 'B' });
    expect(await toldAbout(bySupervisor.id)).toEqual([['LEAD_CREATED', owner.id]]);
    const byAgent = await asAnatole.created({ name: 'C' });
    expect(new Map((await toldAbout(byAgent.id)).map(([kind, userId]) => [userId, kind]))).toEqual(
      new Map([
        [owner.id, 'LEAD_CREATED'],
        [supervisor.id, 'LEAD_CREATED'],
      ]),
    );
    expect(await eventsOf(byAgent.id)).toEqual(['LeadCreated', 'LeadAssigned']);
  });

  test('tells the assignee that the lead is theirs, and nothing else', async () => {
    const { id } = await asOwner.created({ name: 'D', assigned_to: supervisor.id });
    expect(await toldAbout(id)).toEqual([['LEAD_ASSIGNED', supervisor.id]]);
  });

  test.each([
    [{ email: 'no' }, 'email: expected an e-mail address'],
    [{ phone: '12' }, 'phone: expected a telephone number, for example +33612345678'],
    [{ name: '' }, 'name: at least 1 character'],
    [{ status: 'new' }, 'status: unknown field'],
    [{ call_centre_id: 999_999 }, 'call_centre_id: no such call centre'],
    [{ assigned_to: 999_999 }, 'assigned_to: no such user'],
  ])('refuses %j', async (body, faulty) => {
    expect((await refusalOf(await asOwner.create(body))).faults).toEqual([faulty]);
  });
});

describe('PATCH /api/leads/{id}', () => {
  test('changes what is named, merges the data, and keeps the rest', async () => {
    const id = await insertTestLead(api, {
      company,
      callCentreId: lyon,
      email: 'a@example.com',
      data: { a: '1', b: '2' },
    });
    const patch = { version: 1, company_name: 'Été', data: { a: null, c: '3' } };
    expect(await answerOf(await asOwner.patch(id, patch), 200, LeadOut)).toMatchObject({
      email: 'a@example.com',
      company_name: 'Été',
      data: { b: '2', c: '3' },
      version: 2,
    });
  });

  test('of two changes at once takes one, and tells the other the version', async () => {
    const id = await insertTestLead(api, { company, callCentreId: lyon });
    const answers = await Promise.all(
      ['Un', 'Deux'].map((name) => asOwner.patch(id, { version: 1, name })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    const refused = answers.find(({ status }) => status === 409);
    expect(refused && (await refusalOf(refused)).faults).toEqual(['version: is 2 now']);
  });

  test('of the e-mail address takes the confirmation away, with the links that were mailed', async () => {
    const id = await insertTestLead(api, { company, email: 'a@example.com' });
    await api.superuser`update leads set email_confirmed_at = now() where id = ${id}`;
    await api.superuser`
      insert into lead_confirmations (
        id, company_id, lead_id, email, token_hash, expires_at, mail_status
      )
      values (gen_random_uuid(), ${company.id}, ${id}, 'a@example.com', 'x', now() + interval '7 days', 'sent')
    `;
    const open = () => api.superuser`
      select 1 from lead_confirmations where lead_id = ${id} and expires_at > now()
    `;
    await asOwner.patch(id, { version: 1, name: 'Autre' });
    expect((await asOwner.read(id)).email_confirmed_at).not.toBeNull();
    expect((await open()).count).toBe(1);
    await asOwner.patch(id, { version: 2, email: 'b@example.com' });
    expect((await asOwner.read(id)).email_confirmed_at).toBeNull();
    expect((await open()).count).toBe(0);
  });

  test('does not let the data grow beyond its limit by small changes', async () => {
    const id = await insertTestLead(api, { company });
    const part = (key: string) => ({ [key]: 'x'.repeat(40_000) });
    expect((await asOwner.patch(id, { version: 1, data: part('a') })).status).toBe(200);
    expect((await asOwner.patch(id, { version: 2, data: part('b') })).status).toBe(422);
  });
});

describe('POST /api/leads/{id}/status', () => {
  test('takes a status of the company, and tells the assignee', async () => {
    const id = await insertTestLead(api, { company, callCentreId: lyon, assignedTo: anatole.id });
    const answer = await asSupervisor.status(id, { status: 'contacted', version: 1 });
    expect(await answerOf(answer, 200, LeadOut)).toMatchObject({ status: 'contacted', version: 2 });
    expect(await toldAbout(id)).toEqual([['LEAD_STATUS_UPDATED', anatole.id]]);
    expect(await eventsOf(id)).toEqual(['LeadStatusUpdated']);
  });

  test('that ends the work tells those who follow the call centre too, except who did it', async () => {
    const id = await insertTestLead(api, { company, callCentreId: lyon, assignedTo: anatole.id });
    await asAnatole.status(id, { status: 'lost', version: 1 });
    const told = (await toldAbout(id)).map(([, userId]) => userId);
    expect(told).toHaveLength(2);
    expect(new Set(told)).toEqual(new Set([owner.id, supervisor.id]));
  });

  test.each(['converted', 'inconnu', 'New'])('refuses %s', async (status) => {
    const id = await insertTestLead(api, { company });
    expect((await asOwner.status(id, { status, version: 1 })).status).toBe(422);
  });

  test('refuses an old version', async () => {
    const id = await insertTestLead(api, { company });
    expect((await asOwner.status(id, { status: 'lost', version: 2 })).status).toBe(409);
  });

  test('says nothing of a status that the lead has already', async () => {
    const id = await insertTestLead(api, { company });
    expect((await asOwner.status(id, { status: 'new', version: 1 })).status).toBe(200);
    expect(await eventsOf(id)).toEqual([]);
  });
});

describe('POST /api/leads/{id}/convert', () => {
  const countPeople = async (): Promise<number> =>
    Number((await api.superuser`select count(*) as count from people`)[0]?.['count']);

  test('makes a person and an organisation, once', async () => {
    const id = await insertTestLead(api, {
      company,
      name: 'Hélène Roy',
      email: 'helene@example.com',
      phone: '+33612345679',
      companyName: 'Roy & filles',
    });
    const before = await countPeople();
    const answers = await Promise.all(Array.from({ length: 5 }, () => asOwner.convert(id)));
    const leads = await Promise.all(answers.map((answer) => answerOf(answer, 200, LeadOut)));
    expect(new Set(leads.map(({ person_id: person }) => person)).size).toBe(1);
    expect(await countPeople()).toBe(before + 1);
    expect(await eventsOf(id)).toEqual(['LeadStatusUpdated', 'LeadConverted']);
    expect(leads[0]).toMatchObject({ status: 'converted', converted_at: expect.any(String) });
    const person = await api.request(`/api/v1/people/${leads[0]?.person_id}`, { key: owner.key });
    expect(await person.json()).toMatchObject({
      name: 'Hélène Roy',
      organisation: { name: 'Roy & filles' },
      emails: [{ value: 'helene@example.com' }],
      phones: [{ value: '+33612345679' }],
    });
    expect((await asOwner.status(id, { status: 'lost', version: 2 })).status).toBe(409);
  });

  test('takes the person who has the address, and the organisation of the name', async () => {
    const lead = { company, email: 'meme@example.com', companyName: 'Roy & Filles' };
    const first = await insertTestLead(api, lead);
    const second = await insertTestLead(api, { ...lead, companyName: 'ROY & FILLES' });
    const before = await countPeople();
    const both = await Promise.all(
      [first, second].map(async (id) => answerOf(await asOwner.convert(id), 200, LeadOut)),
    );
    expect(await countPeople()).toBe(before + 1);
    expect(both[0]?.person_id).toBe(both[1]?.person_id);
    expect(both[0]?.organisation_id).toBe(both[1]?.organisation_id);
  });

  test('cuts a name and a company that a visitor wrote longer than those of contacts', async () => {
    const id = await insertTestLead(api, {
      company,
      callCentreId: lyon,
      name: 'N'.repeat(500),
      companyName: 'S'.repeat(500),
    });
    const lead = await answerOf(await asOwner.convert(id), 200, LeadOut);
    const [row] = await api.superuser`
      select people.name as person, organisations.name as organisation
      from people join organisations on organisations.id = people.organisation_id
      where people.id = ${lead.person_id}
    `;
    expect(row).toEqual({ person: 'N'.repeat(200), organisation: 'S'.repeat(200) });
  });

  test('needs something to call the person', async () => {
    const id = await insertTestLead(api, { company, name: null });
    expect((await refusalOf(await asOwner.convert(id))).faults).toEqual(['name: required']);
  });
});

describe('POST /api/leads/assign', () => {
  test('gives many leads in turn to the active agents of a call centre, fairly under 20 calls at once', async () => {
    const centre = await addCentre(api, company, 'Lille');
    const second = await addPerson(api, company, {
      name: 'DeuxLille',
      role: 'agent',
      callCentreId: centre.id,
    });
    const disabled = await addPerson(api, company, {
      name: 'AbsentLille',
      role: 'agent',
      callCentreId: centre.id,
    });
    await api.superuser`update users set is_active = false where id = ${disabled.id}`;
    const calls = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const ids = await Promise.all(
          [1, 2, 3].map(() => insertTestLead(api, { company, callCentreId: lyon })),
        );
        return asOwner.assignMany({ ids, strategy: 'round_robin', call_centre_id: centre.id });
      }),
    );
    expect(calls.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    const counts = await api.superuser`
      select assigned_to, count(*)::integer as count from leads
      where call_centre_id = ${centre.id} group by assigned_to order by assigned_to
    `;
    expect(counts.map((row) => [Number(row['assigned_to']), row['count']])).toEqual([
      [centre.agent.id, 30],
      [second.id, 30],
    ]);
  });

  test('of a call centre without an active agent is refused', async () => {
    const centre = await addCentre(api, company, 'Vide');
    await api.superuser`update users set is_active = false where id = ${centre.agent.id}`;
    const id = await insertTestLead(api, { company });
    const turns = { ids: [id], strategy: 'round_robin', call_centre_id: centre.id };
    expect((await asOwner.assignMany(turns)).status).toBe(409);
  });

  test('tells an assignee of many leads once, and writes an event for each', async () => {
    const ids = await Promise.all(
      Array.from({ length: 12 }, () => insertTestLead(api, { company, callCentreId: lyon })),
    );
    const answer = await asSupervisor.assignMany({ ids: [...ids, ids[0]], user_id: berthe.id });
    expect(await answerOf(answer, 200, LeadBulkAssignOut)).toMatchObject({
      assigned_count: 12,
      data: ids.map((id) => ({ id, outcome: 'assigned', assigned_to: berthe.id })),
    });
    const events = await Promise.all(ids.map(eventsOf));
    expect(events).toEqual(ids.map(() => ['LeadAssigned']));
    const told = await api.superuser`
      select code, params from notifications
      where user_id = ${berthe.id} and subject_id = any (${ids.map(String)})
    `;
    expect(told).toHaveLength(1);
    expect(notificationWords('fr', String(told[0]?.['code']), told[0]?.['params'])).toEqual({
      titre: '12 leads vous sont attribués',
      message: 'Marie Dumitru et 11 autres',
    });
    const again = await asSupervisor.assignMany({ ids, user_id: berthe.id });
    expect(await answerOf(again, 200, LeadBulkAssignOut)).toMatchObject({ assigned_count: 0 });
  });

  test('takes what matches a filter, if it is as many as expected', async () => {
    const centre = await addCentre(api, company, 'Filtre');
    await Promise.all(
      [1, 2, 3].map(() => insertTestLead(api, { company, callCentreId: centre.id })),
    );
    const body = {
      filter: { call_centre_id: centre.id, assigned_to: 'none' },
      user_id: centre.agent.id,
    };
    expect((await asOwner.assignMany({ ...body, expected_count: 2 })).status).toBe(409);
    expect((await asOwner.assignMany(body)).status).toBe(422);
    const answer = await asOwner.assignMany({ ...body, expected_count: 3 });
    expect(await answerOf(answer, 200, LeadBulkAssignOut)).toMatchObject({ assigned_count: 3 });
  });
});

describe('GET /api/leads', () => {
  test('pages through the leads in each order, each lead once', async () => {
    const centre = await addCentre(api, company, 'Pages');
    const names = ['Zoé', 'Éric', 'anne', 'Élodie', 'Bruno'];
    for (const name of names) {
      await insertTestLead(api, { company, callCentreId: centre.id, name, status: 'lost' });
    }
    const walk = async (sort: string): Promise<(string | null)[]> => {
      const found: (string | null)[] = [];
      let cursor = '';
      do {
        const query = `?call_centre_id=${centre.id}&limit=2&sort=${sort}${cursor}`;
        const page = await answerOf(await asOwner.list(query), 200, pageOf(LeadOut));
        found.push(...page.data.map(({ name }) => name));
        cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
      } while (cursor !== '');
      return found;
    };
    expect(await walk('created_at')).toEqual(names);
    expect(await walk('-created_at')).toEqual(names.toReversed());
    expect(await walk('name')).toEqual(['anne', 'Bruno', 'Élodie', 'Éric', 'Zoé']);
    const byChange = await walk('-updated_at');
    expect([byChange.length, new Set(byChange)]).toEqual([names.length, new Set(names)]);
    const byStatus = await walk('status');
    expect([byStatus.length, new Set(byStatus)]).toEqual([names.length, new Set(names)]);
  });

  test('filters by status, assignee, confirmation, time and words', async () => {
    const centre = await addCentre(api, company, 'Filtres');
    const at = { company, callCentreId: centre.id };
    const mine = await insertTestLead(api, { ...at, assignedTo: owner.id, status: 'lost' });
    const free = await insertTestLead(api, { ...at, name: 'Ève', phone: '+33698765432' });
    await api.superuser`update leads set email_confirmed_at = now() where id = ${mine}`;
    const idsOf = async (query: string): Promise<number[]> => {
      const answer = await asOwner.list(`?call_centre_id=${centre.id}&${query}`);
      return (await answerOf(answer, 200, pageOf(LeadOut))).data.map(({ id }) => id);
    };
    expect(await idsOf('status=lost,contacted')).toEqual([mine]);
    expect(await idsOf('assigned_to=me')).toEqual([mine]);
    expect(await idsOf('assigned_to=none')).toEqual([free]);
    expect(await idsOf(`assigned_to=${owner.id}`)).toEqual([mine]);
    expect(await idsOf('is_confirmed=true')).toEqual([mine]);
    expect(await idsOf('is_confirmed=false')).toEqual([free]);
    expect(await idsOf('q=eve')).toEqual([free]);
    expect(await idsOf('q=06 98 76 54 32')).toEqual([free]);
    expect(await idsOf('to=2020-01-01T00:00:00Z')).toEqual([]);
    expect(await idsOf('source=form')).toEqual([]);
  });
});

test('the timeline tells what happened, by whom, newest first, page by page', async () => {
  const { id } = await asSupervisor.created({ name: 'Timo', email: 'timo@example.com' });
  await asSupervisor.assign(id, anatole.id);
  await asAnatole.patch(id, { version: 2, called_at: '2026-01-15T09:30:00Z' });
  await asAnatole.status(id, { version: 3, status: 'contacted' });
  await asAnatole.patch(id, { version: 4, data: { formation: 'CACES' } });
  await asAnatole.convert(id);
  await api.sealFacts();
  const entries: z.infer<typeof LeadTimelineEntryOut>[] = [];
  let cursor = '';
  do {
    const answer = await asAnatole.timeline(id, `?limit=2${cursor}`);
    const page = await answerOf(answer, 200, pageOf(LeadTimelineEntryOut));
    entries.push(...page.data);
    cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
  } while (cursor !== '');
  expect(entries.map(({ kind, by }) => [kind, by])).toEqual([
    ['converted', 'Anatole Agent'],
    ['status_changed', 'Anatole Agent'],
    ['changed', 'Anatole Agent'],
    ['status_changed', 'Anatole Agent'],
    ['called', 'Anatole Agent'],
    ['assigned', 'Simone Superviseuse'],
    ['created', 'Simone Superviseuse'],
  ]);
  expect(entries[2]?.changes).toEqual([{ field: 'data.formation', before: null, after: 'CACES' }]);
  expect(entries[3]?.status).toEqual({ from: 'new', to: 'contacted' });
  expect(entries[4]?.called_at).toBe('2026-01-15T09:30:00.000Z');
  expect(entries[5]?.assignment).toEqual({
    from: null,
    to: { id: anatole.id, name: 'Anatole Agent' },
  });
});

test('the stream tells those who see a lead, and those who saw it before', async () => {
  const id = await insertTestLead(api, { company, callCentreId: lyon });
  await asAnatole.assign(id, anatole.id);
  await api.sealFacts();
  const streamed = await api.superuser`
    select user_id, call_centre_id, data from stream_events
    where topic = 'lead.updated' and resource_id = ${String(id)} order by sequence
  `;
  expect(
    streamed.map((row) => [
      row['user_id'] && Number(row['user_id']),
      Number(row['call_centre_id']),
    ]),
  ).toEqual([
    [anatole.id, lyon],
    [null, lyon],
  ]);
  expect(streamed[0]?.['data']).toEqual({ id });
});

test('the to-do list has the leads to contact and to assign, within reach, and not the imported ones', async () => {
  const centre = await addCentre(api, company, 'Todo');
  const at = { company, callCentreId: centre.id };
  const free = await insertTestLead(api, { ...at, name: 'Libre' });
  const own = await insertTestLead(api, { ...at, name: 'Mien', assignedTo: centre.agent.id });
  await insertTestLead(api, { ...at, name: 'Joint', assignedTo: centre.agent.id, status: 'lost' });
  const imported = await insertTestLead(api, { ...at, name: 'Importé' });
  await api.superuser`update leads set source = 'import' where id = ${imported}`;
  await api.superuser`
    update leads set created_at = created_at - interval '1 minute' where id = ${free}
  `;
  const itemsFor = async (key: string) => {
    const answer = await api.request('/api/v1/todo', { key });
    const { data } = await answerOf(answer, 200, pageOf(TodoItemOut));
    return data.flatMap((item) => (item.kind === 'lead' ? [[item.id, item.titre]] : []));
  };
  expect(await itemsFor(centre.agent.key)).toEqual([
    [own, 'Lead à contacter'],
    [free, 'Lead à attribuer'],
  ]);
  expect(await itemsFor(centre.supervisor.key)).toEqual([[free, 'Lead à attribuer']]);
  const count = await api.request('/api/v1/todo/count', { key: centre.agent.key });
  expect(await count.json()).toEqual({ count: 2, is_more: false });
});
