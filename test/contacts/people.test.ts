/**
 * Goal: people and organisations are found by whatever a user knows of them, and changed without losing
 * another user's change. Method: the whole api in-process on real Postgres.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  MatchesOut,
  OrganisationCreatedOut,
  OrganisationOut,
  PersonCreatedOut,
  PersonOut,
} from '../../src/domain/contacts/shapes.ts';
import { ListCountOut, pageOf } from '../../src/domain/shared/pages.ts';
import type { Permission } from '../../src/domain/shared/permissions.ts';
import { parsePhone } from '../../src/domain/shared/phones.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { scopedKey } from '../support/scoped-key.ts';

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await startTestApi();
  ({ key } = api.company.agents[0]);
});
afterAll(() => api.stop());

const PEOPLE = '/api/v1/people';
const ORGANISATIONS = '/api/v1/organisations';

const send = (path: string, body: object, by = key) => api.request(path, { key: by, body });
const addPerson = async (body: object) =>
  answerOf(await send(PEOPLE, { name: 'Essai', ...body }), 201, PersonCreatedOut);
const addOrganisation = async (body: object) =>
  answerOf(await send(ORGANISATIONS, { name: 'Essai', ...body }), 201, OrganisationCreatedOut);
const readPerson = async (id: number) =>
  answerOf(await api.request(`${PEOPLE}/${id}`, { key }), 200, PersonOut);
const sendPatch = (path: string, body: object, by = key) =>
  api.request(path, { method: 'PATCH', key: by, body });
const remove = (path: string) =>
  api.request(path, { method: 'DELETE', key: api.company.supervisor.key });

const Names = pageOf(z.object({ id: z.number(), name: z.string() }));
const list = async (query: string, path = PEOPLE) =>
  answerOf(await api.request(`${path}?${query}`, { key }), 200, Names);
const namesOf = async (query: string, path?: string): Promise<string[]> =>
  (await list(query, path)).data.map(({ name }) => name);

const byNumber = (left: number, right: number) => left - right;
const email = (value: string, label: string | null = null) => ({ value, label });

describe('a telephone number', () => {
  test.each([
    ['06 12 34 56 78', '+33612345678'],
    ['+33 (0)6.12.34.56.78', '+33612345678'],
    ['0033 6 12 34 56 78', '+33612345678'],
    ['+213 550 12 34 56', '+213550123456'],
    ['112', undefined],
    ['bonjour', undefined],
    ['0612345678'.repeat(20), undefined],
  ])('%s is stored as %s', (text, stored) => {
    expect(parsePhone(text)).toBe(stored);
  });

  test('without a country code belongs to the country that is given', () => {
    expect(parsePhone('0550 12 34 56', 'DZ')).toBe('+213550123456');
  });
});

describe('POST /api/v1/people', () => {
  test('stores e-mail addresses in lower case, numbers in E.164, each once, in their order', async () => {
    const { id: organisationId } = await addOrganisation({ name: 'Bijoux Martin' });
    const response = await send(PEOPLE, {
      name: ' Marie Dumitru ',
      organisation_id: organisationId,
      job_title: 'Directrice',
      emails: [
        email('Marie@Example.com', 'bureau'),
        email('m@example.com'),
        email('MARIE@example.com'),
      ],
      phones: [{ value: '06 12 34 56 78' }, { value: '+33612345678' }],
    });
    const person = await answerOf(response, 201, PersonCreatedOut);
    expect(person).toMatchObject({
      name: 'Marie Dumitru',
      organisation: { id: organisationId, name: 'Bijoux Martin' },
      emails: [email('marie@example.com', 'bureau'), email('m@example.com')],
      phones: [{ value: '+33612345678', label: null }],
      version: 1,
      deleted_at: null,
      duplicates: [],
    });
    expect(response.headers.get('Location')).toBe(`${PEOPLE}/${person.id}`);
    const { duplicates: _, ...created } = person;
    expect(await readPerson(person.id)).toEqual(created);
  });

  test.each<[string, object, string]>([
    ['an empty name', { name: ' ' }, 'name'],
    ['a number that is none', { phones: [{ value: '12' }] }, 'phones.0.value'],
    ['an address that is none', { emails: [{ value: 'marie' }] }, 'emails.0.value'],
    [
      'more than 50 addresses',
      { emails: Array.from({ length: 51 }, (_, at) => email(`a${at}@example.com`)) },
      'emails',
    ],
    ['an organisation that does not exist', { organisation_id: 999_999 }, 'organisation_id'],
    ['an unknown field', { company: 'x' }, 'company'],
  ])('refuses %s', async (_, body, path) => {
    const { status, faults } = await refusalOf(await send(PEOPLE, { name: 'X', ...body }));
    expect({ status, path: faults[0]?.split(':')[0] }).toEqual({ status: 422, path });
  });

  test("refuses another company's organisation", async () => {
    const theirs = await answerOf(
      await send(ORGANISATIONS, { name: 'Voisine' }, api.otherCompany.owner.key),
      201,
      OrganisationCreatedOut,
    );
    const refused = await refusalOf(await send(PEOPLE, { name: 'X', organisation_id: theirs.id }));
    expect(refused).toMatchObject({
      status: 422,
      faults: ['organisation_id: no such organisation'],
    });
  });

  test('reads a web site without its scheme, and refuses one that is a script', async () => {
    const { website } = await addOrganisation({ website: 'www.example.com' });
    expect(website).toBe('https://www.example.com');
    const refused = await send(ORGANISATIONS, { name: 'X', website: 'javascript:alert(1)' });
    expect(refused.status).toBe(422);
  });
});

describe('duplicates', () => {
  test('are named when a person is created, before it, and on the page of each', async () => {
    const first = await addPerson({
      name: 'Paul Roux',
      emails: [email('paul@example.com')],
      phones: [{ value: '01 23 45 67 89' }],
    });
    const second = await addPerson({
      name: 'P. Roux',
      emails: [email('PAUL@example.com')],
      phones: [{ value: '+33 1 23 45 67 89' }],
    });
    const match = { id: first.id, matched: ['paul@example.com', '+33123456789'] };
    expect(second.duplicates).toMatchObject([match]);
    const ask = async (path: string) =>
      (await answerOf(await api.request(path, { key }), 200, MatchesOut)).data;
    expect(await ask(`${PEOPLE}/${second.id}/duplicates`)).toMatchObject([match]);
    const byEmail = await ask(`${PEOPLE}/matches?email=Paul%40Example.com`);
    expect(byEmail.map(({ id }) => id)).toEqual([first.id, second.id]);
    const byPhone = await ask(`${PEOPLE}/matches?phone=0123456789&except_id=${first.id}`);
    expect(byPhone.map(({ id }) => id)).toEqual([second.id]);
    expect(await ask(`${ORGANISATIONS}/matches?email=paul%40example.com`)).toEqual([]);
  });

  test('are not looked for in other companies, nor among the deleted', async () => {
    const { id } = await addPerson({ emails: [email('seule@example.com')] });
    const foreign = await send(
      PEOPLE,
      { name: 'Ailleurs', emails: [email('seule@example.com')] },
      api.otherCompany.owner.key,
    );
    expect((await answerOf(foreign, 201, PersonCreatedOut)).duplicates).toEqual([]);
    await remove(`${PEOPLE}/${id}`);
    expect((await addPerson({ emails: [email('seule@example.com')] })).duplicates).toEqual([]);
  });

  test('are not named to a key that may create people but not read them', async () => {
    const emails = [email('discrete@example.com')];
    const { id } = await addPerson({ emails });
    const create = async (scopes: readonly Permission[]) => {
      const body = { name: 'Double', emails };
      const answer = await send(PEOPLE, body, await scopedKey(api, scopes));
      return answerOf(answer, 201, PersonCreatedOut);
    };
    const blind = await create(['people:create']);
    expect(blind).toMatchObject({ name: 'Double', duplicates: [] });
    const seeing = await create(['people:create', 'people:read']);
    expect(seeing.duplicates.map((one) => one.id).toSorted(byNumber)).toEqual([id, blind.id]);
    await api.sealFacts();
    const looks = await api.superuser`
      select entry -> 'after' -> 'ids' as ids
      from audit_entries
      where entry ->> 'operation' = 'people.matches'
        and entry ->> 'resource_id' in (${String(blind.id)}, ${String(seeing.id)})
    `;
    expect(looks.map(({ ids }) => (ids as number[]).toSorted(byNumber))).toEqual([[id, blind.id]]);
  });

  test('need an address or a number to look for', async () => {
    const { status, faults } = await refusalOf(await api.request(`${PEOPLE}/matches`, { key }));
    expect({ status, faults }).toEqual({
      status: 422,
      faults: ['email: required, or phone instead'],
    });
  });
});

describe('PATCH', () => {
  test('changes what is named, clears what is null, and replaces a list as a whole', async () => {
    const { id } = await addPerson({
      job_title: 'Gérante',
      notes: 'le matin',
      emails: [email('a@example.com'), email('b@example.com')],
      phones: [{ value: '0612345678' }],
    });
    const patched = await sendPatch(`${PEOPLE}/${id}`, {
      version: 1,
      job_title: null,
      emails: [email('b@example.com'), email('c@example.com')],
    });
    expect(await answerOf(patched, 200, PersonOut)).toMatchObject({
      job_title: null,
      notes: 'le matin',
      emails: [email('b@example.com'), email('c@example.com')],
      phones: [{ value: '+33612345678' }],
      version: 2,
    });
    expect(await namesOf('q=a%40example.com')).toEqual([]);
  });

  test('applies one of many simultaneous changes of one version', async () => {
    const { id } = await addOrganisation({});
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, number) =>
        sendPatch(`${ORGANISATIONS}/${id}`, { version: 1, name: `Gagnante ${number}` }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 9 }, () => 409),
    ]);
    const read = await api.request(`${ORGANISATIONS}/${id}`, { key });
    expect((await answerOf(read, 200, OrganisationOut)).version).toBe(2);
  });

  test('is refused for a deleted record', async () => {
    const { id } = await addPerson({});
    await remove(`${PEOPLE}/${id}`);
    expect(await refusalOf(await sendPatch(`${PEOPLE}/${id}`, { version: 2, name: 'X' }))).toEqual({
      status: 409,
      code: 'conflict',
      faults: [],
    });
  });
});

describe('a list', () => {
  beforeAll(async () => {
    await api.superuser`delete from contact_points`;
    await api.superuser`update people set deleted_at = now()`;
    const { id } = await addOrganisation({ name: 'Atelier Éclat' });
    await addPerson({ name: 'Zoé Petit', phones: [{ value: '06 12 34 56 78' }] });
    await addPerson({ name: 'Élodie Martin', organisation_id: id, job_title: 'Comptable' });
    await addPerson({ name: 'anne roux', emails: [email('anne.roux@example.com')] });
    await addPerson({ name: 'Élodie Martin', phones: [{ value: '+213 550 12 34 56' }] });
  });

  test.each([
    ['', ['anne roux', 'Élodie Martin', 'Élodie Martin', 'Zoé Petit']],
    ['sort=-name', ['Zoé Petit', 'Élodie Martin', 'Élodie Martin', 'anne roux']],
    ['sort=created_at', ['Zoé Petit', 'Élodie Martin', 'anne roux', 'Élodie Martin']],
    ['sort=-updated_at', ['Élodie Martin', 'anne roux', 'Élodie Martin', 'Zoé Petit']],
    ['q=elodie', ['Élodie Martin', 'Élodie Martin']],
    ['q=compta', ['Élodie Martin']],
    ['q=anne.roux@example.com', ['anne roux']],
    ['q=06.12.34.56.78', ['Zoé Petit']],
    ['q=%2B33612345678', ['Zoé Petit']],
    ['q=0550123456', ['Élodie Martin']],
    ['q=zoe%20%2B33%20(0)6%2012%2034', ['Zoé Petit']],
    ['lacks=email', ['Élodie Martin', 'Élodie Martin', 'Zoé Petit']],
    ['lacks=phone', ['anne roux', 'Élodie Martin']],
  ])('?%s shows %j, also in pages of one, and counts them', async (query, names) => {
    expect(await namesOf(query)).toEqual(names);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const after = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: Awaited<ReturnType<typeof list>> = await list(`${query}&limit=1${after}`);
      paged.push(...page.data.map(({ name }) => name));
      cursor = page.next_cursor;
    }
    expect(paged).toEqual(names);
    const filter = query.replace(/^sort=.*/, '');
    const counted = await api.request(`${PEOPLE}/count?${filter}`, { key });
    expect((await answerOf(counted, 200, ListCountOut)).count).toBe(names.length);
  });

  test('shows the people of an organisation, which counts them', async () => {
    const [organisation] = (await list('q=eclat', ORGANISATIONS)).data;
    const id = organisation?.id ?? 0;
    expect(await namesOf(`organisation_id=${id}`)).toEqual(['Élodie Martin']);
    const read = await api.request(`${ORGANISATIONS}/${id}`, { key });
    expect((await answerOf(read, 200, OrganisationOut)).people_count).toBe(1);
  });

  test('and the search of everything show no record of another company', async () => {
    const stranger = api.otherCompany.owner.key;
    const listed = await api.request(`${PEOPLE}?q=elodie`, { key: stranger });
    expect((await answerOf(listed, 200, Names)).data).toEqual([]);
    const Hits = z.object({ data: z.array(z.object({ kind: z.string(), title: z.string() })) });
    const search = async (by: string, text: string) =>
      (await answerOf(await api.request(`/api/v1/search?q=${text}`, { key: by }), 200, Hits)).data;
    expect(await search(stranger, 'elodie')).toEqual([]);
    expect(await search(key, 'eclat')).toEqual([{ kind: 'organisation', title: 'Atelier Éclat' }]);
    expect(await search(key, '06%2012%2034%2056%2078')).toEqual([
      { kind: 'person', title: 'Zoé Petit' },
    ]);
  });
});

describe('a deleted record', () => {
  test('is in no list, says so on its page, and can be restored', async () => {
    const { id: organisationId } = await addOrganisation({ name: 'Fermée' });
    const { id } = await addPerson({ name: 'Disparue', organisation_id: organisationId });
    expect((await remove(`${ORGANISATIONS}/${organisationId}`)).status).toBe(204);
    expect((await readPerson(id)).organisation).toBeNull();
    expect((await remove(`${PEOPLE}/${id}`)).status).toBe(204);
    expect((await remove(`${PEOPLE}/${id}`)).status).toBe(204);
    expect(await namesOf('q=disparue')).toEqual([]);
    expect((await readPerson(id)).deleted_at).not.toBeNull();
    const restore = (path: string) =>
      api.request(`${path}/restore`, { method: 'POST', key: api.company.supervisor.key });
    expect((await restore(`${PEOPLE}/${id}`)).status).toBe(204);
    expect((await restore(`${ORGANISATIONS}/${organisationId}`)).status).toBe(204);
    expect(await readPerson(id)).toMatchObject({
      deleted_at: null,
      organisation: { name: 'Fermée' },
    });
  });
});
