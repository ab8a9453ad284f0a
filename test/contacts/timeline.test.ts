/**
 * Goal: the timeline of a contact tells what happened to it, to what was merged into it and to its leads, to
 * each caller as far as they may see. Method: the whole api in-process on real Postgres.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ContactMergeOut } from '../../src/domain/contacts/merges.ts';
import { PersonCreatedOut } from '../../src/domain/contacts/shapes.ts';
import { ContactTimelineEntryOut } from '../../src/domain/contacts/timeline.ts';
import { leadCreated, leadStatusUpdated } from '../../src/domain/leads/events.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { inCompany } from '../../src/platform/database.ts';
import { answerOf } from '../support/actions.ts';
import { startTestApi, type TestApi, type TestPerson } from '../support/api.ts';

let api: TestApi;
let owner: TestPerson;
let agents: [TestPerson, TestPerson];
beforeAll(async () => {
  api = await startTestApi();
  ({ owner, agents } = api.company);
});
afterAll(() => api.stop());

const PEOPLE = '/api/v1/people';
const add = async (name: string) =>
  answerOf(
    await api.request(PEOPLE, { key: agents[0].key, body: { name } }),
    201,
    PersonCreatedOut,
  );
const timeline = async (id: number, key = owner.key, query = '') => {
  await api.sealFacts();
  const answer = await api.request(`${PEOPLE}/${id}/timeline${query}`, { key });
  return answerOf(answer, 200, pageOf(ContactTimelineEntryOut));
};
const kindsOf = async (id: number, key?: string) =>
  (await timeline(id, key)).data.map(({ kind }) => kind);

/** A lead of the person, assigned to a user, with two events. */
const addLead = async (personId: number, assignedTo: number | null): Promise<number> => {
  const [row] = await api.superuser`
    insert into leads (company_id, call_centre_id, source, status, data, person_id, assigned_to, name)
    values (
      ${api.company.id}, ${api.company.callCentreId}, 'api', 'contacted', '{}', ${personId},
      ${assignedTo}, 'Lead'
    )
    returning id
  `;
  const id = Number(row?.['id']);
  const state = {
    lead_id: id,
    form_id: null,
    call_centre_id: api.company.callCentreId,
    source: 'api',
    status: 'new',
    assigned_to: assignedTo,
    email: null,
    name: 'Lead',
    phone: null,
    company_name: null,
    data: {},
    email_confirmed_at: null,
    called_at: null,
    converted_at: null,
    person_id: personId,
    organisation_id: null,
  } as const;
  await inCompany(api.database, { companyId: api.company.id, userId: owner.id }, (tx) => {
    tx.emit(leadCreated, {
      subjectId: id,
      occurredAt: new Date(Date.now() + 1_000),
      data: state,
    });
    tx.emit(leadStatusUpdated, {
      subjectId: id,
      occurredAt: new Date(Date.now() + 2_000),
      data: { ...state, status: 'contacted', previous_status: 'new' },
    });
    return Promise.resolve();
  });
  return id;
};

test('tells who created it and what changed from what to what, and no look at it', async () => {
  const { id } = await add('Ana');
  await api.request(`${PEOPLE}/${id}`, {
    method: 'PATCH',
    key: agents[0].key,
    body: { version: 1, name: 'Anna', phones: [{ value: '0612345678' }] },
  });
  await api.request(`${PEOPLE}/${id}`, { key: owner.key });
  expect((await timeline(id)).data).toMatchObject([
    {
      kind: 'changed',
      by: 'Anatole Agent',
      contact_id: id,
      changes: [
        { field: 'name', before: 'Ana', after: 'Anna' },
        { field: 'phones', before: [], after: [{ value: '+33612345678', label: null }] },
      ],
    },
    { kind: 'created', by: 'Anatole Agent' },
  ]);
});

test('shows the events of leads as far as the caller may read them, in pages', async () => {
  const { id } = await add('Lise');
  const lead = await addLead(id, agents[0].id);
  const { data } = await timeline(id, agents[0].key);
  expect(data.map(({ kind, lead: shown }) => [kind, shown?.event, shown?.status])).toEqual([
    ['lead', 'LeadStatusUpdated', 'contacted'],
    ['lead', 'LeadCreated', 'new'],
    ['created', undefined, undefined],
  ]);
  expect(data[0]?.lead).toMatchObject({ id: lead, previous_status: 'new', assigned_to_name: null });
  expect(await kindsOf(id, agents[1].key)).toEqual(['created']);
  const paged: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const after = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: Awaited<ReturnType<typeof timeline>> = await timeline(
      id,
      owner.key,
      `?limit=1${after}`,
    );
    paged.push(...page.data.map((entry) => entry.id));
    cursor = page.next_cursor;
  }
  expect(paged).toEqual(data.map((entry) => entry.id));
});

test('of the winner of a merge has the changes of the loser, until the merge is undone', async () => {
  const winner = await add('Gagnante');
  const loser = await add('Perdante');
  await api.request(`${PEOPLE}/${loser.id}`, {
    method: 'PATCH',
    key: owner.key,
    body: { version: 1, notes: 'du perdant' },
  });
  const merged = await answerOf(
    await api.request(`${PEOPLE}/${winner.id}/merge`, {
      key: owner.key,
      body: { loser_id: loser.id, version: 1, loser_version: 2 },
    }),
    200,
    ContactMergeOut,
  );
  const { data } = await timeline(winner.id);
  expect(data.map(({ kind, contact_id: contactId }) => [kind, contactId])).toEqual([
    ['merged', winner.id],
    ['changed', loser.id],
    ['created', winner.id],
  ]);
  expect(data[0]).toMatchObject({
    by: 'Olga Propriétaire',
    merge: { id: merged.id, loser_id: loser.id, loser_name: 'Perdante', undone_at: null },
  });
  expect((await timeline(loser.id)).data[0]).toMatchObject({
    kind: 'merged',
    merge: { winner_id: winner.id, winner_name: 'Gagnante' },
  });
  await api.request(`${PEOPLE}/${winner.id}/merges/${merged.id}/undo`, {
    method: 'POST',
    key: owner.key,
  });
  expect(await kindsOf(winner.id)).toEqual(['merge_undone', 'merged', 'created']);
  expect(await kindsOf(loser.id)).toEqual(['merge_undone', 'merged', 'changed', 'created']);
});

test('tells that it was deleted and restored', async () => {
  const { id } = await add('Partie');
  await api.request(`${PEOPLE}/${id}`, { method: 'DELETE', key: owner.key });
  await api.request(`${PEOPLE}/${id}/restore`, { method: 'POST', key: owner.key });
  expect(await kindsOf(id)).toEqual(['restored', 'deleted', 'created']);
});
