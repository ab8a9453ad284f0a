/**
 * Goal: each action goes where its company's table says, and a route's key stays secret. Method: the
 * seed's table as pure rules, then the whole api in-process on real Postgres.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/domain/action-types/catalogue.ts';
import { ActionRoutesOut, ResolvedRouteOut } from '../../src/domain/action-routes/shapes.ts';
import { DEFAULT_ROUTES, resolveRoute } from '../../src/domain/action-routes/routing.ts';
import { AuditEntryOut } from '../../src/domain/audit/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { routeKeyContext } from '../../src/domain/action-routes/keys.ts';
import { decrypt } from '../../src/domain/shared/secrets.ts';
import {
  answerOf,
  createAction,
  createEntity,
  keyWithScopes,
  refusalOf,
} from '../support/actions.ts';
import { startTestApi, type TestApi, type TestPerson } from '../support/api.ts';

let api: TestApi;
let owner: TestPerson;
beforeAll(async () => {
  api = await startTestApi();
  ({ owner } = api.company);
  await createEntity(api, owner.key);
});
afterAll(() => api.stop());
afterEach(() => api.request('/api/v1/action-routes', { method: 'DELETE', key: owner.key }));

const PATH = '/api/v1/action-routes';
const read = async (key = owner.key) =>
  answerOf(await api.request(PATH, { key }), 200, ActionRoutesOut);
const send = (routes: object[], key = owner.key): Promise<Response> =>
  api.request(PATH, { method: 'PUT', key, body: { routes } });
const replace = async (...routes: object[]) => answerOf(await send(routes), 200, ActionRoutesOut);
const resolve = async (type: string) =>
  answerOf(
    await api.request(`${PATH}/resolve?action_type=${type}`, { key: owner.key }),
    200,
    ResolvedRouteOut,
  );
const RELANCE = { prefix: 'RELANCE_', index: 8, workflow: 'relances' };
const SEED_MISSES = [
  'CONVERTIR_PROSPECT_CANDIDAT',
  'ENVOYER_DEVIS',
  'ENVOYER_DOSSIER_PROSPECT',
  'NOTIFIER_NOTE',
  'RELANCE_PRESENCE',
  'TELECHARGER_DOSSIER_COMPLET',
];

describe('the seed’s table', () => {
  test.each([
    ['RELANCE_CANDIDAT_EMAIL', 0, 'marjorie-candidat-relance'],
    ['RELANCE_PROSPECT_SMS', 1, 'marjorie-prospect-relance'],
    ['GENERER_DEVIS', 2, 'marjorie-documents-generation'],
    ['VALIDER_DOCUMENT', 3, 'marjorie-validation'],
    ['REFUSER_DOSSIER', 3, 'marjorie-validation'],
    ['PLANIFIER_ENTRETIEN', 4, 'marjorie-planning'],
    ['DEMANDER_DOCUMENTS', 5, 'marjorie-communication'],
    ['ENVOYER_DEVIS', 6, 'log-erreur'],
    ['RELANCE_PRESENCE', 6, 'log-erreur'],
    ['RELANCER', 6, 'log-erreur'],
    ['XGENERER_DEVIS', 6, 'log-erreur'],
  ])('sends %s on route %i to %s', (type, index, workflow) => {
    const { route, isUnrouted } = resolveRoute(DEFAULT_ROUTES, type);
    expect(route).toMatchObject({ index, workflow, url: null, callbackTimeoutSeconds: 86_400 });
    expect(isUnrouted).toBe(index === 6);
  });

  test('is the default of a company, with a warning for the six types it does not route', async () => {
    const table = await read();
    expect(table.is_default).toBe(true);
    expect(table.routes.map(({ prefix, index }) => `${prefix} ${index}`)).toEqual([
      'RELANCE_CANDIDAT_ 0',
      'RELANCE_PROSPECT_ 1',
      'GENERER_ 2',
      'VALIDER_ 3',
      'REFUSER_ 3',
      'PLANIFIER_ 4',
      'DEMANDER_ 5',
    ]);
    expect(table.fallback).toEqual({ index: 6, workflow: 'log-erreur' });
    expect(table.uncaught_types.toSorted()).toEqual(SEED_MISSES);
    expect(CATALOGUE).toHaveLength(30);
  });
});

describe('GET /api/v1/action-routes/resolve', () => {
  test('names the prefix that matches a type', async () => {
    expect(await resolve('GENERER_DEVIS')).toEqual({
      prefix: 'GENERER_',
      index: 2,
      workflow: 'marjorie-documents-generation',
      is_unrouted: false,
      is_known: true,
      explanation: 'GENERER_ is the longest matching prefix of GENERER_DEVIS',
    });
  });

  test('answers that no prefix matches', async () => {
    expect(await resolve('NOTIFIER_NOTE')).toMatchObject({ prefix: null, is_unrouted: true });
  });

  test('says that a type is in no catalogue, whatever its prefix', async () => {
    expect(await resolve('GENERER_PIGEON')).toMatchObject({
      workflow: 'marjorie-documents-generation',
      is_known: false,
    });
  });

  test('takes the longest matching prefix, at any position in the table', async () => {
    await replace(
      { prefix: 'RELANCE_CANDIDAT_', index: 1, workflow: 'long' },
      { prefix: 'RELANCE_', index: 2, workflow: 'court' },
      { prefix: 'RELANCE_CANDIDAT_EMAIL', index: 3, workflow: 'plus-long' },
    );
    expect((await resolve('RELANCE_CANDIDAT_EMAIL')).workflow).toBe('plus-long');
    expect((await resolve('RELANCE_CANDIDAT_SMS')).workflow).toBe('long');
    expect((await resolve('RELANCE_PRESENCE')).workflow).toBe('court');
  });

  test('needs a type', async () => {
    const response = await api.request(`${PATH}/resolve`, { key: owner.key });
    expect((await refusalOf(response)).faults).toEqual(['action_type: required']);
  });
});

describe('PUT /api/v1/action-routes', () => {
  test('replaces the whole table, in its order', async () => {
    const table = await replace(RELANCE, {
      prefix: 'GENERER_',
      index: 2,
      workflow: 'documents',
      url: 'https://n8n.example.com/webhook/documents',
      callback_timeout_seconds: 600,
      expects_callback: false,
    });
    expect(table).toMatchObject({
      is_default: false,
      routes: [
        {
          ...RELANCE,
          url: null,
          has_api_key: false,
          callback_timeout_seconds: 86_400,
          expects_callback: true,
        },
        {
          url: 'https://n8n.example.com/webhook/documents',
          callback_timeout_seconds: 600,
          expects_callback: false,
        },
      ],
    });
    expect(await read()).toEqual(table);
    expect(table.uncaught_types).toContain('VALIDER_DOCUMENT');
    expect(table.uncaught_types).not.toContain('RELANCE_PRESENCE');
  });

  test('applies to actions sent afterwards, not to earlier ones', async () => {
    const before = await createAction(api, owner);
    await replace(RELANCE);
    const after = await createAction(api, owner);
    expect(after.route).toEqual({ index: 8, workflow: 'relances' });
    const [row] = await api.superuser`select route_index from actions where id = ${before.id}`;
    expect(row).toEqual({ route_index: 0 });
  });

  test('changes nothing for another company', async () => {
    await replace(RELANCE);
    expect((await read(api.otherCompany.owner.key)).is_default).toBe(true);
  });

  test("shows a reader who can't change it only the origin of each address", async () => {
    const url = 'https://n8n.example.com:8443/webhook/1f0c?token=secret';
    await replace({ ...RELANCE, url }, { ...RELANCE, prefix: 'GENERER_' });
    const urlsFor = async (key: string) => (await read(key)).routes.map((route) => route.url);
    const [agent] = api.company.agents;
    const readOnly = await keyWithScopes(api, api.company, owner, ['action_routes:read']);
    for (const key of [agent.key, api.company.supervisor.key, readOnly]) {
      expect(await urlsFor(key)).toEqual(['https://n8n.example.com:8443/…', null]);
    }
    expect(await urlsFor(owner.key)).toEqual([url, null]);
  });

  test('refuses everyone below an owner', async () => {
    for (const person of [api.company.supervisor, ...api.company.agents]) {
      expect((await send([RELANCE], person.key)).status).toBe(403);
    }
    expect((await read(api.company.agents[0].key)).is_default).toBe(true);
  });

  test.each<[string, object[], string]>([
    ['an empty table', [], 'routes'],
    ['a prefix in lower case', [{ ...RELANCE, prefix: 'relance_' }], 'routes.0.prefix'],
    ['an empty prefix', [{ ...RELANCE, prefix: '' }], 'routes.0.prefix'],
    ['a prefix twice', [RELANCE, { ...RELANCE, index: 9 }], 'routes.1.prefix'],
    ['a negative index', [{ ...RELANCE, index: -1 }], 'routes.0.index'],
    ['no workflow', [{ ...RELANCE, workflow: ' ' }], 'routes.0.workflow'],
    ['no address', [{ ...RELANCE, url: 'pas une adresse' }], 'routes.0.url'],
    ['a file as address', [{ ...RELANCE, url: 'file:///etc/passwd' }], 'routes.0.url'],
    [
      'an address with a password',
      [{ ...RELANCE, url: 'https://u:p@n8n.example.com/' }],
      'routes.0.url',
    ],
    [
      'a deadline of 9 s',
      [{ ...RELANCE, callback_timeout_seconds: 9 }],
      'routes.0.callback_timeout_seconds',
    ],
    [
      'a deadline of 31 days',
      [{ ...RELANCE, callback_timeout_seconds: 2_678_400 }],
      'routes.0.callback_timeout_seconds',
    ],
    ['a key no header can carry', [{ ...RELANCE, api_key: 'clé\nsecrète' }], 'routes.0.api_key'],
    [
      '101 routes',
      Array.from({ length: 101 }, (_, n) => ({ ...RELANCE, prefix: `P${n}_` })),
      'routes',
    ],
  ])('refuses %s and keeps the table as it was', async (_, routes, path) => {
    const { status, faults } = await refusalOf(await send(routes));
    expect({ status, path: faults[0]?.split(':')[0] }).toEqual({ status: 422, path });
    expect((await read()).is_default).toBe(true);
  });
});

describe('DELETE /api/v1/action-routes', () => {
  test('restores the default, and refuses everyone below an owner', async () => {
    await replace(RELANCE);
    const remove = (key: string) => api.request(PATH, { method: 'DELETE', key });
    expect((await remove(api.company.supervisor.key)).status).toBe(403);
    expect((await read()).is_default).toBe(false);
    expect(await answerOf(await remove(owner.key), 200, ActionRoutesOut)).toMatchObject({
      is_default: true,
    });
    expect((await resolve('GENERER_DEVIS')).index).toBe(2);
  });
});

describe("a route's API key", () => {
  const OWN = { ...RELANCE, url: 'https://n8n.example.com/webhook/x' };
  const storedKey = async (): Promise<Buffer | null> => {
    const [row] = await api.superuser`
      select api_key_encrypted from action_routes where company_id = ${api.company.id}
    `;
    const stored: unknown = row?.['api_key_encrypted'];
    return stored instanceof Buffer ? stored : null;
  };

  const plainKey = async (): Promise<string> =>
    decrypt(
      api.deps.encryptionKeys,
      (await storedKey()) ?? Buffer.alloc(0),
      routeKeyContext(api.company.id),
    );

  test('is stored encrypted and never returned', async () => {
    const response = await send([{ ...OWN, api_key: 'cle-tres-secrete' }]);
    const text = await response.clone().text();
    expect((await answerOf(response, 200, ActionRoutesOut)).routes[0]?.has_api_key).toBe(true);
    expect(text).not.toContain('cle-tres-secrete');
    expect(await (await api.request(PATH, { key: owner.key })).text()).not.toContain('secrete');
    expect((await storedKey())?.toString('latin1')).not.toContain('cle-tres-secrete');
  });

  test('is kept when the field is absent and removed when it is null', async () => {
    await replace({ ...OWN, api_key: 'premiere' });
    expect((await replace({ ...OWN, index: 3 })).routes[0]?.has_api_key).toBe(true);
    expect(await plainKey()).toBe('premiere');
    expect((await replace({ ...OWN, api_key: null })).routes[0]?.has_api_key).toBe(false);
  });

  test('is encrypted again with the current key at the next save', async () => {
    await replace({ ...OWN, api_key: 'premiere' });
    const old = api.deps.encryptionKeys;
    const current = { id: 'k9', key: Buffer.alloc(32, 9) };
    api.deps.encryptionKeys = [current, ...old];
    await replace(OWN);
    api.deps.encryptionKeys = [current];
    expect(await plainKey()).toBe('premiere');
    api.deps.encryptionKeys = old;
  });

  test('is dropped when the route gets another address', async () => {
    await replace({ ...OWN, api_key: 'premiere' });
    const moved = await replace({ ...OWN, url: 'https://evil.example.com/webhook/x' });
    expect(moved.routes[0]?.has_api_key).toBe(false);
  });

  test('is in no audit entry, while the change of the table is', async () => {
    await replace({ ...OWN, api_key: 'cle-auditee' });
    const response = await api.request('/api/v1/audit?resource_type=action_routes', {
      key: owner.key,
    });
    const text = await response.clone().text();
    const { data } = await answerOf(response, 200, pageOf(AuditEntryOut));
    expect(data[0]).toMatchObject({
      operation: 'action_routes.replace',
      after: { routes: [{ prefix: 'RELANCE_', hasApiKey: true }] },
    });
    expect(text).not.toContain('cle-auditee');
  });
});
