/**
 * Goal: operators see for each route what n8n answered last, and how often it failed. Method: dispatches run
 * by hand against a webhook of the test's own, on real Postgres.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RoutesHealthOut, routeStateOf } from '../../src/domain/operations/route-health.ts';
import { classifyAnswer } from '../../src/domain/actions/dispatch.ts';
import type { TestPerson } from '../support/api.ts';
import {
  answerOf,
  createAction,
  createEntity,
  startActionWorld,
  type ActionWorld,
} from '../support/actions.ts';

let api: ActionWorld;
let owner: TestPerson;

beforeAll(async () => {
  api = await startActionWorld();
  ({ owner } = api.company);
  await createEntity(api, owner.key);
});
afterAll(() => api.stop());

const health = async (key = owner.key) =>
  (await answerOf(await api.request('/api/v1/operations/routes', { key }), 200, RoutesHealthOut))
    .data;
const dispatched = async (actionType: string, status: number): Promise<void> => {
  const { id } = await createAction(api, owner, { actionType, metadonnees: {} });
  api.n8n.behave(() => ({ status }));
  await api.dispatch(id).catch(() => undefined);
};

describe('GET /api/v1/operations/routes', () => {
  test('is empty before anything was sent', async () => {
    expect(await health()).toEqual([]);
  });

  test('counts attempts and failures by route, the troubled routes first', async () => {
    const now = Date.now();
    api.setClock(new Date(now - 3 * 60 * 60 * 1000));
    await dispatched('GENERER_DEVIS', 500);
    api.setClock(new Date(now - 26 * 60 * 60 * 1000));
    await dispatched('GENERER_DEVIS', 500);
    api.setClock(null);
    await dispatched('RELANCE_CANDIDAT_EMAIL', 200);
    await dispatched('GENERER_DEVIS', 200);
    await dispatched('GENERER_DEVIS', 500);
    const [first, second, ...others] = await health();
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      route: { index: 2, workflow: 'marjorie-documents-generation' },
      state: 'errors',
      hour: { attempts: 2, failures: 1 },
      day: { attempts: 3, failures: 2 },
      retrying_count: 2,
      median_ms: expect.any(Number),
      last: { status_code: 500, error_code: 'n8n_unavailable' },
    });
    expect(second).toMatchObject({
      route: { index: 0 },
      state: 'fine',
      hour: { attempts: 1, failures: 0 },
      retrying_count: 0,
      last: { status_code: 200, error_code: null },
    });
  });

  test("does not count another company's attempts", async () => {
    expect(await health(api.otherCompany.owner.key)).toEqual([]);
  });
});

describe('the state of a route', () => {
  const afterStatus = (statusCode: number, body = '') => {
    const verdict = classifyAnswer(statusCode, body);
    const errorCode = verdict.outcome === 'accepted' ? null : verdict.errorCode;
    return routeStateOf({ outcome: verdict.outcome, statusCode, errorCode });
  };

  test.each([
    [200, 'fine'],
    [500, 'errors'],
    [429, 'errors'],
    [404, 'inactive'],
    [401, 'refuses_key'],
    [403, 'refuses_key'],
    [400, 'refuses'],
    [302, 'misdirected'],
  ] as const)('after the answer %i is %s', (status, state) => {
    expect(afterStatus(status)).toBe(state);
  });

  test.each(['timeout', 'econnrefused', 'enotfound', 'network_error'])(
    'after %s is silent: nothing answered',
    (errorCode) => {
      expect(routeStateOf({ outcome: 'retry', statusCode: null, errorCode })).toBe('silent');
    },
  );
});
