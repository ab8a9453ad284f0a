/**
 * Goal: the seed's catalogue, which each company changes and adds to for itself. Method: the whole api
 * in-process on real Postgres.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actionFaults } from '../../src/domain/actions/rules.ts';
import { normaliseAction } from '../../src/domain/actions/shapes.ts';
import { ActionTypeOut, ActionTypesOut } from '../../src/domain/action-types/shapes.ts';
import { answerOf, createEntity, refusalOf, relance } from '../support/actions.ts';
import { startTestApi, type TestApi, type TestPerson } from '../support/api.ts';

let api: TestApi;
let owner: TestPerson;
beforeAll(async () => {
  api = await startTestApi();
  ({ owner } = api.company);
  await createEntity(api, owner.key);
});
afterAll(() => api.stop());

const PATH = '/api/v1/action-types';
const list = async (key = owner.key) =>
  answerOf(await api.request(PATH, { key }), 200, ActionTypesOut);
const find = async (code: string, key = owner.key) =>
  (await list(key)).data.find((type) => type.code === code);
const send = (code: string, body: object, key = owner.key): Promise<Response> =>
  api.request(`${PATH}/${code}`, { method: 'PUT', key, body });
const put = async (code: string, body: object = {}) =>
  answerOf(await send(code, { ...OWN, ...body }), 200, ActionTypeOut);
const remove = (code: string, key = owner.key): Promise<Response> =>
  api.request(`${PATH}/${code}`, { method: 'DELETE', key });
const OWN = { label: 'Envoyer carte', entity_types: ['candidat'], roles: ['agent', 'owner'] };

describe('the catalogue', () => {
  test('holds the seed’s 25 types, by type of entity, and 5 of cases', async () => {
    const { data } = await list();
    const codesOf = (type: string) =>
      data.filter(({ entity_types: types }) => types[0] === type).map(({ code }) => code);
    expect(data).toHaveLength(30);
    expect(codesOf('prospect')).toEqual([
      'RELANCE_PROSPECT_EMAIL',
      'RELANCE_PROSPECT_TELEPHONE',
      'RELANCE_PROSPECT_SMS',
      'ENVOYER_DOSSIER_PROSPECT',
      'CONVERTIR_PROSPECT_CANDIDAT',
    ]);
    expect(codesOf('candidat')).toEqual([
      'RELANCE_CANDIDAT_EMAIL',
      'RELANCE_CANDIDAT_TELEPHONE',
      'GENERER_DEVIS',
      'ENVOYER_DEVIS',
      'VALIDER_DOSSIER',
      'REFUSER_DOSSIER',
      'DEMANDER_DOCUMENTS',
      'PLANIFIER_ENTRETIEN',
      'GENERER_CONTRAT',
    ]);
    expect(codesOf('document')).toEqual([
      'VALIDER_DOCUMENT',
      'REFUSER_DOCUMENT',
      'DEMANDER_REUPLOAD',
      'TELECHARGER_DOSSIER_COMPLET',
    ]);
    expect(codesOf('eleve')).toEqual([
      'GENERER_ATTESTATION',
      'GENERER_BULLETIN',
      'RELANCE_PRESENCE',
      'NOTIFIER_NOTE',
    ]);
    expect(codesOf('formateur')).toEqual([
      'VALIDER_DISPONIBILITE',
      'GENERER_CONTRAT_FORMATEUR',
      'DEMANDER_DOCUMENTS_FORMATEUR',
    ]);
    expect(codesOf('dossier')).toEqual([
      'DEMANDER_PIECES_DOSSIER',
      'DEMANDER_REPONSE_CLIENT',
      'PLANIFIER_RENDEZ_VOUS_DOSSIER',
      'GENERER_COURRIER_DOSSIER',
      'VALIDER_CLOTURE_DOSSIER',
    ]);
  });

  test('gives the route of each type, with a warning where there is none', async () => {
    const { data, warnings } = await list();
    expect(data.find(({ code }) => code === 'GENERER_DEVIS')?.route).toEqual({
      index: 2,
      workflow: 'marjorie-documents-generation',
      is_unrouted: false,
    });
    expect(warnings).toHaveLength(6);
    expect(warnings).toContainEqual({
      code: 'ENVOYER_DEVIS',
      message: 'no route matches ENVOYER_DEVIS: it takes the fallback route log-erreur',
    });
  });

  test('can be read by everyone', async () => {
    expect((await list(api.company.agents[0].key)).data).toHaveLength(30);
  });
});

describe('labels', () => {
  test('of the catalogue are given in both languages, those of a company as it wrote them', async () => {
    for (const { labels } of (await list()).data) {
      expect(Object.keys(labels ?? {})).toEqual(['fr', 'en']);
    }
    expect(await find('GENERER_DEVIS')).toMatchObject({
      labels: { fr: 'Générer et envoyer devis', en: 'Generate and send a quote' },
    });
    const changed = await put('GENERER_DEVIS', { label: 'Devis', entity_types: ['candidat'] });
    expect(changed).toMatchObject({ label: 'Devis', labels: null });
    await remove('GENERER_DEVIS');
  });
});

describe('PUT /api/v1/action-types/{code}', () => {
  test('adds a type that an action can use at once', async () => {
    expect(await put('GENERER_CARTE_ELEVE')).toMatchObject({
      code: 'GENERER_CARTE_ELEVE',
      label: 'Envoyer carte',
      is_own: true,
      is_customised: false,
      route: { index: 2 },
    });
    const response = await api.request('/api/v1/actions', {
      key: owner.key,
      body: { ...relance(owner.id), actionType: 'GENERER_CARTE_ELEVE' },
    });
    expect(response.status).toBe(202);
    await remove('GENERER_CARTE_ELEVE');
  });

  test('changes a type of the catalogue, and DELETE restores it', async () => {
    const changed = await put('VALIDER_DOSSIER', { label: 'Valider', roles: ['agent'] });
    expect(changed).toMatchObject({ is_own: false, is_customised: true, roles: ['agent'] });
    expect((await list()).data).toHaveLength(30);
    expect(await find('VALIDER_DOSSIER')).toEqual(changed);
    expect((await remove('VALIDER_DOSSIER')).status).toBe(204);
    expect(await find('VALIDER_DOSSIER')).toMatchObject({
      label: 'Valider dossier complet',
      roles: ['supervisor', 'owner', 'super_admin'],
      is_customised: false,
    });
  });

  test('gives the same result when it is sent twice', async () => {
    const schema = { type: 'object', properties: { delai: { type: 'integer' } } };
    await put('ENVOYER_CARTE', { metadata_schema: schema });
    expect(await find('ENVOYER_CARTE')).toMatchObject({ metadata_schema: schema });
    const again = await put('ENVOYER_CARTE', { entity_types: ['eleve', 'eleve'] });
    expect(again).toMatchObject({ metadata_schema: null, entity_types: ['eleve'] });
    await remove('ENVOYER_CARTE');
  });

  test('changes nothing for another company', async () => {
    await put('ENVOYER_CARTE');
    expect(await find('ENVOYER_CARTE', api.otherCompany.owner.key)).toBeUndefined();
    expect((await remove('ENVOYER_CARTE', api.otherCompany.owner.key)).status).toBe(404);
    await remove('ENVOYER_CARTE');
  });

  test('refuses everyone below an owner', async () => {
    const { supervisor, agents } = api.company;
    for (const { key } of [supervisor, ...agents]) {
      expect((await send('ENVOYER_CARTE', OWN, key)).status).toBe(403);
      expect((await remove('VALIDER_DOSSIER', key)).status).toBe(403);
    }
  });

  test.each(['CARTE', 'envoyer_carte', 'ENVOYER__CARTE', '_ENVOYER', 'A_B_C_D_E_F_G', '1_CARTE'])(
    'knows no code like %s',
    async (code) => {
      expect((await send(code, OWN)).status).toBe(404);
    },
  );

  const field = (value: object) => ({
    metadata_schema: { type: 'object', properties: { champ: value } },
  });
  test.each<[string, object, string]>([
    ['no label', { label: ' ' }, 'label'],
    ['no entity type', { entity_types: [] }, 'entity_types'],
    ['an unknown role', { roles: ['roi'] }, 'roles.0'],
    ['more roles than there are', { roles: Array.from({ length: 5 }, () => 'owner') }, 'roles'],
    [
      'more entity types than there are',
      { entity_types: Array.from({ length: 8 }, () => 'eleve') },
      'entity_types',
    ],
    [
      'a schema of more than 16 KiB',
      field({ type: 'string', enum: Array.from({ length: 100 }, (_, n) => `${n}`.repeat(90)) }),
      'metadata_schema',
    ],
    [
      'a field named __proto__',
      {
        metadata_schema: {
          type: 'object',
          properties: JSON.parse('{"__proto__":{"type":"string"}}') as object,
        },
      },
      'metadata_schema.properties.__proto__',
    ],
    [
      'a required field named __proto__',
      { metadata_schema: { type: 'object', properties: {}, required: ['__proto__'] } },
      'metadata_schema.required.0',
    ],
    ['a schema of no object', { metadata_schema: { type: 'array' } }, 'metadata_schema.type'],
    [
      'a pattern',
      field({ type: 'string', pattern: '(a+)+$' }),
      'metadata_schema.properties.champ.pattern',
    ],
    [
      'a reference',
      field({ $ref: 'https://example.com' }),
      'metadata_schema.properties.champ.type',
    ],
  ])('refuses %s', async (_, body, path) => {
    const { status, faults } = await refusalOf(await send('ENVOYER_CARTE', { ...OWN, ...body }));
    expect({ status, path: faults[0]?.split(':')[0] }).toEqual({ status: 422, path });
    expect(await find('ENVOYER_CARTE')).toBeUndefined();
  });

  test('accepts 500 types of a company, refuses one more, and still changes existing ones', async () => {
    await api.superuser`
      insert into action_types (company_id, code, label, entity_types, roles)
      select ${api.company.id}, 'LOT_N' || number, 'Lot', '{candidat}', '{owner}'
      from generate_series(1, 500) as number
    `;
    expect((await refusalOf(await send('ENVOYER_CARTE', OWN))).code).toBe('conflict');
    expect(await put('LOT_N7', { label: 'Sept' })).toMatchObject({ label: 'Sept' });
    await api.superuser`delete from action_types where code like 'LOT_%'`;
  });
});

describe('a schema of metadonnees', () => {
  const faultsOf = (metadataSchema: object, metadonnees: Record<string, unknown> = {}) =>
    actionFaults(normaliseAction({ actionType: 'ENVOYER_CARTE', metadonnees }), {
      subject: null,
      decider: { role: 'owner', is_active: true },
      type: { code: 'ENVOYER_CARTE', label: '', entityTypes: [], roles: ['owner'], metadataSchema },
      notification: null,
      deciderPath: 'decidePar',
      metadataPath: 'metadonnees',
      callerUserId: owner.id,
      mayImpersonate: false,
    });

  test('requires own fields of metadonnees, not inherited ones', () => {
    const properties = { constructor: { type: 'string' }, toString: { type: 'string' } };
    const schema = { type: 'object', properties, required: ['toString'] };
    expect(faultsOf(schema).map(({ path }) => path)).toEqual(['metadonnees.toString']);
    expect(faultsOf(schema, { toString: 'ici' })).toEqual([]);
  });

  test('names a bounded number of faults', () => {
    const schema = { type: 'object', properties: {}, additionalProperties: false };
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, 1]));
    expect(faultsOf(schema, many)).toHaveLength(51);
  });

  test('is removed from the cache after 500 other schemas were used', async () => {
    const use = (n: number): WeakRef<object> => {
      const schema = { type: 'object', properties: { [`champ${n}`]: { type: 'string' } } };
      faultsOf(schema);
      return new WeakRef(schema);
    };
    const first = use(0);
    for (let n = 1; n <= 500; n += 1) use(n);
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    await nextTurn(); // a WeakRef holds on until the end of its turn
    collectGarbage();
    expect(first.deref()).toBeUndefined();
  });
});

describe('DELETE /api/v1/action-types/{code}', () => {
  test('answers 404 for a type that the company has neither added nor changed', async () => {
    expect((await remove('VALIDER_DOSSIER')).status).toBe(404);
    expect((await remove('INVENTER_LICORNE')).status).toBe(404);
  });

  test('leaves the actions of the type as they were', async () => {
    await put('ENVOYER_CARTE');
    const response = await api.request('/api/v1/actions', {
      key: owner.key,
      body: { ...relance(owner.id), actionType: 'ENVOYER_CARTE' },
    });
    expect(response.status).toBe(202);
    expect((await remove('ENVOYER_CARTE')).status).toBe(204);
    const read = await api.request(response.headers.get('Location') ?? '', { key: owner.key });
    expect(await read.json()).toMatchObject({ action_type: 'ENVOYER_CARTE', status: 'accepted' });
  });
});
