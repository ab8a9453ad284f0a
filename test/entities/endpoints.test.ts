/**
 * Goal: the business records actions are about: found by type and reference, changed without losing
 * anybody's change. Method: the whole api in-process on real Postgres.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EntityOut } from '../../src/domain/entities/shapes.ts';
import { ENTITY_TYPES, entityLabel } from '../../src/domain/entities/types.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf, MARIE, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await startTestApi();
  ({ key } = api.company.agents[0]);
});
afterAll(() => api.stop());

const send = (type: string, body: unknown, by = key): Promise<Response> =>
  api.request(`/api/v1/entities/${type}`, { key: by, body });
const create = async (ref: string, data: object = MARIE, type = 'candidat') =>
  answerOf(await send(type, { ref, data }), 201, EntityOut);
const pathOf = (ref: string, type = 'candidat') =>
  `/api/v1/entities/${type}/${encodeURIComponent(ref)}`;
const read = async (ref: string, type = 'candidat') =>
  answerOf(await api.request(pathOf(ref, type), { key }), 200, EntityOut);
const sendPatch = (ref: string, body: object, by = key): Promise<Response> =>
  api.request(pathOf(ref), { method: 'PATCH', key: by, body });
const patch = async (ref: string, version: number, data: object) =>
  answerOf(await sendPatch(ref, { version, data }), 200, EntityOut);
const list = async (query = '', type = 'candidat') =>
  answerOf(await api.request(`/api/v1/entities/${type}${query}`, { key }), 200, pageOf(EntityOut));
const refsOf = async (query: string, type?: string): Promise<string[]> =>
  (await list(query, type)).data.map(({ ref }) => ref);

describe('POST /api/v1/entities/{type}', () => {
  test('creates a record and says where it is', async () => {
    const response = await send('candidat', { ref: 'DUMI15091992', data: MARIE });
    expect(response.headers.get('Location')).toBe(pathOf('DUMI15091992'));
    const entity = await answerOf(response, 201, EntityOut);
    expect(entity).toMatchObject({
      type: 'candidat',
      ref: 'DUMI15091992',
      label: 'Marie Dumitru',
      data: MARIE,
      statut_dossier: 'DOSSIER_INCOMPLET',
      version: 1,
    });
    expect(await read('DUMI15091992')).toEqual(entity);
  });

  test.each(ENTITY_TYPES)('takes a %s, whose reference is its type’s alone', async (type) => {
    expect(await create('42', {}, type)).toMatchObject({ type, ref: '42', statut_dossier: null });
  });

  test('refuses a reference the company has, and leaves it to other companies', async () => {
    await create('PRISE');
    expect(await refusalOf(await send('candidat', { ref: 'PRISE', data: {} }))).toEqual({
      status: 409,
      code: 'conflict',
      faults: ['ref: in use already'],
    });
    const stranger = api.otherCompany.owner.key;
    expect((await send('candidat', { ref: 'PRISE', data: {} }, stranger)).status).toBe(201);
    expect((await read('PRISE')).data).toEqual(MARIE);
  });

  test('creates one record out of many requests at once', async () => {
    const requests = Array.from({ length: 20 }, () =>
      send('candidat', { ref: 'COURSE', data: {} }),
    );
    const statuses = (await Promise.all(requests)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
  });

  test('takes a reference of any characters', async () => {
    const ref = 'Élève n° 7/B + "x"';
    const response = await send('candidat', { ref, data: {} });
    expect(response.status).toBe(201);
    const found = await api.request(response.headers.get('Location') ?? '', { key });
    expect((await answerOf(found, 200, EntityOut)).ref).toBe(ref);
  });

  test.each<[string, unknown, string]>([
    ['no ref', { data: {} }, 'ref'],
    ['a blank ref', { ref: ' ', data: {} }, 'ref'],
    ['a ref no address can hold', { ref: '..', data: {} }, 'ref'],
    ['a ref of 201 characters', { ref: 'x'.repeat(201), data: {} }, 'ref'],
    ['no data', { ref: 'X' }, 'data'],
    ['data as a list', { ref: 'X', data: [] }, 'data'],
    ['data of more than 64 KiB', { ref: 'X', data: { texte: 'x'.repeat(65_536) } }, 'data'],
    [
      'a statutDossier that is no text',
      { ref: 'X', data: { statutDossier: {} } },
      'data.statutDossier',
    ],
    [
      'a statutDossier of 101 characters',
      { ref: 'X', data: { statutDossier: 'x'.repeat(101) } },
      'data.statutDossier',
    ],
    ['an unknown field', { ref: 'X', data: {}, id: 7 }, 'id'],
  ])('refuses %s', async (_, body, path) => {
    const { status, faults } = await refusalOf(await send('candidat', body));
    expect({ status, path: faults[0]?.split(':')[0] }).toEqual({ status: 422, path });
  });

  test('knows no other type', async () => {
    expect((await send('licorne', { ref: 'X', data: {} })).status).toBe(404);
  });
});

describe('PATCH /api/v1/entities/{type}/{ref}', () => {
  test('changes the named fields, removes those that are null, keeps the others', async () => {
    await create('FUSION', { nom: 'Dumitru', prenom: 'Marie', telephone: '0612345678' });
    const changed = await patch('FUSION', 1, { prenom: 'Maria', telephone: null, age: 33 });
    expect(changed).toMatchObject({
      data: { nom: 'Dumitru', prenom: 'Maria', age: 33 },
      label: 'Maria Dumitru',
      version: 2,
    });
    expect(changed.data).not.toHaveProperty('telephone');
    expect(Date.parse(changed.updated_at)).toBeGreaterThanOrEqual(Date.parse(changed.created_at));
  });

  test('changes statut_dossier with the data', async () => {
    await create('STATUT');
    expect((await patch('STATUT', 1, { statutDossier: 'INSCRIT' })).statut_dossier).toBe('INSCRIT');
    expect((await patch('STATUT', 2, { statutDossier: null })).statut_dossier).toBeNull();
  });

  test('refuses a version that is no longer the current one', async () => {
    await create('VERSION');
    await patch('VERSION', 1, { a: 1 });
    expect(await refusalOf(await sendPatch('VERSION', { version: 1, data: { a: 2 } }))).toEqual({
      status: 409,
      code: 'version_conflict',
      faults: ['version: is 2 now'],
    });
    expect((await read('VERSION')).data).toMatchObject({ a: 1 });
  });

  test('applies one of many simultaneous changes of one version', async () => {
    await create('CONCOURS');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        sendPatch('CONCOURS', { version: 1, data: { gagnant: number } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await read('CONCOURS')).version).toBe(2);
  });

  test('writes before and after into the audit trail', async () => {
    const { id } = await create('AUDIT', { nom: 'Avant' });
    await patch('AUDIT', 1, { nom: 'Après' });
    const path = `/api/v1/audit?resource_type=entity&resource_id=${id}`;
    const answer = await api.request(path, { key: api.company.owner.key });
    expect(await answer.json()).toMatchObject({
      data: [
        { operation: 'entities.update', before: { nom: 'Avant' }, after: { nom: 'Après' } },
        { operation: 'entities.create', before: null, after: { nom: 'Avant' } },
      ],
    });
  });

  test('refuses to grow a record beyond 64 KiB', async () => {
    await create('GROS', { un: 'x'.repeat(60_000) });
    const { status, faults } = await refusalOf(
      await sendPatch('GROS', { version: 1, data: { deux: 'y'.repeat(60_000) } }),
    );
    expect({ status, path: faults[0]?.split(':')[0] }).toEqual({ status: 422, path: 'data' });
    expect((await read('GROS')).version).toBe(1);
  });

  test('answers 404 for a record that the company does not have', async () => {
    expect((await sendPatch('ABSENT', { version: 1, data: {} })).status).toBe(404);
    await create('A-NOUS');
    const stranger = api.otherCompany.owner.key;
    expect((await sendPatch('A-NOUS', { version: 1, data: {} }, stranger)).status).toBe(404);
    expect((await api.request(pathOf('A-NOUS'), { key: stranger })).status).toBe(404);
    // Nor a value with NUL, which PostgreSQL can't store.
    expect((await api.request(pathOf('A\0'), { key })).status).toBe(404);
    expect((await api.request(pathOf('A-NOUS', 'prospect'), { key })).status).toBe(404);
  });
});

describe('GET /api/v1/entities/{type}', () => {
  beforeAll(async () => {
    await api.superuser`delete from entities where type = 'prospect'`;
    await create('P-42', {}, 'prospect');
    await create(
      'P-1',
      { nom: 'Nguyen', prenom: 'Linh', statutDossier: 'A_CONTACTER' },
      'prospect',
    );
    await create('P-2', { nom: 'Garcia', prenom: 'Inès', statutDossier: 'RELANCE_1' }, 'prospect');
    await create('P-3', { nom: 'García', note: 'aime les bijoux', age: 42 }, 'prospect');
  });

  test('lists newest first, in pages', async () => {
    const first = await list('?limit=2', 'prospect');
    expect(first.data.map(({ ref }) => ref)).toEqual(['P-3', 'P-2']);
    const rest = await refsOf(`?limit=2&cursor=${first.next_cursor}`, 'prospect');
    expect(rest).toEqual(['P-1', 'P-42']);
    expect((await list('?limit=4', 'prospect')).next_cursor).toBeNull();
  });

  test.each([
    ['statut_dossier=RELANCE_1', ['P-2']],
    ['statut_dossier=RELANCE', []],
    ['q=nguy', ['P-1']],
    ['q=LINH', ['P-1']],
    ['q=linh%20nguyen', ['P-1']],
    ['q=linh%20garcia', []],
    ['q=bijoux', ['P-3']],
    ['q=P-2', ['P-2']],
    ['q=42', ['P-3', 'P-42']],
    ["q=%27)%3A*%20%7C%20'", []],
    ['q=garcia&statut_dossier=RELANCE_1', ['P-2']],
    ['q=ines', ['P-2']],
    ['q=GARC%C3%8DA', ['P-3', 'P-2']],
  ])('finds with ?%s', async (query, refs) => {
    expect(await refsOf(`?${query}`, 'prospect')).toEqual(refs);
  });

  test('shows the records of one company only', async () => {
    const response = await api.request('/api/v1/entities/prospect', {
      key: api.otherCompany.owner.key,
    });
    expect((await answerOf(response, 200, pageOf(EntityOut))).data).toEqual([]);
  });
});

describe('the name people read', () => {
  test.each([
    [{ prenom: 'Marie', nom: 'Dumitru' }, 'Marie Dumitru'],
    [{ nom: 'Dumitru' }, 'Dumitru'],
    [{ typeDocument: 'CV', candidatPrenom: 'Marie', candidatNom: 'Dumitru' }, 'CV (Marie Dumitru)'],
    [{ typeDocument: 'CV' }, 'CV'],
    [{ intitule: 'Septembre 2026' }, 'Septembre 2026'],
    [{ nom: 7, prenom: ' ' }, 'REF'],
    [{}, 'REF'],
  ])('of %j is %s', (data, label) => {
    expect(entityLabel(data, 'REF')).toBe(label);
  });
});

describe('a telephone number', () => {
  const WRITTEN: [string, string][] = [
    ['T-1', '06 12 34 56 78'],
    ['T-2', '0612345678'],
    ['T-3', '+33612345678'],
    ['T-4', '+33 (0)6 12 34 56 78'],
    ['T-5', '0033 6.12.34.56.78'],
    ['T-6', '06\u00a012\u00a034\u00a056\u00a078'],
    ['T-7', 'mère : 06-12-34-56-78 (le soir)'],
  ];
  beforeAll(async () => {
    for (const [ref, telephone] of WRITTEN) {
      await create(ref, { nom: ref === 'T-3' ? 'Bernadette' : 'Zoé', telephone }, 'eleve');
    }
    await create('T-8', { telephone: 33612345678 }, 'eleve');
    await create('T-9', { telephone: '06 12 34 56 79' }, 'eleve');
    await create('T-10', { telephone: '+213 550 12 34 56' }, 'eleve');
    await create('T-11', { telephones: [{ fixe: '0550123456' }] }, 'eleve');
  });
  const found = async (text: string) =>
    (await refsOf(`?q=${encodeURIComponent(text)}`, 'eleve')).toSorted();
  const all = [...WRITTEN.map(([ref]) => ref), 'T-8'];

  test.each([...WRITTEN.slice(0, 6).map(([, text]) => text), '33612345678'])(
    'is found by %s, however a record writes it',
    async (text) => {
      expect(await found(text)).toEqual(all);
    },
  );

  test('is found by its beginning, and with other words', async () => {
    expect(await found('06 12 34 56')).toEqual([...all, 'T-9']);
    expect(await found('+33 6 12 34 56')).toEqual([...all, 'T-9']);
    expect(await found('bernad 06.12.34.56.78')).toEqual(['T-3']);
    expect(await found('06 12 34 56 79')).toEqual(['T-9']);
    expect(await found('000000')).toEqual([]);
  });

  test('is not made of the digits of two values', async () => {
    await create('T-13', { debut: '06 12', suite: '34 56 78' }, 'document');
    expect(await refsOf('?q=0612345678', 'document')).toEqual([]);
    expect(await refsOf('?q=34%2056%2078', 'document')).toEqual(['T-13']);
  });

  test('is indexed without a search path, as when a dump is restored', async () => {
    await api.superuser.begin(async (sql) => {
      await sql`set local search_path = ''`;
      await sql`
        insert into public.entities (company_id, type, ref, data)
        values (${api.company.id}, 'session', 'T-12', '{"telephone": "06 12 34 56 78"}')
      `;
    });
    expect(await refsOf('?q=%2B33612345678', 'session')).toEqual(['T-12']);
  });

  test('of any country is found with and without its code', async () => {
    for (const text of ['0550123456', '+213550123456', '00213 550-12-34-56']) {
      expect(await found(text)).toEqual(['T-10', 'T-11']);
    }
  });
});
