/**
 * Goal: projects are found by what people remember of them, changed without losing a change, and count the
 * conversations that the reader may see. Method: the whole api in-process on real Postgres.
 */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { ProjectOut } from '../../src/domain/projects/shapes.ts';
import { SearchOut } from '../../src/domain/search/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf, keyWithScopes, refusalOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { insertTestConversation } from '../support/conversation-rows.ts';
import { addCentre } from '../support/leads.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, superuser: sql } = api;
const { key } = company.agents[0];
const paris = await addCentre(api, company);

beforeEach(async () => {
  await sql`delete from conversations`;
  await sql`delete from projects`;
});

const send = (body: object) => api.request('/inbox/projects', { key, body });
const created = async (body: object) => answerOf(await send(body), 201, ProjectOut);
const read = async (id: number, as = key) =>
  answerOf(await api.request(`/inbox/projects/${id}`, { key: as }), 200, ProjectOut);
const patch = (id: number, body: object) =>
  api.request(`/inbox/projects/${id}`, { key, method: 'PATCH', body });
const names = async (query = '') => {
  const answer = await api.request(`/inbox/projects${query}`, { key });
  return (await answerOf(answer, 200, pageOf(ProjectOut))).data.map(({ name }) => name);
};
const addPerson = async (name: string): Promise<number> => {
  const [row] = await sql`
    insert into people (company_id, name, points) values (${company.id}, ${name}, '') returning id
  `;
  return Number(row?.['id']);
};

test('a project has a name, a description and a contact', async () => {
  const personId = await addPerson('Marie Dumitru');
  const answer = await send({ name: ' Atelier ', description: 'Devis', person_id: personId });
  expect(answer.headers.get('Location')).toMatch(/^\/inbox\/projects\/\d+$/);
  expect(await answerOf(answer, 201, ProjectOut)).toMatchObject({
    name: 'Atelier',
    person_name: 'Marie Dumitru',
    organisation_id: null,
    is_closed: false,
    conversation_count: 0,
    version: 1,
  });
});

test.each([
  [{ name: '' }, 'name: at least 1 character'],
  [{ name: 'A', person_id: 999_999 }, 'person_id: no such person'],
  [{ name: 'A', organisation_id: 999_999 }, 'organisation_id: no such organisation'],
])('refuses %j', async (body, faulty) => {
  expect((await refusalOf(await send(body))).faults).toEqual([faulty]);
});

test('counts the conversations within the reach of the reader', async () => {
  const { id } = await created({ name: 'Atelier' });
  await insertTestConversation(api, { company, projectId: id });
  await insertTestConversation(api, { company, projectId: id, callCentreId: null });
  await insertTestConversation(api, { company, projectId: id, callCentreId: paris.id });
  expect((await read(id)).conversation_count).toBe(2);
  expect((await read(id, company.owner.key)).conversation_count).toBe(3);
  const scoped = await keyWithScopes(api, company, company.owner, ['projects:read']);
  expect((await read(id, scoped)).conversation_count).toBe(0);
});

test('of two changes at once takes one', async () => {
  const { id } = await created({ name: 'Atelier' });
  const changed = await answerOf(await patch(id, { version: 1, is_closed: true }), 200, ProjectOut);
  expect(changed).toMatchObject({ name: 'Atelier', is_closed: true, version: 2 });
  expect(await refusalOf(await patch(id, { version: 1, name: 'B' }))).toMatchObject({
    code: 'version_conflict',
    faults: ['version: is 2 now'],
  });
});

test('keeps a contact that was deleted since, and refuses to choose it anew', async () => {
  const personId = await addPerson('Marie');
  const { id } = await created({ name: 'Atelier', person_id: personId });
  await sql`update people set deleted_at = now() where id = ${personId}`;
  const same = { version: 1, name: 'B', person_id: personId };
  expect((await answerOf(await patch(id, same), 200, ProjectOut)).person_id).toBe(personId);
  await patch(id, { version: 2, person_id: null });
  const { faults } = await refusalOf(await patch(id, { version: 3, person_id: personId }));
  expect(faults).toEqual(['person_id: no such person']);
});

test('the list is filtered, searched by words without accents, and paged', async () => {
  const personId = await addPerson('Hélène Benali');
  await created({ name: 'Rénovation', person_id: personId });
  await created({ name: 'Toiture', is_closed: true });
  await created({ name: 'Atelier' });
  expect(await names()).toEqual(['Atelier', 'Toiture', 'Rénovation']);
  expect(await names('?is_closed=false')).toEqual(['Atelier', 'Rénovation']);
  expect(await names('?q=renov')).toEqual(['Rénovation']);
  expect(await names('?q=helene')).toEqual(['Rénovation']);
  expect(await names(`?person_id=${personId}`)).toEqual(['Rénovation']);
  const first = await api.request('/inbox/projects?limit=2', { key });
  const { next_cursor: cursor } = await answerOf(first, 200, pageOf(ProjectOut));
  expect(await names(`?limit=2&cursor=${cursor}`)).toEqual(['Rénovation']);
});

test('a deleted project is gone; its conversations stay', async () => {
  const { id } = await created({ name: 'Atelier' });
  const conversationId = await insertTestConversation(api, { company, projectId: id });
  const removed = await api.request(`/inbox/projects/${id}`, { key, method: 'DELETE' });
  expect(removed.status).toBe(204);
  expect(await names()).toEqual([]);
  expect((await patch(id, { version: 2, name: 'B' })).status).toBe(404);
  const [row] = await sql`select deleted_at from conversations where id = ${conversationId}`;
  expect(row).toEqual({ deleted_at: null });
});

test('the search finds a project by its name', async () => {
  const { id } = await created({ name: 'Rénovation de l’atelier' });
  const answer = await api.request('/api/v1/search?q=renovation', { key });
  expect((await answerOf(answer, 200, SearchOut)).data).toMatchObject([
    { kind: 'project', id, title: 'Rénovation de l’atelier', rank: 'prefix', is_closed: false },
  ]);
});
