/**
 * Goal: canned replies are written by supervisors, refused with a variable that does not exist, and rendered for
 * a conversation that the caller reaches. Method: the whole api in-process on real Postgres.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CannedReplyOut, CannedReplyRenderOut } from '../../src/domain/canned-replies/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';
import { insertTestConversation } from '../support/conversation-rows.ts';
import { addCentre } from '../support/leads.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, superuser: sql } = api;
const { key } = company.supervisor;
const [anatole] = company.agents;
const paris = await addCentre(api, company);

beforeEach(() => sql`delete from canned_replies`);

const PATH = '/inbox/canned-replies';
const send = (body: object, as = key) => api.request(PATH, { key: as, body });
const created = async (name: string, body = 'Bonjour') =>
  answerOf(await send({ name, body }), 201, CannedReplyOut);
const patch = (id: number, body: object) =>
  api.request(`${PATH}/${id}`, { key, method: 'PATCH', body });
const names = async (query = '') =>
  (
    await answerOf(
      await api.request(`${PATH}${query}`, { key: anatole.key }),
      200,
      pageOf(CannedReplyOut),
    )
  ).data.map(({ name }) => name);

test('are listed by name for everyone, searched, and paged', async () => {
  await created('Tarifs', 'Voici nos tarifs');
  await created('Été', 'Fermeture annuelle');
  await created('Merci');
  expect(await names()).toEqual(['Été', 'Merci', 'Tarifs']);
  expect(await names('?q=annuel')).toEqual(['Été']);
  const answer = await api.request(`${PATH}?limit=2`, { key });
  const { next_cursor: cursor } = await answerOf(answer, 200, pageOf(CannedReplyOut));
  expect(await names(`?limit=2&cursor=${cursor}`)).toEqual(['Tarifs']);
});

test('are written by supervisors, not by agents', async () => {
  expect((await send({ name: 'A', body: 'B' }, anatole.key)).status).toBe(403);
});

test('a variable that does not exist is refused and named, also in a change', async () => {
  const body = 'Bonjour {{prenom}}';
  const faulty =
    'body: unknown variable {{prenom}}: expected one of contact.name, contact.first_name, user.name, company.name, conversation.subject';
  expect((await refusalOf(await send({ name: 'A', body }))).faults).toEqual([faulty]);
  const { id } = await created('A');
  expect((await refusalOf(await patch(id, { version: 1, body }))).faults).toEqual([faulty]);
});

test('a name is taken once, whatever its capitals, and free again after a removal', async () => {
  const { id } = await created('Merci');
  expect(await refusalOf(await send({ name: 'MERCI', body: 'x' }))).toMatchObject({
    code: 'conflict',
    faults: ['name: in use already'],
  });
  const other = await created('Autre');
  expect((await patch(other.id, { version: 1, name: 'merci' })).status).toBe(409);
  await api.request(`${PATH}/${id}`, { key, method: 'DELETE' });
  expect((await patch(other.id, { version: 1, name: 'merci' })).status).toBe(200);
});

test('of two changes at once takes one', async () => {
  const { id } = await created('A');
  await patch(id, { version: 1, body: 'B' });
  expect((await refusalOf(await patch(id, { version: 1, body: 'C' }))).code).toBe(
    'version_conflict',
  );
});

describe('rendering', () => {
  const BODY =
    'Bonjour {{contact.first_name}},\n« {{conversation.subject}} »\n{{user.name}}, {{company.name}}';
  const render = (id: number, conversationId: number, as = anatole.key) =>
    api.request(`${PATH}/${id}/render`, { key: as, body: { conversation_id: conversationId } });
  const textOf = async (answer: Response) =>
    (await answerOf(answer, 200, CannedReplyRenderOut)).text;

  test('takes the names of the conversation, the caller and the company', async () => {
    const { id } = await created('A', BODY);
    const conversationId = await insertTestConversation(api, { company, subject: 'Devis' });
    const [user] = await sql`select name from users where id = ${anatole.id}`;
    expect(await textOf(await render(id, conversationId))).toBe(
      `Bonjour Marie,\n« Devis »\n${String(user?.['name'])}, ${company.name}`,
    );
  });

  test('prefers the name of the contact, and leaves out what is not known', async () => {
    const { id } = await created('A', 'Bonjour {{contact.name}},');
    const [person] = await sql`
      insert into people (company_id, name, points) values (${company.id}, 'Hélène B', '')
      returning id
    `;
    const known = await insertTestConversation(api, { company, personId: Number(person?.['id']) });
    expect(await textOf(await render(id, known))).toBe('Bonjour Hélène B,');
    const unknown = await insertTestConversation(api, { company, contactName: null });
    expect(await textOf(await render(id, unknown))).toBe('Bonjour,');
  });

  test('refuses a conversation out of reach', async () => {
    const { id } = await created('A', BODY);
    const conversationId = await insertTestConversation(api, { company });
    const refused = await render(id, conversationId, paris.agent.key);
    expect((await refusalOf(refused)).faults).toEqual(['conversation_id: no such conversation']);
  });
});
