/**
 * Goal: colleagues who reach a conversation read its notes, and those who are mentioned are told once.
 * Method: the whole api in-process on real Postgres.
 */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { ConversationNoteOut } from '../../src/domain/conversation-notes/shapes.ts';
import { ColleaguesOut } from '../../src/domain/shared/colleagues.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
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

let conversationId: number;
beforeEach(async () => {
  conversationId = await insertTestConversation(api, { company, subject: 'Devis' });
});

const write = (person: TestPerson, body: object) =>
  api.request(`/inbox/conversations/${conversationId}/notes`, { key: person.key, body });
const written = async (person: TestPerson, body: object) =>
  answerOf(await write(person, body), 201, ConversationNoteOut);
const list = async (person: TestPerson, query = '') =>
  answerOf(
    await api.request(`/inbox/conversations/${conversationId}/notes${query}`, { key: person.key }),
    200,
    pageOf(ConversationNoteOut),
  );
const remove = (person: TestPerson, id: number) =>
  api.request(`/inbox/conversations/${conversationId}/notes/${id}`, {
    key: person.key,
    method: 'DELETE',
  });
const toldAbout = async (): Promise<number[]> =>
  (
    await api.superuser`
      select user_id from notifications
      where subject_type = 'conversation' and subject_id = ${String(conversationId)} order by id
    `
  ).map((row) => Number(row['user_id']));

test('a note is shown to colleagues, the newest first, page by page', async () => {
  await written(anatole, { text: 'Un' });
  await written(berthe, { text: ' Deux ' });
  const { id } = await written(anatole, { text: 'Trois' });
  const first = await list(supervisor, '?limit=2');
  expect(first.data.map(({ text }) => text)).toEqual(['Trois', 'Deux']);
  expect(first.data[0]).toMatchObject({
    id,
    author_id: anatole.id,
    conversation_id: conversationId,
  });
  const second = await list(supervisor, `?limit=2&cursor=${first.next_cursor}`);
  expect(second).toMatchObject({ data: [{ text: 'Un' }], next_cursor: null });
});

test('a mention tells a person once, and never the author', async () => {
  const mentioned = [berthe.id, berthe.id, anatole.id];
  const note = await written(anatole, { text: 'À voir', mentioned_user_ids: mentioned });
  expect(note.mentioned_user_ids).toEqual([berthe.id, anatole.id]);
  expect(await toldAbout()).toEqual([berthe.id]);
});

test('who does not reach the conversation, is disabled or unknown can not be mentioned', async () => {
  await api.superuser`update users set is_active = false where id = ${berthe.id}`;
  const mentioned = [owner.id, paris.agent.id, berthe.id, 999_999];
  const refused = await write(anatole, { text: 'À voir', mentioned_user_ids: mentioned });
  await api.superuser`update users set is_active = true where id = ${berthe.id}`;
  expect(await refusalOf(refused)).toMatchObject({
    status: 422,
    faults: [
      'mentioned_user_ids.1: no such user',
      'mentioned_user_ids.2: this user is disabled',
      'mentioned_user_ids.3: no such user',
    ],
  });
  expect(await toldAbout()).toEqual([]);
});

test('a shared conversation is for every call centre', async () => {
  conversationId = await insertTestConversation(api, { company, callCentreId: null });
  await written(anatole, { text: 'À voir', mentioned_user_ids: [paris.agent.id] });
  expect(await toldAbout()).toEqual([paris.agent.id]);
  expect((await list(paris.agent)).data).toHaveLength(1);
});

test('the menu of colleagues has those who reach the conversation, found by their name', async () => {
  const menu = async (query = '') => {
    const key = anatole.key;
    const at = `/inbox/conversations/${conversationId}/colleagues${query}`;
    const { data } = await answerOf(await api.request(at, { key }), 200, ColleaguesOut);
    return new Set(data.map(({ id }) => id));
  };
  expect(await menu()).toEqual(new Set([anatole.id, berthe.id, supervisor.id, owner.id]));
  const [user] = await api.superuser`select name from users where id = ${berthe.id}`;
  expect(await menu(`?q=${String(user?.['name']).slice(0, 4)}`)).toEqual(new Set([berthe.id]));
  conversationId = await insertTestConversation(api, { company, callCentreId: null });
  expect(await menu()).toContain(paris.agent.id);
});

test('a conversation of another call centre, or a deleted one, has no notes', async () => {
  expect((await write(paris.agent, { text: 'Non' })).status).toBe(404);
  await api.superuser`update conversations set deleted_at = now() where id = ${conversationId}`;
  expect((await write(anatole, { text: 'Non' })).status).toBe(404);
});

test('an agent deletes own notes, a supervisor those of others too', async () => {
  const first = await written(anatole, { text: 'Secret' });
  const second = await written(anatole, { text: 'Faux' });
  expect((await refusalOf(await remove(berthe, first.id))).code).toBe('forbidden');
  expect((await remove(anatole, first.id)).status).toBe(204);
  expect((await remove(supervisor, second.id)).status).toBe(204);
  expect((await remove(supervisor, second.id)).status).toBe(404);
  expect((await list(anatole)).data).toEqual([]);
});

test('the audit trail keeps that a note was written and deleted, not its text', async () => {
  const { id } = await written(anatole, { text: 'Secret' });
  await remove(anatole, id);
  await api.sealFacts();
  const entries = await api.superuser`
    select * from audit_entries where resource_type = 'conversation'
      and resource_id = ${String(conversationId)}
  `;
  expect(entries).toHaveLength(2);
  expect(JSON.stringify(entries)).not.toContain('Secret');
});

test('consoles that show the conversation read it again', async () => {
  await written(anatole, { text: 'Un' });
  const facts = await api.superuser`
    select topic, call_centre_id from facts where resource_id = ${String(conversationId)}
  `;
  expect(facts).toEqual([{ topic: 'conversation.updated', call_centre_id: company.callCentreId }]);
});
