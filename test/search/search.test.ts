/**
 * Goal: one search finds what the caller may list, best first, and leaves a trace without the text. Method:
 * the whole api in-process on real Postgres.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuditEntryOut } from '../../src/domain/audit/shapes.ts';
import { SearchOut, type SearchHit } from '../../src/domain/search/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { hashToken, newToken } from '../../src/domain/shared/secrets.ts';
import { answerOf, createAction, createEntity, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi, type TestCompany, type TestPerson } from '../support/api.ts';

let api: TestApi;
let company: TestCompany;
let anatole: TestPerson;
let berthe: TestPerson;
let actionId: string;

const PEOPLE = [
  ['candidat', 'DUMI15091992', { prenom: 'Marie', nom: 'Dumitru', telephone: '06 12 34 56 78' }],
  ['candidat', 'BENA01011990', { prenom: 'Éloïse', nom: 'Benaïssa', email: 'eloise@example.com' }],
  ['prospect', 'P-7', { prenom: 'Dumi', nom: 'Tresor', ville: 'Oran' }],
  ['formateur', 'F-1', { prenom: 'Karim', nom: 'Haddad', note: 'remplace Dumitru le jeudi' }],
  ['session', 'S-2026-04', { titre: 'Anglais du soir' }],
] as const;

beforeAll(async () => {
  api = await startTestApi();
  company = api.company;
  [anatole, berthe] = company.agents;
  for (const [type, ref, data] of PEOPLE) {
    await createEntity(api, company.owner.key, { type, ref, data });
  }
  await createEntity(api, api.otherCompany.owner.key, {
    type: 'candidat',
    ref: 'DUMI15091992',
    data: { prenom: 'Marie', nom: 'Dumitru-Voisine' },
  });
  ({ id: actionId } = await createAction(api, anatole));
});
afterAll(() => api.stop());

const find = async (q: string, { key = company.owner.key, limit = 25 } = {}) =>
  (
    await answerOf(
      await api.request(`/api/v1/search?q=${encodeURIComponent(q)}&limit=${limit}`, { key }),
      200,
      SearchOut,
    )
  ).data;
const titlesOf = async (q: string, kind: SearchHit['kind'] = 'record'): Promise<string[]> =>
  (await find(q)).filter((hit) => hit.kind === kind).map(({ title }) => title);

describe('the order', () => {
  test('puts a person before the documents that are named after them', async () => {
    for (const [type, ref, data] of [
      ['candidat', 'ZOLA-1', { prenom: 'Nana', nom: 'Zola' }],
      ['document', 'ZOLA-2', { typeDocument: 'CV', candidatPrenom: 'Nana', candidatNom: 'Zola' }],
    ] as const) {
      await createEntity(api, company.owner.key, { type, ref, data });
    }
    expect(await titlesOf('zola')).toEqual(['Nana Zola', 'CV (Nana Zola)']);
  });

  test('puts a whole title first, then beginnings, then words, then other data', async () => {
    const found = await find('dumitru');
    expect(found.map(({ kind, title, rank }) => [kind, title, rank])).toEqual([
      ['record', 'Marie Dumitru', 'word'],
      ['record', 'Karim Haddad', 'elsewhere'],
      ['action', 'Relancer candidat par email', 'elsewhere'],
    ]);
    expect((await find('marie dumitru'))[0]).toMatchObject({ rank: 'exact' });
    expect(
      (await find('dumi'))
        .filter(({ kind }) => kind === 'record')
        .map(({ title, rank }) => [title, rank]),
    ).toEqual([
      ['Dumi Tresor', 'prefix'],
      ['Marie Dumitru', 'prefix'],
      ['Karim Haddad', 'elsewhere'],
    ]);
  });

  test('takes turns between records and actions that match alike', async () => {
    for (let number = 1; number <= 3; number += 1) {
      await createEntity(api, company.owner.key, {
        type: 'session',
        ref: `TOUR-${number}`,
        data: { titre: `Relancer le cours ${number}` },
      });
    }
    const found = await find('relancer', { limit: 3 });
    expect(found.map(({ kind, rank }) => [kind, rank])).toEqual([
      ['record', 'prefix'],
      ['action', 'prefix'],
      ['record', 'prefix'],
    ]);
  });
});

describe('records', () => {
  test.each([
    ['a name without its accents', 'eloise benaissa', 'Éloïse Benaïssa'],
    ['a name with accents typed in capitals', 'BENAÏSSA', 'Éloïse Benaïssa'],
    ['beginnings of words in another order', 'dum mar', 'Marie Dumitru'],
    ['a telephone number in the international form', '+33 6 12 34 56 78', 'Marie Dumitru'],
    ['the digits of a telephone number', '0612345678', 'Marie Dumitru'],
    ['a reference in small letters', 'dumi15091992', 'Marie Dumitru'],
    ['an e-mail address', 'Eloise@Example.com', 'Éloïse Benaïssa'],
    ['a word of other data', 'oran', 'Dumi Tresor'],
  ])('are found by %s', async (_, q, title) => {
    expect(await titlesOf(q)).toEqual([title]);
  });

  test.each(['+33 6 12 34 56 78', 'eloise@example.com', 'dumi15091992', 'P-7', 'p-7'])(
    'are exact for %s',
    async (q) => {
      expect((await find(q))[0]).toMatchObject({ kind: 'record', rank: 'exact' });
    },
  );

  test('say what the console links to', async () => {
    expect((await find('éloïse'))[0]).toMatchObject({
      kind: 'record',
      title: 'Éloïse Benaïssa',
      subtitle: 'BENA01011990',
      type: 'candidat',
      ref: 'BENA01011990',
      statut_dossier: null,
    });
  });

  test('are found whatever signs the text has', async () => {
    for (const q of ['%_', "d'um", 'a & b | !c', '(((', '\\\\', '«é»', '🙂🙂', '::*']) {
      expect(Array.isArray(await find(q))).toBe(true);
    }
  });
});

describe('actions', () => {
  test('are found by their id, written in any case, and by its beginning', async () => {
    expect(await find(actionId.toUpperCase())).toMatchObject([
      { kind: 'action', id: actionId, rank: 'exact', status: 'accepted' },
    ]);
    expect(await find(actionId.slice(0, 13))).toMatchObject([{ id: actionId, rank: 'prefix' }]);
  });

  test.each([
    ['the label of their type', 'relancer candidat'],
    ['the code of their type', 'RELANCE_CANDIDAT_EMAIL'],
    ['the name of their record', 'marie dumitru'],
    ['a word of the type and one of the record', 'relancer dumitru'],
  ])('are found by %s', async (_, q) => {
    const found = (await find(q)).filter(({ kind }) => kind === 'action');
    expect(found).toMatchObject([
      { id: actionId, title: 'Relancer candidat par email', subtitle: 'Marie Dumitru' },
    ]);
  });

  test('are found and shown by the label in the language of the reader', async () => {
    await api.superuser`update users set locale = 'en' where id = ${anatole.id}`;
    expect(await find('remind candidate', { key: anatole.key })).toMatchObject([
      { id: actionId, title: 'Remind candidate by e-mail' },
    ]);
    await api.superuser`update users set locale = 'fr' where id = ${anatole.id}`;
  });
});

describe('what a caller may not list', () => {
  test("is not found: another agent's actions, by id, type or record", async () => {
    for (const q of [actionId, 'relancer candidat', 'marie dumitru']) {
      const found = await find(q, { key: berthe.key });
      expect(found.filter(({ kind }) => kind === 'action')).toEqual([]);
    }
    expect(await find(actionId, { key: anatole.key })).toHaveLength(1);
    expect(await find(actionId, { key: company.supervisor.key })).toHaveLength(1);
  });

  test('is not found by a text without words', async () => {
    for (const q of ['%%', '!!', '()', "' | :*"]) expect(await find(q)).toEqual([]);
  });

  test('is not found: users, by an agent', async () => {
    expect(await find('anatole', { key: berthe.key })).toEqual([]);
    expect(await find('anatole')).toMatchObject([
      { kind: 'user', title: 'Anatole Agent', subtitle: anatole.email, role: 'agent' },
    ]);
  });

  test('is not found: the rows of another company', async () => {
    expect(await titlesOf('dumitru')).not.toContain('Marie Dumitru-Voisine');
    const stranger = api.otherCompany.owner.key;
    expect((await find('dumitru', { key: stranger })).map(({ title }) => title)).toEqual([
      'Marie Dumitru-Voisine',
    ]);
    expect(await find(actionId, { key: stranger })).toEqual([]);
  });

  test('is not found with an API key that has only the permission to search', async () => {
    const key = newToken('rlk');
    await api.superuser`
      insert into api_keys (company_id, user_id, name, prefix, key_hash, scopes, created_by)
      values (
        ${company.id}, ${company.owner.id}, 'search', ${key.slice(0, 10)}, ${hashToken(key)},
        '{search:read}', ${company.owner.id}
      )
    `;
    expect(await find('dumitru', { key })).toEqual([]);
  });
});

test('a search is one audit entry with the ids that were shown, without the text', async () => {
  const [record] = await find('haddad');
  await api.sealFacts();
  const answer = await api.request('/api/v1/audit?operation=search.read&limit=1', {
    key: company.owner.key,
  });
  const { data } = await answerOf(answer, 200, pageOf(AuditEntryOut));
  expect(data).toMatchObject([
    { resource_id: '*', user_id: company.owner.id, before: null, after: { shown: {} } },
  ]);
  expect(data[0]?.after).toEqual({ shown: { record: [record?.id] } });
});

describe('limits', () => {
  test.each([
    ['one character', 'q=a'],
    ['blanks', 'q=%20%20%20'],
    ['201 characters', `q=${'a'.repeat(201)}`],
    ['no text', ''],
    ['more than 25 results', 'q=aa&limit=26'],
    ['no results', 'q=aa&limit=0'],
  ])('refuse %s', async (_, query) => {
    const answer = await api.request(`/api/v1/search?${query}`, { key: company.owner.key });
    expect((await refusalOf(answer)).status).toBe(422);
  });

  test('an answer has no more results than asked for', async () => {
    expect(await find('re', { limit: 2 })).toHaveLength(2);
  });
});
