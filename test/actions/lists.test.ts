/**
 * Goal: lists of actions in both orders, filtered by workflow, counted, and selected ones sent again, each
 * within the reach of the caller. Method: the whole api in-process on real Postgres.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ActionSummaryOut } from '../../src/domain/actions/shapes.ts';
import { CountOut, ListCountOut, pageOf } from '../../src/domain/shared/pages.ts';
import {
  answerOf,
  createAction,
  createEntity,
  readAction,
  refusalOf,
  startActionWorld,
  type ActionWorld,
} from '../support/actions.ts';
import type { TestPerson } from '../support/api.ts';

let api: ActionWorld;
let owner: TestPerson;
let agent: TestPerson;
let otherAgent: TestPerson;
/** Oldest first: two of the agent, three of the owner. */
let ids: string[];

beforeAll(async () => {
  api = await startActionWorld();
  owner = api.company.owner;
  [agent, otherAgent] = api.company.agents;
  await createEntity(api, owner.key);
  ids = [];
  for (const person of [agent, agent, owner, owner, owner]) {
    ids.push((await createAction(api, person)).id);
  }
});
afterAll(() => api.stop());

const list = async (query: string, person = owner) =>
  answerOf(
    await api.request(`/api/v1/actions${query}`, { key: person.key }),
    200,
    pageOf(ActionSummaryOut),
  );
const count = async (query: string, person = owner) =>
  answerOf(
    await api.request(`/api/v1/actions/count${query}`, { key: person.key }),
    200,
    ListCountOut,
  );

describe('GET /api/v1/actions', () => {
  test('is oldest first if asked, in pages that neither repeat nor skip', async () => {
    const first = await list('?sort=created_at&limit=2');
    const second = await list(`?sort=created_at&limit=2&cursor=${first.next_cursor}`);
    const third = await list(`?sort=created_at&limit=2&cursor=${second.next_cursor}`);
    const seen = [first, second, third].flatMap(({ data }) => data.map(({ id }) => id));
    expect(seen).toEqual(ids);
    expect(third.next_cursor).toBeNull();
  });

  test('has chosen actions only, within the reach of the caller, and refuses more than 100', async () => {
    const chosen = [ids[0], ids[2]].join(',');
    expect((await list(`?ids=${chosen}`)).data.map(({ id }) => id)).toEqual([ids[2], ids[0]]);
    expect((await list(`?ids=${chosen}`, agent)).data.map(({ id }) => id)).toEqual([ids[0]]);
    expect((await count(`?ids=${chosen}`)).count).toBe(2);
    const many = Array.from({ length: 101 }, () => ids[0]).join(',');
    for (const refused of [many, '12']) {
      const answer = await api.request(`/api/v1/actions?ids=${refused}`, { key: owner.key });
      expect(answer.status).toBe(422);
    }
  });

  test('finds actions by the name of their workflow', async () => {
    const [action] = (await list('?limit=1')).data;
    const workflow = encodeURIComponent(action?.route.workflow ?? '');
    expect((await list(`?route_workflow=${workflow}`)).data).toHaveLength(5);
    expect((await list('?route_workflow=another-workflow')).data).toEqual([]);
  });
});

describe('GET /api/v1/actions/count', () => {
  test('counts what the list with the same filters shows, within the reach of the caller', async () => {
    expect(await count('')).toEqual({ count: 5, is_capped: false });
    expect(await count('', agent)).toEqual({ count: 2, is_capped: false });
    expect(await count(`?decide_par=${agent.id}`)).toEqual({ count: 2, is_capped: false });
    expect(await count('', api.otherCompany.owner)).toEqual({ count: 0, is_capped: false });
  });

  test('stops at 10,000', async () => {
    await api.superuser`
      insert into actions (
        id, company_id, status, format, action_type, entite_data, decide_par, decision_type,
        metadonnees, route_index, route_workflow, is_unrouted, expects_callback,
        callback_timeout_seconds, created_by, created_at, updated_at
      )
      select gen_random_uuid(), ${api.otherCompany.id}, 'succeeded', 'legacy', 'RELANCER', '{}',
        ${api.otherCompany.owner.id}, 'x', '{}', 0, 'x', false, true, 60,
        ${api.otherCompany.owner.id}, now(), now()
      from generate_series(1, 10001)
    `;
    expect(await count('', api.otherCompany.owner)).toEqual({ count: 10_000, is_capped: true });
  });
});

describe('POST /api/v1/actions/retry with ids', () => {
  const retry = (chosen: string[], expected: number, person: TestPerson) =>
    api.request('/api/v1/actions/retry', {
      key: person.key,
      body: { filter: { ids: chosen }, expected_count: expected },
    });

  test('sends the chosen ones again that have failed, and no other', async () => {
    await api.superuser`
      update actions set status = 'failed', settled_at = now() where id = any (${ids.slice(0, 3)})
    `;
    const [first = '', second = '', third = '', running = ''] = ids;
    const answer = await retry([first, third, running], 2, owner);
    expect((await answerOf(answer, 202, CountOut)).count).toBe(2);
    expect(await readAction(api, owner, first)).toMatchObject({ status: 'accepted', round: 2 });
    expect(await readAction(api, owner, third)).toMatchObject({ status: 'accepted', round: 2 });
    expect(await readAction(api, owner, second)).toMatchObject({ status: 'failed', round: 1 });
    expect(await readAction(api, owner, running)).toMatchObject({ round: 1 });
  });

  test('does not reach the actions of another person', async () => {
    const [, second = ''] = ids;
    expect(await refusalOf(await retry([second], 1, otherAgent))).toMatchObject({ status: 409 });
    expect(await readAction(api, owner, second)).toMatchObject({ status: 'failed', round: 1 });
  });

  test('refuses more than 200', async () => {
    const many = Array.from({ length: 201 }, () => ids[0] ?? '');
    expect(await refusalOf(await retry(many, 1, owner))).toMatchObject({ status: 422 });
  });
});
