/**
 * Goal: actions over HTTP: what is accepted and refused, who sees what, and what can still be done
 * with one. Method: the whole api in-process on real Postgres; dispatches are run by hand against a
 * webhook of the test's own. Callbacks have a file of their own.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { insertNotification } from '../support/rows/notifications.ts';
import { ActionAcceptedOut, ActionSummaryOut, DryRunOut } from '../../src/domain/actions/shapes.ts';
import { listTables } from '../../src/queries/shared/catalogue.ts';
import { CountOut, pageOf } from '../../src/domain/shared/pages.ts';
import { newToken } from '../../src/domain/shared/secrets.ts';
import type { TestPerson } from '../support/api.ts';
import {
  answerOf,
  createAction,
  createEntity,
  keyWithScopes,
  MARIE,
  readAction,
  refusalOf,
  relance,
  startActionWorld,
  type ActionWorld,
} from '../support/actions.ts';

let api: ActionWorld;
let owner: TestPerson;
let supervisor: TestPerson;
let agent: TestPerson;
let otherAgent: TestPerson;

beforeAll(async () => {
  api = await startActionWorld();
  ({ owner, supervisor } = api.company);
  [agent, otherAgent] = api.company.agents;
  await createEntity(api, owner.key);
  await createEntity(api, owner.key, {
    type: 'document',
    ref: '42',
    data: { typeDocument: 'CV', candidatNom: 'Dumitru', candidatPrenom: 'Marie' },
  });
  await createEntity(api, api.otherCompany.owner.key, {
    type: 'candidat',
    ref: 'AILLEURS',
    data: { nom: 'Voisin' },
  });
});
afterAll(() => api.stop());

const post = (body: unknown, key = owner.key, path = '/api/v1/actions'): Promise<Response> =>
  api.request(path, { key, body });

/** What each table holds, by name. */
const countRows = async (): Promise<Record<string, number>> => {
  const tables = await listTables(api.superuser);
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await api.superuser`select count(*) as count from ${api.superuser(name)}`;
    counts[name] = Number(row?.['count']);
  }
  return counts;
};

const startCommands = (workflowId: string) => api.superuser`
  select operation, name, task_queue, input, subject from commands where workflow_id = ${workflowId}
`;

/** The settled state a test starts from: n8n refused it. */
const refusedAction = async (person: TestPerson, body: object = {}): Promise<string> => {
  const { id } = await createAction(api, person, body);
  api.n8n.behave(() => ({ status: 400, body: '{"code":"source_unknown"}' }));
  await api.dispatch(id);
  api.n8n.behave(() => ({ status: 200 }));
  return id;
};

describe('POST /api/v1/actions, the enriched format', () => {
  test('answers 202 with an address where the action can be followed', async () => {
    const response = await post(relance(owner.id));
    const accepted = await answerOf(response.clone(), 202, ActionAcceptedOut);
    expect(accepted).toEqual({
      id: accepted.id,
      status: 'accepted',
      route: { index: 0, workflow: 'marjorie-candidat-relance' },
      workflow_id: `action/${accepted.id}`,
    });
    expect(response.headers.get('Location')).toBe(`/api/v1/actions/${accepted.id}`);
    expect(await readAction(api, owner, accepted.id)).toMatchObject({
      status: 'accepted',
      format: 'enriched',
      action_type: 'RELANCE_CANDIDAT_EMAIL',
      action_source: 'admin.candidats.detail',
      action_button: 'relancer_email',
      entite_type: 'candidat',
      entite_id: 'DUMI15091992',
      entite_label: 'Marie Dumitru',
      decide_par: owner.id,
      decision_type: 'relance_email',
      commentaire: 'Relance pour documents CNI manquants',
      metadonnees: { documentsManquants: ['CNI_VERSO'], delaiDepuisDernierContact: 15 },
      is_unrouted: false,
      attempts: [],
      callbacks: [],
    });
  });

  test('commits one command to start the workflow, with ids and no personal data', async () => {
    const { id } = await createAction(api, owner);
    const [entity] = await api.superuser`select id from entities where ref = 'DUMI15091992'`;
    expect(await startCommands(`action/${id}`)).toEqual([
      {
        operation: 'start',
        name: 'crmActionWorkflow',
        task_queue: 'core',
        input: { companyId: api.company.id, actionId: id, round: 1 },
        subject: `candidat/${String(entity?.['id'])}`,
      },
    ]);
  });

  test('fills entiteData from the entity when it is left out, and keeps it when sent', async () => {
    const filled = await createAction(api, owner);
    expect((await readAction(api, owner, filled.id)).entite_data).toEqual(MARIE);
    const sent = await createAction(api, owner, { entiteData: { prenom: 'M.' } });
    expect((await readAction(api, owner, sent.id)).entite_data).toEqual({ prenom: 'M.' });
  });

  test('accepts the whole payload of the seed, with its echoed fields', async () => {
    const response = await post({
      ...relance(owner.id),
      timestamp: '2026-02-19T10:30:00.000Z',
      source: 'crm-abj',
      notificationCategorie: 'CANDIDAT',
      notificationType: 'DOSSIER_INCOMPLET',
      notificationTitre: 'Documents manquants pour DUMI15091992',
      typeAction: 'RELANCER',
      resultat: 'relance_email',
      executedBy: owner.id,
      metadata: { priorite: 'BASSE' },
    });
    const { id } = await answerOf(response, 202, ActionAcceptedOut);
    expect((await readAction(api, owner, id)).payload).toMatchObject({
      actionType: 'RELANCE_CANDIDAT_EMAIL',
      typeAction: 'RELANCER',
      metadonnees: { documentsManquants: ['CNI_VERSO'], delaiDepuisDernierContact: 15 },
    });
  });
});

describe('POST /api/v1/actions, the format before', () => {
  test('takes typeAction and resultat, decided by the caller, and routes it to log-erreur', async () => {
    const response = await post({
      typeAction: 'RELANCER',
      resultat: 'relance_email',
      commentaire: 'Relance pour documents',
    });
    const { id, route } = await answerOf(response, 202, ActionAcceptedOut);
    expect(route).toEqual({ index: 6, workflow: 'log-erreur' });
    expect(await readAction(api, owner, id)).toMatchObject({
      format: 'legacy',
      action_type: 'RELANCER',
      decision_type: 'relance_email',
      decide_par: owner.id,
      entite_type: null,
      entite_label: null,
      is_unrouted: true,
      payload: {
        actionType: 'RELANCER',
        typeAction: 'RELANCER',
        decisionType: 'relance_email',
        resultat: 'relance_email',
        executedBy: owner.id,
      },
    });
  });

  test.each([
    ['actionType is empty', { actionType: '', typeAction: 'RELANCER' }, 'success'],
    ['actionType is null', { actionType: null, typeAction: 'RELANCER' }, 'success'],
    ['decisionType is empty', { typeAction: 'RELANCER', decisionType: '', resultat: 'non' }, 'non'],
    ['neither decision says anything', { typeAction: 'RELANCER', resultat: '' }, 'success'],
  ])('falls back as the seed’s code does when %s', async (_, body, decision) => {
    const { id } = await answerOf(await post(body), 202, ActionAcceptedOut);
    const action = await readAction(api, owner, id);
    expect(action).toMatchObject({ action_type: 'RELANCER', decision_type: decision });
  });

  test('takes executedBy and metadata for what is decidePar and metadonnees now', async () => {
    const body = { typeAction: 'RELANCER', executedBy: agent.id, metadata: { priorite: 'HAUTE' } };
    const { id } = await answerOf(await post(body), 202, ActionAcceptedOut);
    expect(await readAction(api, owner, id)).toMatchObject({
      decide_par: agent.id,
      metadonnees: { priorite: 'HAUTE' },
    });
  });

  test('routes a type of the catalogue by its prefix', async () => {
    const body = { typeAction: 'GENERER_DEVIS', entiteType: 'candidat', entiteId: 'DUMI15091992' };
    const { route } = await answerOf(await post(body), 202, ActionAcceptedOut);
    expect(route).toEqual({ index: 2, workflow: 'marjorie-documents-generation' });
  });

  test.each(['VALIDER_DOSSIERS', 'VALIDER_', 'GENERER_CONTRAT_FORMATEURS'])(
    'takes %s, which is in no catalogue, no further than log-erreur: sent, tried or retried',
    async (typeAction) => {
      const body = { typeAction, entiteType: 'candidat', entiteId: 'DUMI15091992' };
      const log = { index: 6, workflow: 'log-erreur' };
      const dry = await post(body, agent.key, '/api/v1/actions/dry-run');
      expect(await answerOf(dry, 200, DryRunOut)).toMatchObject({
        is_valid: true,
        route: {
          ...log,
          prefix: null,
          is_unrouted: true,
          explanation: `${typeAction} is not in the catalogue, so it takes the fallback route log-erreur`,
        },
        payload: { actionType: typeAction, route: log },
      });
      const sent = await answerOf(await post(body, agent.key), 202, ActionAcceptedOut);
      expect(sent.route).toEqual(log);
      api.n8n.behave(() => ({ status: 400 }));
      await api.dispatch(sent.id);
      api.n8n.behave(() => ({ status: 200 }));
      const again = await answerOf(await act(sent.id, 'retry', agent), 202, ActionAcceptedOut);
      expect(again.route).toEqual(log);
      expect(await readAction(api, agent, sent.id)).toMatchObject({ is_unrouted: true, round: 2 });
    },
  );

  test('routes a type the company has added by its prefix, decided by whom it is for', async () => {
    const own = '/api/v1/action-types/VALIDER_STAGE';
    const type = { label: 'Valider stage', entity_types: ['candidat'], roles: ['owner'] };
    await api.request(own, { method: 'PUT', key: owner.key, body: type });
    const body = { typeAction: 'VALIDER_STAGE' };
    const { id, route } = await answerOf(await post(body), 202, ActionAcceptedOut);
    expect(route).toEqual({ index: 3, workflow: 'marjorie-validation' });
    expect((await refusalOf(await post(body, agent.key))).faults).toEqual([
      'decidePar: a user with the role agent may not decide this',
    ]);
    await api.request(`/api/v1/actions/${id}/cancel`, { method: 'POST', key: owner.key });
    const again = await answerOf(await act(id, 'retry'), 202, ActionAcceptedOut);
    expect(again.route).toEqual(route);
    await api.request(own, { method: 'DELETE', key: owner.key });
  });

  test.each([
    [{ typeAction: 'relancer' }, 'typeAction: expected capitals, for example RELANCER'],
    [{ typeAction: 'RELANCER', entiteId: 'DUMI15091992' }, 'entiteType: required with entiteId'],
    [{ typeAction: 'RELANCER', entiteType: 'candidat' }, 'entiteId: required with entiteType'],
    [{ typeAction: 'RELANCER', executedBy: 99_999_999 }, 'executedBy: no such user'],
    [{ typeAction: 'RELANCER', decidePar: 99_999_999 }, 'decidePar: no such user'],
  ])('refuses %j', async (body, fault) => {
    const { status, faults } = await refusalOf(await post(body));
    expect(faults).toContain(fault);
    expect(status).not.toBe(202);
  });
});

describe('POST /api/v1/actions, what it refuses', () => {
  const refusals: [string, object, string][] = [
    ['no actionType', { actionType: undefined }, 'actionType: required, or typeAction instead'],
    ['no actionSource', { actionSource: undefined }, 'actionSource: required'],
    ['no actionButton', { actionButton: undefined }, 'actionButton: required'],
    ['no entiteType', { entiteType: undefined }, 'entiteType: required'],
    ['no entiteId', { entiteId: undefined }, 'entiteId: required'],
    ['no decidePar', { decidePar: undefined }, 'decidePar: required'],
    [
      'an actionType of one word',
      { actionType: 'RELANCER' },
      'actionType: expected VERBE_ENTITE_METHODE, for example RELANCE_CANDIDAT_EMAIL',
    ],
    [
      'an actionType in lower case',
      { actionType: 'relance_candidat_email' },
      'actionType: expected VERBE_ENTITE_METHODE, for example RELANCE_CANDIDAT_EMAIL',
    ],
    [
      'an actionType outside the catalogue',
      { actionType: 'INVENTER_LICORNE' },
      'actionType: not in the catalogue of this company',
    ],
    [
      'an actionSource of two parts',
      { actionSource: 'admin.candidats' },
      'actionSource: expected role.section.page, for example admin.candidats.detail',
    ],
    [
      'an actionSource in capitals',
      { actionSource: 'Admin.Candidats.Detail' },
      'actionSource: expected role.section.page, for example admin.candidats.detail',
    ],
    [
      'an entiteType that does not exist',
      { entiteType: 'licorne' },
      'entiteType: expected one of prospect, candidat, eleve, formateur, session, document, dossier',
    ],
    [
      'an entiteType the action is not for',
      { entiteType: 'document', entiteId: '42' },
      'entiteType: RELANCE_CANDIDAT_EMAIL applies to candidat',
    ],
    ['an entity nobody has', { entiteId: 'ABSENT' }, 'entiteId: no candidat with this reference'],
    [
      "another company's entity",
      { entiteId: 'AILLEURS' },
      'entiteId: no candidat with this reference',
    ],
    ['decidePar as text', { decidePar: '1' }, 'decidePar: expected a number'],
    ['metadonnees as text', { metadonnees: 'urgent' }, 'metadonnees: expected an object'],
    ['entiteData as a list', { entiteData: [] }, 'entiteData: expected an object'],
    [
      'metadonnees of more than 64 KiB',
      { metadonnees: { texte: 'x'.repeat(65_536) } },
      'metadonnees: at most 65536 characters of JSON',
    ],
    ['a field nobody knows', { priorite: 'HAUTE' }, 'priorite: unknown field'],
    [
      'a notification nobody has',
      { notificationId: 99_999_999 },
      'notificationId: no such notification',
    ],
  ];

  test.each(refusals)('%s', async (_, change, fault) => {
    const refusal = await refusalOf(await post({ ...relance(owner.id), ...change }));
    expect(refusal).toEqual({ status: 422, code: 'validation_failed', faults: [fault] });
  });

  test('names all faults in one answer, of form and of meaning', async () => {
    const response = await post({
      ...relance(99_999_999),
      actionSource: 'partout',
      actionButton: '',
      entiteId: 'ABSENT',
      metadonnees: 7,
      notificationId: 99_999_999,
      surprise: true,
    });
    const { faults } = await refusalOf(response);
    expect(faults.map((fault) => fault.slice(0, fault.indexOf(':'))).sort()).toEqual([
      'actionButton',
      'actionSource',
      'decidePar',
      'entiteId',
      'metadonnees',
      'notificationId',
      'surprise',
    ]);
  });

  test('says nothing of a decider that the request does not name', async () => {
    const body = { ...relance(agent.id), actionType: 'VALIDER_DOSSIER', decidePar: undefined };
    const { faults } = await refusalOf(await post(body, agent.key));
    expect(faults).toEqual(['decidePar: required']);
  });

  test('writes no row', async () => {
    const before = await countRows();
    expect((await post({ ...relance(owner.id), entiteId: 'ABSENT' })).status).toBe(422);
    expect(await countRows()).toEqual(before);
  });

  test.each([['[]'], ['"RELANCER"'], ['null'], ['7']])(
    'a body that is %s and no object',
    async (body) => {
      expect((await refusalOf(await post(body))).code).toBe('validation_failed');
    },
  );
});

describe('the decider', () => {
  const faultsFor = async (decidePar: number, body: object = {}): Promise<string[]> =>
    (await refusalOf(await post({ ...relance(decidePar), ...body }))).faults;

  test('must be a user of this company', async () => {
    expect(await faultsFor(99_999_999)).toEqual(['decidePar: no such user']);
    expect(await faultsFor(api.otherCompany.owner.id)).toEqual(['decidePar: no such user']);
  });

  test('must be active', async () => {
    const [disabled] = await api.superuser`
      insert into users (company_id, email, name, role, is_active)
      values (${api.company.id}, 'partie@atelier.example', 'Partie', 'owner', false)
      returning id
    `;
    expect(await faultsFor(Number(disabled?.['id']))).toEqual(['decidePar: this user is disabled']);
  });

  test('must have a role that may decide the type', async () => {
    expect(await faultsFor(agent.id, { actionType: 'VALIDER_DOSSIER' })).toEqual([
      'decidePar: a user with the role agent may not decide this',
    ]);
    await createAction(api, supervisor, { actionType: 'VALIDER_DOSSIER' });
  });

  test('must have a role that the company allows for the type', async () => {
    const put = (roles: string[]) =>
      api.request('/api/v1/action-types/PLANIFIER_ENTRETIEN', {
        method: 'PUT',
        key: owner.key,
        body: { label: 'Planifier entretien', entity_types: ['candidat'], roles },
      });
    await put(['owner']);
    expect(await faultsFor(supervisor.id, { actionType: 'PLANIFIER_ENTRETIEN' })).toEqual([
      'decidePar: a user with the role supervisor may not decide this',
    ]);
    await put(['owner', 'supervisor']);
    await createAction(api, owner, { actionType: 'PLANIFIER_ENTRETIEN', decidePar: supervisor.id });
  });

  test.each([
    ['an agent', () => agent],
    ['a supervisor', () => supervisor],
  ])(
    'must be the caller when the caller is %s, whether another user exists or not',
    async (_, caller) => {
      for (const decidePar of [otherAgent.id, owner.id, 99_999_999]) {
        const body = { ...relance(decidePar), actionType: 'VALIDER_DOSSIER' };
        expect(await refusalOf(await post(body, caller().key))).toEqual({
          status: 403,
          code: 'forbidden',
          faults: ['decidePar: this needs the permission actions:impersonate'],
        });
      }
    },
  );

  test('may be another user only for a key with the scope actions:impersonate', async () => {
    const scoped = (scopes: string[]) => keyWithScopes(api, api.company, owner, scopes);
    const without = await scoped(['actions:create']);
    expect((await refusalOf(await post(relance(agent.id), without))).status).toBe(403);
    const withScope = await scoped(['actions:create', 'actions:impersonate']);
    const response = await post(relance(agent.id), withScope);
    const { id } = await answerOf(response, 202, ActionAcceptedOut);
    expect((await readAction(api, owner, id)).decide_par).toBe(agent.id);
  });

  test('is refused with 403 also when there are other faults, which are listed too', async () => {
    const body = { ...relance(otherAgent.id), entiteId: 'ABSENT' };
    const { status, faults } = await refusalOf(await post(body, agent.key));
    expect(status).toBe(403);
    expect(faults).toHaveLength(2);
  });
});

describe('metadonnees', () => {
  beforeAll(async () => {
    const response = await api.request('/api/v1/action-types/RELANCE_CANDIDAT_CARTE', {
      method: 'PUT',
      key: owner.key,
      body: {
        label: 'Relancer par carte',
        entity_types: ['candidat'],
        roles: ['owner'],
        metadata_schema: {
          type: 'object',
          properties: {
            delai: { type: 'integer', minimum: 1 },
            envoi: { type: 'string', format: 'date' },
          },
          required: ['delai'],
          additionalProperties: false,
        },
      },
    });
    expect(response.status).toBe(200);
  });
  const carte = (metadonnees: object) => ({
    ...relance(owner.id),
    actionType: 'RELANCE_CANDIDAT_CARTE',
    metadonnees,
  });

  test('are accepted when they follow the schema of the type', async () => {
    await answerOf(await post(carte({ delai: 3, envoi: '2026-03-15' })), 202, ActionAcceptedOut);
  });

  test.each([
    [{}, 'metadonnees.delai: '],
    [{ delai: 0 }, 'metadonnees.delai: '],
    [{ delai: 'trois' }, 'metadonnees.delai: '],
    [{ delai: 3, envoi: 'demain' }, 'metadonnees.envoi: '],
    [{ delai: 3, couleur: 'bleu' }, 'metadonnees.couleur: '],
  ])('%j have their fault named by its path', async (metadonnees, path) => {
    const { status, faults } = await refusalOf(await post(carte(metadonnees)));
    expect({ status, count: faults.length }).toEqual({ status: 422, count: 1 });
    expect(faults[0]).toContain(path);
  });

  test('have all their faults named at once', async () => {
    const { faults } = await refusalOf(await post(carte({ envoi: 'demain', couleur: 'bleu' })));
    expect(faults).toHaveLength(3);
  });
});

describe('POST /api/v1/notifications/{id}/actions', () => {
  const notify = async (userId: number, entityRef: string | null): Promise<number> => {
    const [entity] = await api.superuser`
      select id from entities where company_id = ${api.company.id} and ref = ${entityRef}
    `;
    return insertNotification(api.superuser, {
      companyId: api.company.id,
      userId,
      type: 'DOSSIER_INCOMPLET',
      titre: 'Documents manquants pour DUMI15091992',
      level: 'warning',
      subject: entity === undefined ? null : { type: 'entity', id: Number(entity['id']) },
    });
  };
  const act = (id: number, body: object, key = owner.key) =>
    post(body, key, `/api/v1/notifications/${id}/actions`);

  test('fills the notification’s fields and the entity from it', async () => {
    const notificationId = await notify(owner.id, 'DUMI15091992');
    const { entiteType: _, entiteId: __, ...body } = relance(owner.id);
    const response = await act(notificationId, body);
    const { id } = await answerOf(response.clone(), 202, ActionAcceptedOut);
    expect(response.headers.get('Location')).toBe(`/api/v1/actions/${id}`);
    expect((await readAction(api, owner, id)).payload).toMatchObject({
      entiteType: 'candidat',
      entiteId: 'DUMI15091992',
      entiteData: MARIE,
      notificationId,
      notificationCategorie: 'CANDIDAT',
      notificationType: 'DOSSIER_INCOMPLET',
      notificationTitre: 'Documents manquants pour DUMI15091992',
    });
  });

  test('takes the format before', async () => {
    const notificationId = await notify(owner.id, 'DUMI15091992');
    const response = await act(notificationId, { typeAction: 'RELANCER', resultat: 'oui' });
    const { id } = await answerOf(response, 202, ActionAcceptedOut);
    expect((await readAction(api, owner, id)).payload).toMatchObject({
      actionType: 'RELANCER',
      entiteId: 'DUMI15091992',
      notificationId,
    });
  });

  test('refuses a body that names another notification', async () => {
    const notificationId = await notify(owner.id, 'DUMI15091992');
    const body = { ...relance(owner.id), notificationId: notificationId + 1 };
    expect(await refusalOf(await act(notificationId, body))).toMatchObject({
      status: 422,
      faults: ['notificationId: not the one that the address names'],
    });
    expect((await act(notificationId, { ...body, notificationId })).status).toBe(202);
  });

  test('accepts a body that names another entity', async () => {
    const notificationId = await notify(owner.id, 'DUMI15091992');
    const response = await act(notificationId, {
      ...relance(owner.id),
      actionType: 'VALIDER_DOCUMENT',
      entiteType: 'document',
      entiteId: '42',
    });
    const { id } = await answerOf(response, 202, ActionAcceptedOut);
    expect(await readAction(api, owner, id)).toMatchObject({ entite_id: '42' });
  });

  test('needs an entity in the body when the notification has none', async () => {
    const { entiteType: _, entiteId: __, ...body } = relance(owner.id);
    const { faults } = await refusalOf(await act(await notify(owner.id, null), body));
    expect(faults).toEqual(['entiteType: required', 'entiteId: required']);
  });

  test('answers 404 for a notification of another user', async () => {
    const body = relance(agent.id);
    expect((await act(await notify(owner.id, null), body, agent.key)).status).toBe(404);
    const stranger = api.otherCompany.owner;
    const foreign = await act(await notify(owner.id, null), relance(stranger.id), stranger.key);
    expect(foreign.status).toBe(404);
  });

  test('fills the notification’s fields also when the action names the notification', async () => {
    const notificationId = await notify(owner.id, 'DUMI15091992');
    const { id } = await createAction(api, owner, { notificationId });
    expect((await readAction(api, owner, id)).payload).toMatchObject({
      notificationTitre: 'Documents manquants pour DUMI15091992',
    });
  });

  test('refuses an action that names another user’s notification', async () => {
    const notificationId = await notify(owner.id, null);
    const response = await post({ ...relance(agent.id), notificationId }, agent.key);
    expect((await refusalOf(response)).faults).toEqual(['notificationId: no such notification']);
  });
});

describe('POST /api/v1/actions/dry-run', () => {
  const dryRun = async (body: object, key = owner.key) =>
    answerOf(await post(body, key, '/api/v1/actions/dry-run'), 200, DryRunOut);

  test('shows the payload that n8n then receives, except id, instant and token', async () => {
    const { payload, ...rest } = await dryRun(relance(owner.id));
    expect(rest).toEqual({
      is_valid: true,
      faults: [],
      route: {
        prefix: 'RELANCE_CANDIDAT_',
        index: 0,
        workflow: 'marjorie-candidat-relance',
        is_unrouted: false,
        explanation: 'RELANCE_CANDIDAT_ is the longest matching prefix of RELANCE_CANDIDAT_EMAIL',
      },
    });
    const { id } = await createAction(api, owner);
    await api.dispatch(id);
    const received: unknown = JSON.parse(api.n8n.of(id)[0]?.text ?? '');
    expect(received).toEqual({
      ...payload,
      timestamp: expect.any(String),
      actionId: id,
      callback: {
        url: `http://localhost:8000/api/v1/actions/${id}/callback`,
        claimUrl: `http://localhost:8000/api/v1/actions/${id}/claim`,
        token: expect.any(String),
      },
    });
    expect(payload?.['callback']).toMatchObject({ token: '••••••' });
  });

  test('explains why an action would go to log-erreur', async () => {
    const body = { ...relance(owner.id), actionType: 'ENVOYER_DEVIS' };
    expect((await dryRun(body)).route).toEqual({
      prefix: null,
      index: 6,
      workflow: 'log-erreur',
      is_unrouted: true,
      explanation: 'no route matches ENVOYER_DEVIS, so it takes the fallback route log-erreur',
    });
  });

  test('lists the same faults as sending it would, and no payload', async () => {
    const body = { ...relance(99_999_999), actionButton: '', entiteId: 'ABSENT' };
    const dry = await dryRun(body);
    const { faults } = await refusalOf(await post(body));
    expect(dry).toMatchObject({ is_valid: false, payload: null, route: { index: 0 } });
    expect(dry.faults.map(({ path, message }) => `${path}: ${message}`)).toEqual(faults);
  });

  test('counts a missing permission among the faults', async () => {
    const { faults } = await dryRun(relance(otherAgent.id), agent.key);
    expect(faults.map(({ path }) => path)).toEqual(['decidePar']);
  });

  test('gives no route for a body without a type', async () => {
    expect(await dryRun({})).toMatchObject({ is_valid: false, route: null, payload: null });
  });

  test('writes nothing, not even with an Idempotency-Key', async () => {
    const before = await countRows();
    const dispatches = api.n8n.dispatches.length;
    const response = await api.request('/api/v1/actions/dry-run', {
      key: owner.key,
      body: relance(owner.id),
      headers: { 'Idempotency-Key': 'dry-run' },
    });
    expect(response.status).toBe(200);
    expect(await countRows()).toEqual(before);
    expect(api.n8n.dispatches).toHaveLength(dispatches);
  });
});

describe('GET /api/v1/actions', () => {
  const Page = pageOf(ActionSummaryOut);
  const list = async (query = '', person = owner): Promise<z.infer<typeof Page>> =>
    answerOf(await api.request(`/api/v1/actions${query}`, { key: person.key }), 200, Page);
  const idsOf = async (query = '', person = owner): Promise<string[]> =>
    (await list(query, person)).data.map(({ id }) => id);
  /** Decided in another call centre than Lyon, and by its user. */
  let elsewhere: { userId: number; id: string };

  beforeAll(async () => {
    const [row] = await api.superuser`
      with centre as (
        insert into call_centres (company_id, name) values (${api.company.id}, 'Nantes') returning id
      )
      insert into users (company_id, call_centre_id, email, name, role)
      select ${api.company.id}, id, 'nina@atelier.example', 'Nina de Nantes', 'agent' from centre
      returning id
    `;
    const userId = Number(row?.['id']);
    elsewhere = { userId, id: (await createAction(api, owner, { decidePar: userId })).id };
  });

  test('shows an agent their own actions, a supervisor those of the centre, an owner those of the company', async () => {
    const owners = (await createAction(api, owner)).id;
    const supervisors = (await createAction(api, supervisor)).id;
    const agents = (await createAction(api, agent)).id;
    const others = (await createAction(api, otherAgent)).id;
    const all = [owners, supervisors, agents, others, elsewhere.id];
    const seenBy = async (person: TestPerson) => {
      const ids = new Set(await idsOf('?limit=250', person));
      return all.filter((id) => ids.has(id));
    };
    expect(await seenBy(owner)).toEqual(all);
    expect(await seenBy(supervisor)).toEqual([supervisors, agents, others]);
    expect(await seenBy(agent)).toEqual([agents]);
    expect(await seenBy(api.otherCompany.owner)).toEqual([]);
  });

  test('is newest first, in pages that neither repeat nor skip under inserts', async () => {
    const first = await list('?limit=2');
    await createAction(api, owner);
    const second = await list(`?limit=2&cursor=${first.next_cursor}`);
    const ids = [...first.data, ...second.data].map(({ id }) => id);
    expect(ids).toEqual((await idsOf('?limit=5')).slice(1));
    expect(ids).toEqual(ids.toSorted().toReversed());
  });

  test('has no next_cursor on its last page', async () => {
    const { data, next_cursor: cursor } = await list(`?decide_par=${elsewhere.userId}`);
    expect(data).toHaveLength(1);
    expect(cursor).toBeNull();
  });

  test('filters by status, one or several', async () => {
    const failed = await refusedAction(owner);
    const waiting = (await createAction(api, owner)).id;
    await api.dispatch(waiting);
    expect(await idsOf('?status=failed&limit=250')).toContain(failed);
    expect(await idsOf('?status=failed&limit=250')).not.toContain(waiting);
    const both = await list('?status=failed,awaiting_callback&limit=250');
    expect(both.data.map(({ id }) => id)).toEqual(expect.arrayContaining([failed, waiting]));
    expect(new Set(both.data.map(({ status }) => status))).toEqual(
      new Set(['failed', 'awaiting_callback']),
    );
  });

  test('filters by type, entity, decider, route and is_unrouted', async () => {
    const { id } = await createAction(api, agent, {
      actionType: 'TELECHARGER_DOSSIER_COMPLET',
      entiteType: 'document',
      entiteId: '42',
    });
    const { id: routed } = await createAction(api, agent);
    for (const query of [
      'action_type=TELECHARGER_DOSSIER_COMPLET',
      'entite_type=document&entite_id=42',
      'route_index=6',
      'is_unrouted=true',
    ]) {
      const ids = await idsOf(`?${query}&decide_par=${agent.id}&limit=250`);
      expect(ids, query).toContain(id);
      expect(ids, query).not.toContain(routed);
    }
    expect(await idsOf(`?is_unrouted=false&decide_par=${agent.id}&limit=250`)).not.toContain(id);
    expect(await idsOf(`?decide_par=${otherAgent.id}&limit=250`)).not.toContain(id);
  });

  test('filters by date, the beginning included and the end not', async () => {
    const { id } = await createAction(api, owner);
    const { created_at: at } = await readAction(api, owner, id);
    const after = new Date(Date.parse(at) + 1).toISOString();
    expect(await idsOf(`?from=${at}&limit=250`)).toContain(id);
    expect(await idsOf(`?from=${after}&limit=250`)).not.toContain(id);
    expect(await idsOf(`?to=${at}&limit=250`)).not.toContain(id);
    expect(await idsOf(`?to=${after}&limit=250`)).toContain(id);
    const summer = new Date(at).toISOString().replace('Z', '%2B00:00');
    expect(await idsOf(`?from=${summer}&limit=250`)).toContain(id);
  });

  test('filters by date although the clock was set back after the id was made', async () => {
    const { id } = await createAction(api, owner);
    const { created_at: at } = await readAction(api, owner, id);
    const hourBefore = new Date(Date.parse(at) - 60 * 60 * 1000).toISOString();
    await api.superuser`update actions set created_at = ${hourBefore} where id = ${id}`;
    expect(await idsOf(`?to=${at}&limit=250`)).toContain(id);
    expect(await idsOf(`?from=${hourBefore}&to=${at}&limit=250`)).toContain(id);
    expect(await idsOf(`?from=${at}&limit=250`)).not.toContain(id);
  });

  test('accepts the first and the last possible date', async () => {
    const { id } = await createAction(api, owner);
    expect(await idsOf('?from=0001-01-01T00:00:00Z&limit=250')).toContain(id);
    expect(await idsOf('?to=9999-12-31T23:59:59Z&limit=250')).toContain(id);
    expect(await idsOf('?from=9999-12-31T23:59:59Z&limit=250')).toEqual([]);
  });

  test.each([
    ['status=perdu', 'status.0'],
    ['from=hier', 'from'],
    ['decide_par=moi', 'decide_par'],
    ['decide_par=', 'decide_par'],
    ['route_index=', 'route_index'],
    ['route_index=0x1', 'route_index'],
    ['limit=1e1', 'limit'],
    ['entite_type=licorne', 'entite_type'],
    ['is_unrouted=peut-etre', 'is_unrouted'],
    ['limit=251', 'limit'],
    ['cursor=fantaisie', 'cursor'],
  ])('refuses ?%s', async (query, path) => {
    const response = await api.request(`/api/v1/actions?${query}`, { key: owner.key });
    const { status, faults } = await refusalOf(response);
    expect({ status, path: faults[0]?.split(':')[0] }).toEqual({ status: 422, path });
  });
});

describe('GET /api/v1/actions/{id}', () => {
  test('shows attempts, callbacks and the timeline in order, without the token', async () => {
    const { id } = await createAction(api, owner);
    api.n8n.behave(() => ({ status: 503, body: 'en panne' }));
    await expect(api.dispatch(id)).rejects.toThrow('n8n_unavailable');
    api.n8n.behave(() => ({ status: 200, body: '{"message":"Workflow was started"}' }));
    await api.dispatch(id);
    await api.callBack(id, { callbackId: 'a', status: 'progress', message: 'En préparation' });
    await api.callBack(id, { callbackId: 'b', status: 'succeeded', message: 'Relance envoyée' });
    const response = await api.request(`/api/v1/actions/${id}`, { key: owner.key });
    const text = await response.clone().text();
    const action = await readAction(api, owner, id);
    expect(action).toMatchObject({
      status: 'succeeded',
      outcome_code: 'callback',
      outcome_message: 'Relance envoyée',
      attempt_count: 2,
      round: 1,
      workflow_id: `action/${id}`,
      temporal_url: `http://localhost:8233/namespaces/default/workflows/action%2F${id}`,
      attempts: [
        { attempt: 1, outcome: 'retry', status_code: 503, error_code: 'n8n_unavailable' },
        { attempt: 2, outcome: 'accepted', status_code: 200, error_code: null },
      ],
      callbacks: [
        { callback_id: 'a', status: 'progress', outcome: 'applied', is_late: false },
        { callback_id: 'b', status: 'succeeded', outcome: 'applied', is_late: false },
      ],
    });
    expect(action.timeline.map(({ kind, code }) => `${kind} ${code}`)).toEqual([
      'accepted accepted',
      'attempt retry',
      'attempt accepted',
      'callback progress',
      'callback succeeded',
      'event ActionSettled',
    ]);
    expect(text).not.toContain(api.tokenOf(id));
  });

  test('answers 404 for an action out of reach, as for an unknown id', async () => {
    const { id } = await createAction(api, owner);
    for (const key of [agent.key, supervisor.key, api.otherCompany.owner.key]) {
      expect((await api.request(`/api/v1/actions/${id}`, { key })).status).toBe(404);
    }
    const absent = '/api/v1/actions/0199a3c0-0000-7000-8000-000000000000';
    expect((await api.request(absent, { key: owner.key })).status).toBe(404);
  });
});

const act = (id: string, what: 'retry' | 'cancel', person = owner): Promise<Response> =>
  api.request(`/api/v1/actions/${id}/${what}`, { method: 'POST', key: person.key });

describe('POST /api/v1/actions/{id}/retry', () => {
  test('opens the next round, in a workflow of its own, on today’s route', async () => {
    const id = await refusedAction(owner, { actionType: 'ENVOYER_DEVIS' });
    const routes = '/api/v1/action-routes';
    const put = await api.request(routes, {
      method: 'PUT',
      key: owner.key,
      body: { routes: [{ prefix: 'ENVOYER_', index: 5, workflow: 'marjorie-communication' }] },
    });
    expect(put.status).toBe(200);
    const accepted = await answerOf(await act(id, 'retry'), 202, ActionAcceptedOut);
    await api.request(routes, { method: 'DELETE', key: owner.key });
    expect(accepted).toEqual({
      id,
      status: 'accepted',
      route: { index: 5, workflow: 'marjorie-communication' },
      workflow_id: `action/${id}/2`,
    });
    expect(await startCommands(`action/${id}/2`)).toMatchObject([
      { operation: 'start', input: { actionId: id, round: 2 } },
    ]);
    expect(await readAction(api, owner, id)).toMatchObject({
      status: 'accepted',
      round: 2,
      is_unrouted: false,
      outcome_code: null,
      outcome_message: null,
      settled_at: null,
    });
  });

  test('says in the timeline who sent it again', async () => {
    const id = await refusedAction(agent);
    await act(id, 'retry', supervisor);
    await api.sealFacts();
    const nameOf = async (person: TestPerson) =>
      (await api.superuser`select name from users where id = ${person.id}`)[0]?.['name'];
    const { timeline } = await readAction(api, owner, id);
    expect(timeline.flatMap(({ code, by }) => (by === null ? [] : [[code, by]]))).toEqual([
      ['accepted', await nameOf(agent)],
      ['ActionRetried', await nameOf(supervisor)],
    ]);
  });

  test('continues the attempt numbers, and sends the next round under a new webhook-id', async () => {
    const id = await refusedAction(owner);
    await act(id, 'retry');
    expect(await api.dispatch(id, 2)).toMatchObject({ kind: 'awaiting_callback' });
    expect((await readAction(api, owner, id)).attempts).toMatchObject([
      { attempt: 1, round: 1, outcome: 'refused' },
      { attempt: 2, round: 2, outcome: 'accepted' },
    ]);
    expect(api.n8n.of(id).map(({ headers }) => headers['webhook-id'])).toEqual([
      `${id}:1`,
      `${id}:2`,
    ]);
  });

  test('is refused while the action runs and once it has succeeded', async () => {
    const { id } = await createAction(api, owner);
    expect((await refusalOf(await act(id, 'retry'))).code).toBe('conflict');
    await api.dispatch(id);
    expect((await refusalOf(await act(id, 'retry'))).code).toBe('conflict');
    await api.callBack(id, { callbackId: 'a', status: 'succeeded' });
    expect((await refusalOf(await act(id, 'retry'))).code).toBe('conflict');
  });

  test('answers 404 for an action that the caller may not read', async () => {
    const id = await refusedAction(agent);
    expect((await act(id, 'retry', otherAgent)).status).toBe(404);
    expect((await act(id, 'retry', api.otherCompany.owner)).status).toBe(404);
    expect((await act(id, 'retry', supervisor)).status).toBe(202);
  });
});

describe('POST /api/v1/actions/{id}/cancel', () => {
  test('settles the action at once, tells its decider and wakes its workflow', async () => {
    const { id } = await createAction(api, agent);
    const accepted = await answerOf(await act(id, 'cancel', agent), 202, ActionAcceptedOut);
    expect(accepted.status).toBe('cancelled');
    expect(await readAction(api, agent, id)).toMatchObject({
      status: 'cancelled',
      outcome_code: 'cancelled',
      outcome_message: null,
    });
    const notifications = await api.request('/api/v1/notifications?limit=1', { key: agent.key });
    expect(await notifications.json()).toMatchObject({
      data: [{ titre: 'Action annulée', level: 'info', action_id: id }],
    });
    expect(await startCommands(`action/${id}`)).toMatchObject([
      { operation: 'start' },
      { operation: 'signal', name: 'actionSettled', input: { status: 'cancelled' } },
    ]);
  });

  test('before the dispatch means that nothing is sent to n8n', async () => {
    const { id } = await createAction(api, owner);
    await act(id, 'cancel');
    expect(await api.dispatch(id)).toEqual({ kind: 'settled', status: 'cancelled' });
    expect(api.n8n.of(id)).toEqual([]);
  });

  test('records a later answer of n8n without applying it', async () => {
    const { id } = await createAction(api, owner);
    await api.dispatch(id);
    await act(id, 'cancel');
    const answer = await api.callBack(id, { callbackId: 'a', status: 'succeeded' });
    expect(await answer.json()).toMatchObject({ status: 'cancelled', outcome: 'recorded' });
    expect((await readAction(api, owner, id)).status).toBe('cancelled');
  });

  test('is refused once the action has settled', async () => {
    const id = await refusedAction(owner);
    expect((await refusalOf(await act(id, 'cancel'))).code).toBe('conflict');
  });

  test('answers 404 for an action that the caller may not read', async () => {
    const { id } = await createAction(api, owner);
    expect((await act(id, 'cancel', supervisor)).status).toBe(404);
    expect((await act(id, 'cancel', api.otherCompany.owner)).status).toBe(404);
    expect((await readAction(api, owner, id)).status).toBe('accepted');
  });
});

describe('retrying many', () => {
  const count = async (query: string, person = owner): Promise<number> => {
    const path = `/api/v1/actions/retry-count?${query}`;
    return (await answerOf(await api.request(path, { key: person.key }), 200, CountOut)).count;
  };
  const retry = (filter: object, expected: number, person = owner) =>
    post({ filter, expected_count: expected }, person.key, '/api/v1/actions/retry');
  /** Two refused, one under way: of a kind no other test uses. */
  const prepare = async (): Promise<{ ref: string; refused: string[]; running: string }> => {
    const ref = newToken('lot').slice(0, 20);
    await createEntity(api, owner.key, { type: 'candidat', ref, data: {} });
    const refused = [
      await refusedAction(agent, { entiteId: ref }),
      await refusedAction(owner, { entiteId: ref }),
    ];
    const { id: running } = await createAction(api, owner, { entiteId: ref });
    return { ref, refused, running };
  };

  test('counts first, then sends exactly those again', async () => {
    const { ref, refused, running } = await prepare();
    expect(await count(`entite_id=${ref}`)).toBe(2);
    const answer = await answerOf(await retry({ entite_id: ref }, 2), 202, CountOut);
    expect(answer.count).toBe(2);
    for (const id of refused) {
      expect(await readAction(api, owner, id)).toMatchObject({ status: 'accepted', round: 2 });
      expect(await startCommands(`action/${id}/2`)).toHaveLength(1);
    }
    expect(await readAction(api, owner, running)).toMatchObject({ round: 1 });
    expect(await count(`entite_id=${ref}`)).toBe(0);
  });

  test('retries nothing when the number has changed', async () => {
    const { ref, refused } = await prepare();
    expect((await refusalOf(await retry({ entite_id: ref }, 1))).code).toBe('conflict');
    for (const id of refused) {
      expect(await readAction(api, owner, id)).toMatchObject({ status: 'failed', round: 1 });
    }
  });

  test('never retries an action that succeeded, even when the filter names that status', async () => {
    const { ref } = await prepare();
    expect(await count(`entite_id=${ref}&status=succeeded`)).toBe(0);
    expect(await count(`entite_id=${ref}&status=succeeded,failed`)).toBe(2);
    expect((await retry({ entite_id: ref, status: ['succeeded'] }, 1)).status).toBe(409);
  });

  test('leaves actions in doubt out, unless the filter names them', async () => {
    const { ref, refused } = await prepare();
    const [inDoubt = '', other = ''] = refused;
    await api.superuser`update actions set outcome_code = 'in_doubt' where id = ${inDoubt}`;
    expect(await count(`entite_id=${ref}`)).toBe(1);
    expect((await retry({ entite_id: ref }, 1)).status).toBe(202);
    expect(await readAction(api, owner, other)).toMatchObject({ round: 2 });
    expect(await readAction(api, owner, inDoubt)).toMatchObject({ status: 'failed', round: 1 });
    const path = `/api/v1/actions?entite_id=${ref}&is_in_doubt=true`;
    const listed = await api.request(path, { key: owner.key });
    const { data } = await answerOf(listed, 200, pageOf(ActionSummaryOut));
    expect(data.map((one) => one.id)).toEqual([inDoubt]);
    expect((await retry({ entite_id: ref, is_in_doubt: true }, 1)).status).toBe(202);
    expect(await readAction(api, owner, inDoubt)).toMatchObject({ status: 'accepted', round: 2 });
  });

  test.each([null, '', '0', true])('refuses %j as a route index', async (index) => {
    const { ref } = await prepare();
    const { faults } = await refusalOf(await retry({ entite_id: ref, route_index: index }, 2));
    expect(faults).toEqual([expect.stringMatching(/^filter\.route_index: /)]);
  });

  test('retries only an agent’s own actions', async () => {
    const { ref, refused } = await prepare();
    expect(await count(`entite_id=${ref}`, agent)).toBe(1);
    expect((await retry({ entite_id: ref }, 1, agent)).status).toBe(202);
    expect(await readAction(api, owner, refused[0] ?? '')).toMatchObject({ round: 2 });
    expect(await readAction(api, owner, refused[1] ?? '')).toMatchObject({ round: 1 });
  });

  test('counts up to 500', async () => {
    // In the other company, where no test lists actions.
    const { id: companyId, owner } = api.otherCompany;
    const [row] = await api.superuser`select id from entities where ref = 'AILLEURS'`;
    await api.superuser`
      insert into actions (
        id, company_id, status, format, action_type, entity_id, entite_type, entite_id, entite_data,
        decide_par, decision_type, metadonnees, route_index, route_workflow, is_unrouted,
        expects_callback, callback_timeout_seconds, created_by, created_at, updated_at
      )
      select gen_random_uuid(), ${companyId}, 'expired', 'enriched', 'NOTIFIER_NOTE',
        ${row?.['id']}, 'candidat', 'AILLEURS', '{}', ${owner.id}, 'success', '{}', 6,
        'log-erreur', true, true, 60, ${owner.id}, now(), now()
      from generate_series(1, 501)
    `;
    expect(await count('action_type=NOTIFIER_NOTE', owner)).toBe(500);
    expect((await retry({ action_type: 'NOTIFIER_NOTE' }, 500, owner)).status).toBe(202);
    expect(await count('action_type=NOTIFIER_NOTE', owner)).toBe(1);
  });
});
