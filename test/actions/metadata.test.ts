/**
 * Goal: `metadonnees` of the seed's types are validated before anything reaches n8n, and each type has a
 * decision of its own. Method: the whole api in-process on real Postgres.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ActionTypeOut, ActionTypesOut } from '../../src/domain/action-types/shapes.ts';
import { ActionAcceptedOut, DryRunOut } from '../../src/domain/actions/shapes.ts';
import { answerOf, createEntity, readAction, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi, type TestPerson } from '../support/api.ts';
import {
  GENERER_DEVIS_TEXT,
  RELANCE_CANDIDAT_EMAIL_TEXT,
  VALIDER_DOCUMENT_TEXT,
} from '../support/n8n/seed-bodies.ts';

let api: TestApi;
let owner: TestPerson;
beforeAll(async () => {
  api = await startTestApi();
  ({ owner } = api.company);
  await createEntity(api, owner.key);
  await createEntity(api, owner.key, { type: 'candidat', ref: 'JURI102025', data: {} });
  await createEntity(api, owner.key, { type: 'document', ref: '42', data: {} });
});
afterAll(() => api.stop());

const post = (body: object, path = '/api/v1/actions') =>
  api.request(path, { key: owner.key, body });
const TYPES = '/api/v1/action-types';
const change = async (code: string, body: object = {}) =>
  answerOf(
    await api.request(`${TYPES}/${code}`, {
      method: 'PUT',
      key: owner.key,
      body: { label: 'À nous', entity_types: ['candidat'], roles: ['owner'], ...body },
    }),
    200,
    ActionTypeOut,
  );
const restore = (code: string) =>
  api.request(`${TYPES}/${code}`, { method: 'DELETE', key: owner.key });
const typeOf = async (code: string) =>
  (await answerOf(await api.request(TYPES, { key: owner.key }), 200, ActionTypesOut)).data.find(
    (type) => type.code === code,
  );

const action = (actionType: string, metadonnees: object, more: object = {}) => ({
  actionType,
  actionSource: 'admin.candidats.detail',
  actionButton: 'bouton',
  entiteType: 'candidat',
  entiteId: 'DUMI15091992',
  decidePar: owner.id,
  metadonnees,
  ...more,
});
const DOCUMENT = { entiteType: 'document', entiteId: '42' };
const decisionOf = async (body: object): Promise<string> => {
  const { id } = await answerOf(await post(body), 202, ActionAcceptedOut);
  return (await readAction(api, owner, id)).decision_type;
};

describe('metadonnees of a type of the catalogue', () => {
  test.each([
    ['RELANCE_CANDIDAT_EMAIL', RELANCE_CANDIDAT_EMAIL_TEXT],
    ['GENERER_DEVIS', GENERER_DEVIS_TEXT],
    ['VALIDER_DOCUMENT', VALIDER_DOCUMENT_TEXT],
  ])('are accepted as the seed’s example of %s has them', async (_, text) => {
    const body = { ...(JSON.parse(text) as { metadonnees: object }), decidePar: owner.id };
    const { id } = await answerOf(await post(body), 202, ActionAcceptedOut);
    expect((await readAction(api, owner, id)).metadonnees).toEqual(body.metadonnees);
  });

  test.each<[string, string, object, string[], object?]>([
    [
      'a text in place of a list',
      'RELANCE_CANDIDAT_EMAIL',
      { documentsManquants: 'CNI_VERSO' },
      ['documentsManquants: expected an array'],
    ],
    [
      'an empty and a numeric document',
      'RELANCE_CANDIDAT_EMAIL',
      { documentsManquants: ['', 'CV', 7] },
      ['documentsManquants.0: at least 1 character', 'documentsManquants.2: expected a string'],
    ],
    [
      'more documents than 100',
      'DEMANDER_DOCUMENTS',
      { documentsManquants: Array.from({ length: 101 }, () => 'CV') },
      ['documentsManquants: at most 100'],
    ],
    [
      'a document of 201 characters',
      'DEMANDER_DOCUMENTS',
      { documentsManquants: ['x'.repeat(201)] },
      ['documentsManquants.0: at most 200 characters'],
    ],
    [
      'a negative delay and a numeric priority',
      'RELANCE_CANDIDAT_TELEPHONE',
      { delaiDepuisDernierContact: -1, priorite: 1 },
      ['delaiDepuisDernierContact: expected at least 0', 'priorite: expected a string'],
    ],
    [
      'half a day',
      'RELANCE_CANDIDAT_EMAIL',
      { delaiDepuisDernierContact: 1.5 },
      ['delaiDepuisDernierContact: expected an integer'],
    ],
    [
      'a negative amount',
      'GENERER_DEVIS',
      { montantDevis: -0.01 },
      ['montantDevis: expected at least 0'],
    ],
    [
      'an amount, an urgency and a session of the wrong type',
      'ENVOYER_DEVIS',
      { montantDevis: '8500', urgence: 'oui', sessionVisee: 2026 },
      [
        'montantDevis: expected a number',
        'sessionVisee: expected a string',
        'urgence: expected a boolean',
      ],
    ],
    [
      'a numeric quality and a score above 100',
      'VALIDER_DOCUMENT',
      { qualite: 5, score: 101 },
      ['qualite: expected a string', 'score: expected at most 100'],
      DOCUMENT,
    ],
    [
      'a negative score',
      'REFUSER_DOCUMENT',
      { score: -1 },
      ['score: expected at least 0'],
      DOCUMENT,
    ],
  ])('are refused with the path of each fault: %s', async (_, type, metadonnees, faults, more) => {
    const body = action(type, metadonnees, more);
    const expected = faults.map((fault) => `metadonnees.${fault}`);
    const refused = await refusalOf(await post(body));
    expect(refused).toMatchObject({ status: 422, code: 'validation_failed' });
    expect(refused.faults.toSorted()).toEqual(expected);
    const dry = await answerOf(await post(body, '/api/v1/actions/dry-run'), 200, DryRunOut);
    expect(dry.faults.map(({ path, message }) => `${path}: ${message}`).toSorted()).toEqual(
      expected,
    );
  });

  test.each([
    'demain',
    '2026-03-15',
    '2026-03-15T10:00:00',
    '2026-03-15 10:00:00Z',
    '2026-03-15T10:00:00+01',
    '2026-02-30T10:00:00Z',
    '2026-03-15T23:59:60Z',
    1_773_568_800,
  ])('refuse %s as dateEntretien', async (dateEntretien) => {
    const { faults } = await refusalOf(
      await post(action('PLANIFIER_ENTRETIEN', { dateEntretien })),
    );
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^metadonnees\.dateEntretien: expected a/);
  });

  test.each(['2026-03-15T10:00:00Z', '2026-03-15T10:00:00.000+01:00'])(
    'take %s as dateEntretien',
    async (dateEntretien) => {
      const response = await post(action('PLANIFIER_ENTRETIEN', { dateEntretien }));
      expect(response.status, await response.text()).toBe(202);
    },
  );

  test('are free in fields that the schema does not name, and in types without one', async () => {
    const free = { simulation: { mode: 'fail' }, score: 'rien à voir', priorite: 'AU PLUS VITE' };
    expect((await post(action('RELANCE_CANDIDAT_EMAIL', free))).status).toBe(202);
    const anything = { documentsManquants: 'tous' };
    expect((await post(action('TELECHARGER_DOSSIER_COMPLET', anything))).status).toBe(202);
  });

  test('are validated in the format before too, under the name that the body gives them', async () => {
    const legacy = {
      typeAction: 'RELANCE_CANDIDAT_EMAIL',
      metadata: { documentsManquants: ['CV', ''] },
    };
    expect(await refusalOf(await post(legacy))).toMatchObject({
      status: 422,
      faults: ['metadata.documentsManquants.1: at least 1 character'],
    });
    expect((await post({ ...legacy, typeAction: 'RELANCER' })).status).toBe(202);
  });
});

describe('a company that changed a type of the catalogue', () => {
  test('before the catalogue had schemas gets the schema, and keeps what it changed', async () => {
    await api.superuser`
      insert into action_types (company_id, code, label, entity_types, roles)
      values (${api.company.id}, 'RELANCE_CANDIDAT_EMAIL', 'Relance maison', '{candidat}', '{owner}')
    `;
    expect(await typeOf('RELANCE_CANDIDAT_EMAIL')).toMatchObject({
      label: 'Relance maison',
      roles: ['owner'],
      metadata_schema: { properties: { documentsManquants: { type: 'array' } } },
      decision_type: 'relance_email',
    });
    const body = action('RELANCE_CANDIDAT_EMAIL', { documentsManquants: 'CV' });
    expect((await refusalOf(await post(body))).faults).toHaveLength(1);
    await restore('RELANCE_CANDIDAT_EMAIL');
  });

  test('has its own schema in place of the catalogue’s', async () => {
    const schema = { type: 'object', properties: { documentsManquants: { type: 'string' } } };
    expect(await change('DEMANDER_DOCUMENTS', { metadata_schema: schema })).toMatchObject({
      metadata_schema: schema,
    });
    const sent = (documentsManquants: unknown) =>
      post(action('DEMANDER_DOCUMENTS', { documentsManquants }));
    expect((await sent('CV')).status).toBe(202);
    expect((await sent(['CV'])).status).toBe(422);
    await change('DEMANDER_DOCUMENTS', { metadata_schema: { type: 'object', properties: {} } });
    expect((await sent(7)).status).toBe(202);
    await restore('DEMANDER_DOCUMENTS');
  });

  test('gets back the catalogue’s schema by leaving it out or sending it unchanged', async () => {
    const { metadata_schema: schema } = (await typeOf('GENERER_DEVIS')) ?? {};
    expect(await change('GENERER_DEVIS')).toMatchObject({ metadata_schema: schema });
    expect(await change('GENERER_DEVIS', { metadata_schema: schema })).toMatchObject({
      metadata_schema: schema,
    });
    const [stored] = await api.superuser`
      select metadata_schema from action_types where code = 'GENERER_DEVIS'
    `;
    expect(stored, 'follows later changes of the catalogue').toEqual({ metadata_schema: null });
    await restore('GENERER_DEVIS');
  });
});

describe('an action that names no decision', () => {
  test.each<[string, string, object?]>([
    ['RELANCE_CANDIDAT_EMAIL', 'relance_email'],
    ['RELANCE_CANDIDAT_TELEPHONE', 'relance_telephone'],
    ['GENERER_DEVIS', 'generation_devis'],
    ['VALIDER_DOSSIER', 'validation'],
    ['REFUSER_DOSSIER', 'refus'],
    ['VALIDER_DOCUMENT', 'validation', DOCUMENT],
  ])('%s is decided as %s', async (type, decision, more) => {
    expect((await typeOf(type))?.decision_type).toBe(decision);
    expect(await decisionOf(action(type, {}, more))).toBe(decision);
    const dry = await post(action(type, {}, more), '/api/v1/actions/dry-run');
    expect((await answerOf(dry, 200, DryRunOut)).payload).toMatchObject({
      decisionType: decision,
      resultat: decision,
    });
  });

  test('has the decision that resultat gives, in either format', async () => {
    expect(await decisionOf(action('GENERER_DEVIS', {}, { resultat: 'devis_urgent' }))).toBe(
      'devis_urgent',
    );
    const legacy = { typeAction: 'GENERER_DEVIS' };
    expect(await decisionOf({ ...legacy, resultat: 'non' })).toBe('non');
    expect(await decisionOf(legacy)).toBe('generation_devis');
  });

  test('is decided as success if its type is the company’s own', async () => {
    expect(await change('GENERER_CARTE_ELEVE')).toMatchObject({ decision_type: 'success' });
    expect(await decisionOf(action('GENERER_CARTE_ELEVE', {}))).toBe('success');
    expect(await change('GENERER_DEVIS')).toMatchObject({ decision_type: 'generation_devis' });
    await restore('GENERER_CARTE_ELEVE');
    await restore('GENERER_DEVIS');
  });

  test('is decided by its type throughout the catalogue', async () => {
    const { data } = await answerOf(
      await api.request(TYPES, { key: owner.key }),
      200,
      ActionTypesOut,
    );
    expect(
      data.filter(({ decision_type: decision }) => !/^[a-z]+(_[a-z]+)*$/.test(decision)),
    ).toEqual([]);
    expect(data.filter(({ decision_type: decision }) => decision === 'success')).toEqual([]);
  });
});
