/**
 * Goal: the timeline of a record tells what happened to it, to each caller as far as they may see.
 * Method: the whole api in-process on real Postgres; callbacks answer as n8n does.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EntityOut } from '../../src/domain/entities/shapes.ts';
import { TimelineEntryOut } from '../../src/domain/entity-timeline/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import {
  answerOf,
  createAction,
  createEntity,
  keyWithScopes,
  refusalOf,
  startActionWorld,
  type ActionWorld,
} from '../support/actions.ts';
import type { TestPerson } from '../support/api.ts';
import { insertNotification } from '../support/rows/notifications.ts';

let api: ActionWorld;
let owner: TestPerson;
let agents: [TestPerson, TestPerson];
beforeAll(async () => {
  api = await startActionWorld();
  ({ owner, agents } = api.company);
});
afterAll(() => api.stop());

let count = 0;
let ref: string;
beforeEach(async () => {
  count += 1;
  ref = `R-${count}`;
  await createEntity(api, agents[0].key, { type: 'candidat', ref, data: { nom: 'Roux' } });
});

const path = () => `/api/v1/entities/candidat/${ref}`;
const timeline = async (key = owner.key, query = '') => {
  await api.sealFacts();
  const answer = await api.request(`${path()}/timeline${query}`, { key });
  return answerOf(answer, 200, pageOf(TimelineEntryOut));
};
const patch = async (version: number, data: object, by = agents[0]) =>
  answerOf(
    await api.request(path(), { method: 'PATCH', key: by.key, body: { version, data } }),
    200,
    EntityOut,
  );
const kindsOf = async (key?: string) => (await timeline(key)).data.map(({ kind }) => kind);

const personName = async ({ id }: TestPerson): Promise<unknown> =>
  (await api.superuser`select name from users where id = ${id}`)[0]?.['name'];

describe('the timeline of a record', () => {
  test('tells who created it and which fields changed from what to what, newest first', async () => {
    await patch(1, { prenom: 'Ana', nom: null });
    expect((await timeline()).data).toMatchObject([
      {
        kind: 'changed',
        by: await personName(agents[0]),
        changes: [
          { field: 'nom', before: 'Roux', after: null },
          { field: 'prenom', before: null, after: 'Ana' },
        ],
      },
      { kind: 'created', by: await personName(agents[0]), changes: [] },
    ]);
  });

  test('leaves out a save that changed nothing, and the looks at the record', async () => {
    await patch(1, { nom: 'Roux' });
    await api.request(path(), { key: owner.key });
    await timeline();
    expect(await kindsOf()).toEqual(['created']);
  });

  test('tells an action’s decision and outcome, and the status that its callback set', async () => {
    const { id } = await createAction(api, agents[0], { entiteId: ref });
    await api.dispatch(id);
    await api.callBack(id, {
      callbackId: 'fin',
      status: 'succeeded',
      message: 'Relance envoyée',
      statutDossier: 'RELANCE',
    });
    const { data } = await timeline(agents[0].key);
    expect(new Set(data.map(({ kind }) => kind))).toEqual(
      new Set(['action_settled', 'changed', 'action_accepted', 'created']),
    );
    expect(data.find(({ kind }) => kind === 'action_accepted')).toMatchObject({
      by: await personName(agents[0]),
      action: { id, action_type: 'RELANCE_CANDIDAT_EMAIL' },
    });
    expect(data.find(({ kind }) => kind === 'action_settled')).toMatchObject({
      action: { id, status: 'succeeded', outcome_message: 'Relance envoyée' },
    });
    expect(data.find(({ kind }) => kind === 'changed')).toMatchObject({
      by: null,
      changes: [{ field: 'statutDossier', before: null, after: 'RELANCE' }],
    });
  });

  test('shows the actions of others exactly to those whose list has them', async () => {
    await createAction(api, agents[0], { entiteId: ref });
    const seen = ['action_accepted', 'created'];
    expect(await kindsOf(agents[0].key)).toEqual(seen);
    expect(await kindsOf(api.company.supervisor.key)).toEqual(seen);
    expect(await kindsOf(owner.key)).toEqual(seen);
    expect(await kindsOf(agents[1].key)).toEqual(['created']);
    const scopes = ['entities:read'];
    const withoutActions = await keyWithScopes(api, api.company, owner, scopes);
    expect(await kindsOf(withoutActions)).toEqual(['created']);
  });

  test('shows a notification about the record to its recipient only', async () => {
    const { id } = await answerOf(await api.request(path(), { key: owner.key }), 200, EntityOut);
    await insertNotification(api.superuser, {
      companyId: api.company.id,
      userId: agents[0].id,
      subject: { type: 'entity', id },
    });
    expect(await kindsOf(agents[0].key)).toContain('notified');
    expect(await kindsOf(owner.key)).not.toContain('notified');
  });

  test('is read page by page without losing or repeating an entry', async () => {
    for (let version = 1; version <= 4; version += 1) await patch(version, { tour: version });
    await createAction(api, owner, { entiteId: ref });
    const all = (await timeline()).data.map(({ id }) => id);
    const paged: string[] = [];
    let query = '?limit=2';
    for (let page = 0; page < 5 && query !== ''; page += 1) {
      const { data, next_cursor: next } = await timeline(owner.key, query);
      paged.push(...data.map(({ id }) => id));
      query = next === null ? '' : `?limit=2&cursor=${next}`;
    }
    expect(all).toHaveLength(6);
    expect(paged).toEqual(all);
  });

  test('is not found from another company, even with the same reference', async () => {
    const { key } = api.otherCompany.owner;
    const answer = await api.request(`${path()}/timeline`, { key });
    expect(await refusalOf(answer)).toMatchObject({ status: 404 });
    await createEntity(api, key, { type: 'candidat', ref, data: { nom: 'Autre' } });
    await patch(1, { prenom: 'Ana' });
    expect(await kindsOf(key)).toEqual(['created']);
  });

  test('refuses a cursor that no page gave', async () => {
    const answer = await api.request(`${path()}/timeline?cursor=IjEi`, { key: owner.key });
    expect(await refusalOf(answer)).toMatchObject({ status: 422 });
  });
});
