/**
 * Goal: a task is seen by the team it belongs to, its assignee is told, and what is due today waits in the to-do
 * list. Method: the whole api in-process on real Postgres.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { TaskOut } from '../../src/domain/tasks/shapes.ts';
import { TodoItemOut } from '../../src/domain/todo/shapes.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestPerson } from '../support/api.ts';
import { insertTestConversation } from '../support/conversation-rows.ts';
import { addCentre } from '../support/leads.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company } = api;
const [anatole, berthe] = company.agents;
const { supervisor, owner } = company;
const paris = await addCentre(api, company);
const HOUR_MS = 3_600_000;

beforeEach(async () => {
  await api.superuser`delete from notifications`;
  await api.superuser`delete from tasks`;
});

const send = (person: TestPerson, body: object, path = '/inbox/tasks') =>
  api.request(path, { key: person.key, body });
const created = async (person: TestPerson, body: object, path = '/inbox/tasks') =>
  answerOf(await send(person, body, path), 201, TaskOut);
const patch = (person: TestPerson, id: number, body: object) =>
  api.request(`/inbox/tasks/${id}`, { key: person.key, method: 'PATCH', body });
const patched = async (person: TestPerson, id: number, body: object) =>
  answerOf(await patch(person, id, body), 200, TaskOut);
const list = async (person: TestPerson, query = '') =>
  answerOf(await api.request(`/inbox/tasks${query}`, { key: person.key }), 200, pageOf(TaskOut));
const titles = async (person: TestPerson, query = '') =>
  (await list(person, query)).data.map(({ title }) => title);
const told = async (): Promise<[code: string, userId: number][]> =>
  (await api.superuser`select code, user_id from notifications order by id`).map((row) => [
    String(row['code']),
    Number(row['user_id']),
  ]);
const at = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

describe('creating', () => {
  test('a task without an assignee in the body is of the caller, and of their call centre', async () => {
    const answer = await send(anatole, { title: ' Envoyer le devis ' });
    expect(answer.headers.get('Location')).toMatch(/^\/inbox\/tasks\/\d+$/);
    expect(await answerOf(answer, 201, TaskOut)).toMatchObject({
      title: 'Envoyer le devis',
      assigned_to: anatole.id,
      call_centre_id: company.callCentreId,
      conversation_id: null,
      due_at: null,
      done_at: null,
      version: 1,
    });
    expect(await told()).toEqual([]);
  });

  test('a task of a conversation has its call centre and contact', async () => {
    const [person] = await api.superuser`
      insert into people (company_id, name, points) values (${company.id}, 'Marie', '') returning id
    `;
    const personId = Number(person?.['id']);
    const id = await insertTestConversation(api, { company, personId, subject: 'Devis' });
    const task = await created(owner, { title: 'Rappeler' }, `/inbox/conversations/${id}/tasks`);
    expect(task).toMatchObject({
      conversation_id: id,
      conversation_subject: 'Devis',
      person_id: personId,
      person_name: 'Marie',
      call_centre_id: company.callCentreId,
    });
  });

  test('tells the assignee', async () => {
    await created(anatole, { title: 'A', assigned_to: berthe.id });
    await created(anatole, { title: 'B', assigned_to: null });
    expect(await told()).toEqual([['task_assigned', berthe.id]]);
  });

  test.each([
    [{ title: ' ' }, 'title: at least 1 character'],
    [{ title: 'A', due_at: 'demain' }, /^due_at/],
    [{ title: 'A', assigned_to: 999_999 }, 'assigned_to: no such user'],
    [{ title: 'A', assigned_to: paris.agent.id }, 'assigned_to: no such user'],
    [{ title: 'A', person_id: 999_999 }, 'person_id: no such person'],
  ])('refuses %j', async (body, faulty) => {
    const { faults } = await refusalOf(await send(anatole, body));
    expect(faults).toEqual([expect.stringMatching(faulty)]);
  });
});

describe('reach', () => {
  test('is the call centre and what nobody owns; owners see all', async () => {
    await created(anatole, { title: 'Lyon' });
    await created(owner, { title: 'Partagée', assigned_to: null });
    await created(paris.agent, { title: 'Paris' });
    expect(new Set(await titles(berthe))).toEqual(new Set(['Lyon', 'Partagée']));
    expect(new Set(await titles(paris.supervisor))).toEqual(new Set(['Paris', 'Partagée']));
    expect(await titles(owner)).toHaveLength(3);
  });

  test('a task of another call centre is not found, changed or deleted', async () => {
    const { id } = await created(anatole, { title: 'Lyon' });
    const key = paris.agent.key;
    expect((await api.request(`/inbox/tasks/${id}`, { key })).status).toBe(404);
    expect((await patch(paris.agent, id, { version: 1, title: 'X' })).status).toBe(404);
    const deleted = await api.request(`/inbox/tasks/${id}`, { key, method: 'DELETE' });
    expect(deleted.status).toBe(404);
  });
});

describe('changing', () => {
  test('of two changes at once takes one', async () => {
    const { id } = await created(anatole, { title: 'A' });
    await patched(anatole, id, { version: 1, title: 'B' });
    expect(await refusalOf(await patch(berthe, id, { version: 1, title: 'C' }))).toEqual({
      status: 409,
      code: 'version_conflict',
      faults: ['version: is 2 now'],
    });
  });

  test('keeps who was done with it, until it is open again', async () => {
    const { id } = await created(anatole, { title: 'A' });
    const done = await patched(berthe, id, { version: 1, is_done: true });
    expect(done).toMatchObject({ done_by: berthe.id, done_at: expect.any(String) });
    const again = await patched(anatole, id, { version: 2, is_done: true });
    expect(again).toMatchObject({ done_by: berthe.id, done_at: done.done_at });
    const open = await patched(anatole, id, { version: 3, is_done: false });
    expect(open).toMatchObject({ done_by: null, done_at: null });
  });

  test('tells a new assignee, and not about other changes', async () => {
    const { id } = await created(anatole, { title: 'A' });
    await patched(anatole, id, { version: 1, assigned_to: berthe.id });
    await patched(anatole, id, { version: 2, title: 'B' });
    await patched(berthe, id, { version: 3, assigned_to: null });
    expect(await told()).toEqual([['task_assigned', berthe.id]]);
  });

  test('a deleted task is in no list', async () => {
    const { id } = await created(anatole, { title: 'A' });
    const path = `/inbox/tasks/${id}`;
    const answer = await api.request(path, { key: berthe.key, method: 'DELETE' });
    expect(answer.status).toBe(204);
    expect((await api.request(path, { key: berthe.key })).status).toBe(404);
    expect(await titles(berthe)).toEqual([]);
  });
});

describe('the list', () => {
  test('has the first due first, those without a date last, page by page', async () => {
    await created(anatole, { title: 'sans date' });
    await created(anatole, { title: 'demain', due_at: at(24) });
    await created(anatole, { title: 'hier', due_at: at(-24) });
    expect(await titles(anatole)).toEqual(['hier', 'demain', 'sans date']);
    const first = await list(anatole, '?limit=1');
    const second = await list(anatole, `?limit=2&cursor=${first.next_cursor}`);
    expect(second.data.map(({ title }) => title)).toEqual(['demain', 'sans date']);
    expect(second.next_cursor).toBeNull();
  });

  test('of done ones has the last done first', async () => {
    const first = await created(anatole, { title: 'A' });
    const second = await created(anatole, { title: 'B' });
    await patched(anatole, second.id, { version: 1, is_done: true });
    await patched(anatole, first.id, { version: 1, is_done: true });
    expect(await titles(anatole, '?is_done=true')).toEqual(['A', 'B']);
    expect(await titles(anatole, '?is_done=false')).toEqual([]);
  });

  test('is filtered by assignee, date, conversation and words of the title', async () => {
    const id = await insertTestConversation(api, { company });
    await created(anatole, { title: 'Envoyer le devis', due_at: at(-1) });
    await created(anatole, { title: 'Rappeler', assigned_to: berthe.id });
    await created(
      anatole,
      { title: 'Répondre', assigned_to: null },
      `/inbox/conversations/${id}/tasks`,
    );
    expect(await titles(anatole, '?assigned_to=me')).toEqual(['Envoyer le devis']);
    expect(await titles(anatole, '?assigned_to=none')).toEqual(['Répondre']);
    expect(await titles(anatole, `?assigned_to=${berthe.id}`)).toEqual(['Rappeler']);
    expect(await titles(anatole, `?due_before=${at(0)}`)).toEqual(['Envoyer le devis']);
    expect(await titles(anatole, `?conversation_id=${id}`)).toEqual(['Répondre']);
    expect(await titles(anatole, '?q=DEVI')).toEqual(['Envoyer le devis']);
    const ofConversation = await api.request(`/inbox/conversations/${id}/tasks`, {
      key: berthe.key,
    });
    expect((await answerOf(ofConversation, 200, pageOf(TaskOut))).data).toHaveLength(1);
  });
});

describe('the to-do list', () => {
  const todo = async (person: TestPerson) => {
    const answer = await api.request('/api/v1/todo', { key: person.key });
    const { data } = await answerOf(answer, 200, pageOf(TodoItemOut));
    return data.map(({ kind, severity, titre }) => [kind, severity, titre]);
  };

  test('has own tasks that are overdue, and those of today', async () => {
    await created(anatole, { title: 'hier', due_at: at(-24) });
    await created(anatole, { title: 'dans trois jours', due_at: at(72) });
    await created(anatole, { title: 'de Berthe', due_at: at(-24), assigned_to: berthe.id });
    await created(anatole, { title: 'sans date' });
    expect(await todo(anatole)).toEqual([['task', 'error', 'Tâche en retard']]);
    expect(await todo(supervisor)).toEqual([]);
  });

  test('loses a task that is done', async () => {
    const { id } = await created(anatole, { title: 'hier', due_at: at(-24) });
    await patched(anatole, id, { version: 1, is_done: true });
    expect(await todo(anatole)).toEqual([]);
  });

  const hoursIn = (zone: string) => ({ time_zone: zone, days: [1], from: '09:00', to: '18:00' });

  test('ends the day in the time zone of the business hours', async () => {
    // In Kiritimati (UTC+14) and Pago Pago (UTC-11), one of the two days has not ended in an hour.
    await created(anatole, { title: 'bientôt', due_at: at(1) });
    const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Paris'];
    for (const zone of zones) {
      await api.superuser`
        insert into company_settings (company_id, chosen, version)
        values (
          ${company.id}, ${api.superuser.json({ inbox: { business_hours: hoursIn(zone) } })}, 1
        )
        on conflict (company_id) do update set chosen = excluded.chosen
      `;
      const dayOf = (instant: number): string =>
        new Intl.DateTimeFormat('fr', { timeZone: zone, dateStyle: 'short' }).format(instant);
      const isToday = dayOf(Date.now() + HOUR_MS) === dayOf(Date.now());
      expect(await todo(anatole), zone).toEqual(
        isToday ? [['task', 'warning', 'Tâche pour aujourd’hui']] : [],
      );
    }
  });
});
