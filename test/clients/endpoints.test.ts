/**
 * Goal: the client of seed 004 is the contact of everything else: one record, one timeline, seen from two addresses.
 * Method: the whole api in-process on real Postgres.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { ClientCreatedOut, ClientOut } from '../../src/domain/clients/shapes.ts';
import { PersonOut } from '../../src/domain/contacts/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf, keyWithScopes, refusalOf } from '../support/actions.ts';
import { startTestApi } from '../support/api.ts';

const api = await startTestApi();
afterAll(() => api.stop());
const { company, superuser: sql } = api;
const { key } = company.agents[0];

/** Of the seed. */
const ALGERIE_TECH = {
  name: 'SARL Algérie Tech',
  email: 'contact@algerietech.dz',
  phone: '+213 555 123 456',
  company: 'Algérie Tech SARL',
  address: '123 Rue Didouche Mourad, Alger',
};

beforeEach(async () => {
  await sql`delete from contact_points`;
  await sql`delete from people`;
  await sql`delete from organisations`;
});

const send = (body: object, as = key) => api.request('/api/crm/client', { key: as, body });
const created = async (body: object = ALGERIE_TECH) =>
  answerOf(await send(body), 201, ClientCreatedOut);
const patched = async (id: number, version: number, body: object) =>
  answerOf(
    await api.request(`/api/crm/client/${id}`, {
      key,
      method: 'PATCH',
      body: { version, ...body },
    }),
    200,
    ClientOut,
  );
const personOf = async (id: number) =>
  answerOf(await api.request(`/api/v1/people/${id}`, { key }), 200, PersonOut);
const names = async (query: string) =>
  (
    await answerOf(await api.request(`/api/crm/client${query}`, { key }), 200, pageOf(ClientOut))
  ).data.map(({ name }) => name);

test('the client of the seed is a person with its organisation', async () => {
  const answer = await send(ALGERIE_TECH);
  expect(answer.headers.get('Location')).toMatch(/^\/api\/crm\/client\/\d+$/);
  const client = await answerOf(answer, 201, ClientCreatedOut);
  expect(client).toMatchObject({ ...ALGERIE_TECH, phone: '+213555123456', duplicates: [] });
  expect(await personOf(client.id)).toMatchObject({
    name: 'SARL Algérie Tech',
    organisation: { name: 'Algérie Tech SARL' },
    emails: [{ value: 'contact@algerietech.dz' }],
    phones: [{ value: '+213555123456' }],
    address: '123 Rue Didouche Mourad, Alger',
  });
});

test('a second client of the same company belongs to the same organisation, and names the first', async () => {
  const first = await created();
  const second = await created({ ...ALGERIE_TECH, name: 'Amina', company: 'ALGÉRIE TECH SARL' });
  expect((await personOf(second.id)).organisation).toEqual((await personOf(first.id)).organisation);
  expect(second.duplicates.map(({ id }) => id)).toEqual([first.id]);
});

test.each([
  [{ name: '' }, 'name: at least 1 character'],
  [{ name: 'A', email: 'no' }, 'email: expected an e-mail address'],
  [{ name: 'A', phone: '12' }, 'phone: expected a telephone number'],
  [{ name: 'A', compagny: 'B' }, 'compagny: '],
])('refuses %j', async (body, faulty) => {
  expect((await refusalOf(await send(body))).faults).toEqual([expect.stringContaining(faulty)]);
});

describe('a change', () => {
  test('of the address or number takes the place of the main one; the others stay', async () => {
    const { id } = await created();
    await api.request(`/api/v1/people/${id}`, {
      key,
      method: 'PATCH',
      body: {
        version: 1,
        emails: [
          { value: 'a@example.com', label: 'bureau' },
          { value: 'b@example.com', label: null },
        ],
      },
    });
    const changed = await patched(id, 2, { email: 'c@example.com', phone: null });
    expect(changed).toMatchObject({ email: 'c@example.com', phone: null, version: 3 });
    expect((await personOf(id)).emails).toEqual([
      { value: 'c@example.com', label: 'bureau' },
      { value: 'b@example.com', label: null },
    ]);
    expect((await patched(id, 3, { email: 'b@example.com' })).email).toBe('b@example.com');
    expect((await personOf(id)).emails).toHaveLength(1);
  });

  test('of the company moves the client to another organisation, or to none', async () => {
    const { id } = await created();
    expect((await patched(id, 1, { company: 'Autre' })).company).toBe('Autre');
    expect((await patched(id, 2, { company: null })).company).toBeNull();
    expect((await patched(id, 3, { name: 'Amina' })).name).toBe('Amina');
  });

  test('based on another version is refused', async () => {
    const { id } = await created();
    const answer = await api.request(`/api/crm/client/${id}`, {
      key,
      method: 'PATCH',
      body: { version: 2, name: 'X' },
    });
    expect((await refusalOf(answer)).code).toBe('version_conflict');
  });
});

test('clients are found by their name, company, address and number, in pages', async () => {
  await created();
  await created({ name: 'Paul Martin', email: null });
  expect(await names('')).toEqual(['Paul Martin', 'SARL Algérie Tech']);
  expect(await names('?q=algerie')).toEqual(['SARL Algérie Tech']);
  expect(await names('?q=555123456')).toEqual(['SARL Algérie Tech']);
  expect(await names('?sort=-created_at&limit=1')).toEqual(['Paul Martin']);
});

test('a key that may not create organisations names only existing ones', async () => {
  const scoped = await keyWithScopes(api, company, company.owner, ['people:create']);
  expect((await send(ALGERIE_TECH, scoped)).status).toBe(403);
  await created();
  expect((await send({ ...ALGERIE_TECH, name: 'Amina' }, scoped)).status).toBe(201);
});
