import { expect } from 'vitest';
import type { z } from 'zod';
import { createActivities, type Activities } from '../../src/activities/index.ts';
import { ProblemOut } from '../../src/api/http/errors.ts';
import { ActionAcceptedOut, ActionOut } from '../../src/domain/actions/shapes.ts';
import { callbackToken } from '../../src/domain/actions/callbacks.ts';
import { hashToken, newToken } from '../../src/domain/shared/secrets.ts';
import { createHttpClient } from '../../src/platform/http-client.ts';
import { startTestApi, type TestApi, type TestCompany, type TestPerson } from './api.ts';
import { startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';

/** Helpers for tests about actions. */

/** The body of an answer, by its declared schema; its text is printed if the status is another one. */
export const answerOf = async <S extends z.ZodType>(
  response: Response,
  status: number,
  schema: S,
): Promise<z.infer<S>> => {
  const text = await response.text();
  expect(response.status, text).toBe(status);
  return schema.parse(JSON.parse(text));
};

/** A refusal: its stable code, and each fault as `path: message`. */
export const refusalOf = async (
  response: Response,
): Promise<{ status: number; code: string; faults: string[] }> => {
  const { status, code, errors = [] } = ProblemOut.parse(await response.json());
  return { status, code, faults: errors.map(({ path, message }) => `${path}: ${message}`) };
};

/** Seed 001's first example, without `entiteData`. */
export const relance = (decidePar: number) => ({
  actionType: 'RELANCE_CANDIDAT_EMAIL',
  actionSource: 'admin.candidats.detail',
  actionButton: 'relancer_email',
  entiteType: 'candidat',
  entiteId: 'DUMI15091992',
  decidePar,
  decisionType: 'relance_email',
  commentaire: 'Relance pour documents CNI manquants',
  metadonnees: { documentsManquants: ['CNI_VERSO'], delaiDepuisDernierContact: 15 },
});

export const MARIE = {
  nom: 'Dumitru',
  prenom: 'Marie',
  email: 'marie.dumitru@example.com',
  statutDossier: 'DOSSIER_INCOMPLET',
};

export const createEntity = async (
  api: Pick<TestApi, 'request'>,
  key: string,
  entity: { type: string; ref: string; data: object } = {
    type: 'candidat',
    ref: 'DUMI15091992',
    data: MARIE,
  },
): Promise<void> => {
  const { type, ...body } = entity;
  const response = await api.request(`/api/v1/entities/${type}`, { key, body });
  expect(response.status, await response.text()).toBe(201);
};

type Accepted = z.infer<typeof ActionAcceptedOut>;
export type Action = z.infer<typeof ActionOut>;

/** Sends seed 001's first example, changed by `body`. */
export const createAction = async (
  api: Pick<TestApi, 'request'>,
  person: TestPerson,
  body: object = {},
): Promise<Accepted> =>
  answerOf(
    await api.request('/api/v1/actions', {
      key: person.key,
      body: { ...relance(person.id), ...body },
    }),
    202,
    ActionAcceptedOut,
  );

export const readAction = async (
  api: Pick<TestApi, 'request'>,
  person: TestPerson,
  id: string,
): Promise<Action> =>
  answerOf(await api.request(`/api/v1/actions/${id}`, { key: person.key }), 200, ActionOut);

/** One more API key of a person, with these scopes only. */
export const keyWithScopes = async (
  api: Pick<TestApi, 'superuser'>,
  company: TestCompany,
  person: TestPerson,
  scopes: string[],
): Promise<string> => {
  const key = newToken('rlk');
  await api.superuser`
    insert into api_keys (company_id, user_id, name, prefix, key_hash, scopes, created_by)
    values (
      ${company.id}, ${person.id}, 'scoped', ${key.slice(0, 10)}, ${hashToken(key)},
      ${scopes}::text[], ${person.id}
    )
  `;
  return key;
};

export interface ActionWorld extends TestApi {
  n8n: FakeN8n;
  activities: Activities;
  /** Stops the clock of api and activities at an instant; null lets it run. */
  setClock: (instant: Date | null) => void;
  /** Dispatches one round by hand, as the workflow would. */
  dispatch: (actionId: string, round?: number) => ReturnType<Activities['dispatchAction']>;
  /** Answers for n8n with the token of the action's dispatch, or with another. */
  callBack: (
    actionId: string,
    body: unknown,
    options?: { round?: number; token?: string },
  ) => Promise<Response>;
  tokenOf: (actionId: string, round?: number) => string;
}

/** The api in-process and the activities called by hand: each step alone, without Temporal. */
export const startActionWorld = async (
  environment: Record<string, string> = {},
): Promise<ActionWorld> => {
  const n8n = await startFakeN8n();
  const api = await startTestApi({
    N8N_WEBHOOK_URL: n8n.url,
    N8N_API_KEY: n8n.apiKey,
    ...environment,
  });
  let frozen: Date | null = null;
  api.deps.clock = { now: () => frozen ?? new Date() };
  const http = createHttpClient({
    allowLoopback: api.deps.config.DANGEROUS_ALLOW_LOOPBACK_EGRESS,
  });
  const activities = createActivities({
    ...api.deps,
    http,
    mail: undefined,
    announce: () => undefined,
  });
  const companyId = api.company.id;
  const tokenOf = (actionId: string, round = 1): string =>
    callbackToken(api.deps.encryptionKeys, { companyId, actionId, round });
  return {
    ...api,
    n8n,
    activities,
    setClock: (instant) => {
      frozen = instant;
    },
    dispatch: (actionId, round = 1) => activities.dispatchAction({ companyId, actionId, round }),
    callBack: (actionId, body, { round, token = tokenOf(actionId, round) } = {}) =>
      api.request(`/api/v1/actions/${actionId}/callback`, { key: token, method: 'POST', body }),
    tokenOf,
    stop: async () => {
      await http.close();
      await n8n.stop();
      await api.stop();
    },
  };
};
