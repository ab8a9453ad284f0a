/**
 * Goal: an owner learns whether a workflow takes actions, and nothing runs. Method: the whole api in-process,
 * with a fake n8n that answers a GET as n8n does.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';
import { startReceiver } from '../../dev/fakes/n8n/receiver.ts';
import { probeState, ProbeOut } from '../../src/domain/action-routes/probe.ts';
import { answerOf, createAction, createEntity, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi, type TestPerson } from '../support/api.ts';

let n8n: FakeN8n;
let api: TestApi;
let owner: TestPerson;
beforeAll(async () => {
  n8n = await startFakeN8n();
  api = await startTestApi({ N8N_WEBHOOK_URL: n8n.url, DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true' });
  ({ owner } = api.company);
  await createEntity(api, owner.key);
});
afterAll(async () => {
  await api.stop();
  await n8n.stop();
});
afterEach(async () => {
  n8n.beActive(true);
  await api.request('/api/v1/action-routes', { method: 'DELETE', key: owner.key });
});

const send = (key = owner.key): Promise<Response> =>
  api.request('/api/v1/action-routes/probe', { method: 'POST', key });
const probe = async () => answerOf(await send(), 200, ProbeOut);
const probeOf = async (prefix: string) =>
  (await probe()).routes.find((found) => found.prefix === prefix);

const route = (url: string | null) => ({
  prefix: 'GENERER_',
  index: 2,
  workflow: 'devis',
  url,
  ...(url === null ? {} : { api_key: 'cle-de-la-route' }),
});
const replace = async (url: string | null): Promise<void> => {
  const body = { routes: [route(url)] };
  const answer = await api.request('/api/v1/action-routes', {
    method: 'PUT',
    key: owner.key,
    body,
  });
  expect(answer.status).toBe(200);
};

/** As an attempt that n8n answered. */
const recordAttempt = async (actionId: string, status: number): Promise<void> => {
  await api.superuser`
    insert into action_attempts (
      company_id, action_id, attempt, round, outcome, status_code, error_code, started_at
    )
    values (
      ${api.company.id}::bigint, ${actionId}::uuid, 1, 1, 'refused', ${status}::integer,
      'n8n_refused', now()
    )
  `;
};

describe('the probe of the workflows', () => {
  test('tells an active dispatcher from an inactive one, and dispatches nothing', async () => {
    expect((await probe()).dispatcher).toEqual({ state: 'active', last_action: null });
    n8n.beActive(false);
    expect((await probe()).dispatcher).toMatchObject({ state: 'inactive' });
    expect(n8n.dispatches).toEqual([]);
  });

  test('says of a route without its own URL that the dispatcher was asked', async () => {
    expect(await probeOf('RELANCE_CANDIDAT_')).toMatchObject({
      is_dispatcher: true,
      state: 'active',
    });
  });

  test('asks a route’s own URL with the route’s own key', async () => {
    const keys: unknown[] = [];
    const own = await startReceiver(({ method, headers }) => {
      keys.push(`${method} ${String(headers['x-api-key'])}`);
      return { status: 401, body: '{"message":"Authorization data is wrong!"}' };
    });
    await replace(`${own.url}/webhook/devis`);
    expect(await probeOf('GENERER_')).toMatchObject({
      is_dispatcher: false,
      state: 'key_refused',
    });
    expect(keys).toEqual(['GET cle-de-la-route']);
    await own.stop();
    expect(await probeOf('GENERER_')).toMatchObject({ state: 'unreachable' });
  });

  test('shows the last action of the workflow, and a key that was refused at its dispatch', async () => {
    await replace(null);
    const { id } = await createAction(api, owner, {
      actionType: 'GENERER_DEVIS',
      metadonnees: {},
    });
    await recordAttempt(id, 401);
    expect(await probeOf('GENERER_')).toMatchObject({
      state: 'key_refused',
      last_action: { id, status: 'accepted', status_code: 401, error_code: 'n8n_refused' },
    });
  });

  test('a new route shows no action that another route sent to the same workflow', async () => {
    const routes = [route(null), { ...route(null), prefix: 'ENVOYER_DEVIS' }];
    await api.request('/api/v1/action-routes', {
      method: 'PUT',
      key: owner.key,
      body: { routes },
    });
    const { id } = await createAction(api, owner, {
      actionType: 'GENERER_DEVIS',
      metadonnees: {},
    });
    await recordAttempt(id, 200);
    expect(await probeOf('GENERER_')).toMatchObject({ last_action: { id } });
    expect(await probeOf('ENVOYER_DEVIS')).toMatchObject({ last_action: null });
  });

  test('shows no action of another company', async () => {
    const answer = await answerOf(await send(api.otherCompany.owner.key), 200, ProbeOut);
    expect(answer.dispatcher.last_action).toBeNull();
  });

  test('is refused to users who may not change the table', async () => {
    for (const { key } of [api.company.supervisor, api.company.agents[0]]) {
      expect(await refusalOf(await send(key))).toMatchObject({ status: 403 });
    }
  });

  test('does not call an address that is not public', async () => {
    const guarded = await startTestApi();
    const { key } = guarded.company.owner;
    const body = { routes: [route(n8n.url)] };
    await guarded.request('/api/v1/action-routes', { method: 'PUT', key, body });
    const answer = await guarded.request('/api/v1/action-routes/probe', { method: 'POST', key });
    const { routes } = await answerOf(answer, 200, ProbeOut);
    expect(routes).toMatchObject([{ prefix: 'GENERER_', state: 'refused_address' }]);
    await guarded.stop();
  });
});

test('a company asks at most 30 times a minute, and another one is not held up', async () => {
  const statuses: number[] = [];
  for (let count = 0; count < 31; count += 1) statuses.push((await send()).status);
  expect(statuses.at(-1)).toBe(429);
  expect((await send(api.otherCompany.owner.key)).status).toBe(200);
});

describe('the answer to a GET', () => {
  test.each([
    [200, 'ok', 'unknown'],
    [302, '', 'unknown'],
    [404, '<html>nginx</html>', 'unknown'],
    [404, 'The requested webhook "GET devis" is not registered.', 'inactive'],
    [404, 'This webhook is not registered for GET requests.', 'active'],
    [403, '', 'key_refused'],
    [502, 'Bad Gateway', 'unreachable'],
  ] as const)('%i %s means %s', (status, body, state) => {
    expect(probeState({ kind: 'answered', status, body }, null)).toBe(state);
  });
});
