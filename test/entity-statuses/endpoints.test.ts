/**
 * Goal: a company's records have the statuses that its owners chose. Method: the default lists as data,
 * then the whole api in-process on real Postgres.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { catalogueType } from '../../src/domain/action-types/catalogue.ts';
import { DEFAULT_ROUTES, resolveRoute } from '../../src/domain/action-routes/routing.ts';
import { AuditEntryOut } from '../../src/domain/audit/shapes.ts';
import { defaultStatuses } from '../../src/domain/entity-statuses/defaults.ts';
import {
  AllEntityStatusesOut,
  EntityStatusesOut,
  StatusUsageOut,
} from '../../src/domain/entity-statuses/shapes.ts';
import { ENTITY_TYPES } from '../../src/domain/entities/types.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { answerOf, createEntity, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi, type TestPerson } from '../support/api.ts';

let api: TestApi;
let owner: TestPerson;
beforeAll(async () => {
  api = await startTestApi();
  ({ owner } = api.company);
});
afterAll(() => api.stop());
afterEach(() => replace([]));

const PATH = '/api/v1/entity-statuses';
const send = (statuses: object[], key = owner.key): Promise<Response> =>
  api.request(`${PATH}/candidat`, { method: 'PUT', key, body: { statuses } });
const replace = async (statuses: object[]) =>
  answerOf(await send(statuses), 200, EntityStatusesOut);
const read = async (key = owner.key) => {
  const { data } = await answerOf(await api.request(PATH, { key }), 200, AllEntityStatusesOut);
  return data.find(({ type }) => type === 'candidat');
};
const SIGNED = { code: 'DEVIS_SIGNE', label: 'Devis signé', tone: 'good' };

describe('the default statuses', () => {
  test.each(ENTITY_TYPES)('of a %s suggest only actions that a default route takes', (type) => {
    const statuses = defaultStatuses(type);
    expect(new Set(statuses.map(({ code }) => code)).size).toBe(statuses.length);
    for (const code of statuses.flatMap((status) => status.suggestedActionTypes)) {
      expect(catalogueType(code)?.entityTypes, code).toContain(type);
      expect(resolveRoute(DEFAULT_ROUTES, code).isUnrouted, code).toBe(false);
    }
  });

  test('have labels in French and English, for every role', async () => {
    const found = await read(api.company.agents[0].key);
    expect(found?.is_default).toBe(true);
    expect(found?.statuses.find(({ code }) => code === 'DOSSIER_INCOMPLET')).toMatchObject({
      label: 'Dossier incomplet',
      labels: { fr: 'Dossier incomplet', en: 'Incomplete application' },
      tone: 'waiting',
      suggested_action_types: [
        'DEMANDER_DOCUMENTS',
        'RELANCE_CANDIDAT_EMAIL',
        'RELANCE_CANDIDAT_TELEPHONE',
      ],
    });
  });
});

describe('the statuses of a company', () => {
  test('are those its owner saved, in their order, and leave the neighbour alone', async () => {
    await replace([SIGNED, { code: 'NOUVEAU', label: 'New', tone: 'info' }]);
    const found = await read(api.company.agents[0].key);
    expect(found?.is_default).toBe(false);
    expect(found?.statuses.map(({ label }) => label)).toEqual(['Devis signé', 'Nouveau']);
    expect((await read(api.otherCompany.owner.key))?.is_default).toBe(true);
  });

  test('keep both languages where the label is still the default one', async () => {
    const { statuses } = await replace([
      { code: 'NOUVEAU', label: 'New', tone: 'info' },
      { ...SIGNED },
    ]);
    expect(statuses.map(({ labels }) => labels)).toEqual([{ fr: 'Nouveau', en: 'New' }, null]);
  });

  test('return to the default list with an empty one', async () => {
    await replace([SIGNED]);
    expect((await replace([])).statuses).toHaveLength(defaultStatuses('candidat').length);
  });

  test('are refused with a code given twice, or an action that does not apply', async () => {
    expect(await refusalOf(await send([SIGNED, SIGNED]))).toEqual({
      status: 422,
      code: 'validation_failed',
      faults: ['statuses.1.code: given more than once'],
    });
    const faultsOf = async (code: string) => {
      const answer = await send([{ ...SIGNED, suggested_action_types: [code] }]);
      return (await refusalOf(answer)).faults;
    };
    const path = 'statuses.0.suggested_action_types.0';
    expect(await faultsOf('RIEN_DU_TOUT')).toEqual([expect.stringContaining(path)]);
    expect(await faultsOf('VALIDER_DOCUMENT')).toEqual([expect.stringContaining('document')]);
  });

  test('no longer suggest an action type that was deleted', async () => {
    const type = `/api/v1/action-types/APPELER_CANDIDAT`;
    const body = { label: 'Appeler', entity_types: ['candidat'], roles: ['owner'] };
    await api.request(type, { method: 'PUT', key: owner.key, body });
    const saved = await replace([{ ...SIGNED, suggested_action_types: ['APPELER_CANDIDAT'] }]);
    expect(saved.statuses[0]?.suggested_action_types).toEqual(['APPELER_CANDIDAT']);
    await api.request(type, { method: 'DELETE', key: owner.key });
    expect((await read())?.statuses[0]?.suggested_action_types).toEqual([]);
  });

  test('are audited with the list before and after', async () => {
    await replace([SIGNED]);
    await api.sealFacts();
    const trail = await answerOf(
      await api.request('/api/v1/audit?operation=entity_statuses.replace&limit=1', {
        key: owner.key,
      }),
      200,
      pageOf(AuditEntryOut),
    );
    expect(trail.data[0]).toMatchObject({
      before: { is_default: true },
      after: { is_default: false, statuses: [{ code: 'DEVIS_SIGNE' }] },
    });
  });

  test('are counted with the records that have them, listed or not', async () => {
    const createRecord = (ref: string, data: object) =>
      createEntity(api, owner.key, { type: 'candidat', ref, data });
    await createRecord('A', { statutDossier: 'DOSSIER_EN_ATTENTE' });
    await createRecord('B', { statutDossier: 'DOSSIER_EN_ATTENTE' });
    await createRecord('C', {});
    const usage = async (key: string) =>
      answerOf(await api.request(`${PATH}/candidat/usage`, { key }), 200, StatusUsageOut);
    expect((await usage(owner.key)).data).toEqual([
      { code: 'DOSSIER_EN_ATTENTE', count: 2 },
      { code: null, count: 1 },
    ]);
    expect((await usage(api.otherCompany.owner.key)).data).toEqual([]);
  });
});
