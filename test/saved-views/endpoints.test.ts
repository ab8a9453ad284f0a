/**
 * Goal: a view is seen by those it is for, and changed by those who may. Method: the whole api in-process on
 * real Postgres, with a caller of each role.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { SavedViewOut } from '../../src/domain/saved-views/shapes.ts';
import { answerOf, refusalOf } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let agent: string;
let otherAgent: string;
let supervisor: string;
let owner: string;
beforeAll(async () => {
  api = await startTestApi();
  agent = api.company.agents[0].key;
  otherAgent = api.company.agents[1].key;
  supervisor = api.company.supervisor.key;
  owner = api.company.owner.key;
});
afterAll(() => api.stop());

const PATH = '/api/v1/saved-views';
const content = {
  list: 'actions',
  name: 'Mes échecs',
  is_shared: false,
  filters: { status: 'failed', period: '7d' },
  sort: null,
  columns: ['action', 'status'],
};
const send = (key: string, fields: object = {}): Promise<Response> =>
  api.request(PATH, { key, body: { ...content, ...fields } });
const save = async (key: string, fields: object = {}) =>
  answerOf(await send(key, fields), 201, SavedViewOut);
const sendPatch = (key: string, id: number, body: object): Promise<Response> =>
  api.request(`${PATH}/${id}`, { method: 'PATCH', key, body });
const remove = async (key: string, id: number): Promise<number> =>
  (await api.request(`${PATH}/${id}`, { method: 'DELETE', key })).status;
const namesFor = async (key: string, query = ''): Promise<string[]> => {
  const response = await api.request(`${PATH}${query}`, { key });
  return (await answerOf(response, 200, pageOf(SavedViewOut))).data.map(({ name }) => name);
};

describe('a personal view', () => {
  test('is kept as it was sent, and seen by its owner alone', async () => {
    const view = await save(agent, { name: 'À moi' });
    expect(view).toMatchObject({ ...content, name: 'À moi', may_change: true, version: 1 });
    expect(await namesFor(agent)).toContain('À moi');
    for (const key of [otherAgent, supervisor, owner, api.otherCompany.owner.key]) {
      expect(await namesFor(key)).not.toContain('À moi');
      expect((await refusalOf(await sendPatch(key, view.id, { version: 1 }))).status).toBe(404);
      expect(await remove(key, view.id)).toBe(404);
    }
  });

  test('is listed with its list only', async () => {
    await save(agent, { name: 'Candidats récents', list: 'entities.candidat' });
    expect(await namesFor(agent, '?list=entities.candidat')).toEqual(['Candidats récents']);
    expect(await namesFor(agent, '?list=audit')).toEqual([]);
  });

  test('is changed field by field, and refused on an old version', async () => {
    const view = await save(agent, { name: 'Ancienne' });
    const renamed = await answerOf(
      await sendPatch(agent, view.id, { version: 1, name: 'Nouvelle', columns: null }),
      200,
      SavedViewOut,
    );
    expect(renamed).toMatchObject({
      name: 'Nouvelle',
      columns: null,
      filters: content.filters,
      version: 2,
    });
    expect(await refusalOf(await sendPatch(agent, view.id, { version: 1 }))).toMatchObject({
      status: 409,
      code: 'version_conflict',
    });
  });

  test('is gone once its owner deletes it', async () => {
    const view = await save(agent, { name: 'Passagère' });
    expect(await remove(agent, view.id)).toBe(204);
    expect(await namesFor(agent)).not.toContain('Passagère');
    expect(await remove(agent, view.id)).toBe(404);
  });
});

describe('a shared view', () => {
  test('is refused to an agent, when it is made and when it is shared later', async () => {
    expect(await refusalOf(await send(agent, { is_shared: true }))).toMatchObject({ status: 403 });
    const view = await save(agent, { name: 'À partager' });
    const patch = { version: 1, is_shared: true };
    expect(await refusalOf(await sendPatch(agent, view.id, patch))).toMatchObject({ status: 403 });
  });

  test('is seen by everyone in the company, and changed by the supervisor who shares it', async () => {
    const view = await save(supervisor, { name: 'Équipe', is_shared: true });
    expect(await namesFor(agent)).toContain('Équipe');
    expect(await namesFor(api.otherCompany.owner.key)).not.toContain('Équipe');
    expect(await refusalOf(await sendPatch(agent, view.id, { version: 1 }))).toMatchObject({
      status: 403,
    });
    expect(await remove(agent, view.id)).toBe(403);
    const patch = { version: 1, name: 'Équipe de Paris' };
    expect((await sendPatch(supervisor, view.id, patch)).status).toBe(200);
  });

  test('is changed and deleted by an owner too, who no longer sees it once it is personal', async () => {
    const view = await save(supervisor, { name: 'Du superviseur', is_shared: true });
    const personal = await answerOf(
      await sendPatch(owner, view.id, { version: 1, is_shared: false }),
      200,
      SavedViewOut,
    );
    expect(personal).toMatchObject({ is_shared: false, may_change: false });
    expect(await namesFor(owner)).not.toContain('Du superviseur');
    expect(await namesFor(supervisor)).toContain('Du superviseur');
    const another = await save(supervisor, { name: 'Autre', is_shared: true });
    expect(await remove(owner, another.id)).toBe(204);
  });
});

describe('a user has 100 views of a list at most', () => {
  const fill = (userId: number, list: string, count: number) =>
    api.superuser`
      insert into saved_views (company_id, user_id, list, name, is_shared, filters)
      select ${api.company.id}, ${userId}, ${list}, 'Vue ' || number, false, '{}'
      from generate_series(1, ${count}::integer) as number
    `;

  test('one more is refused with the maximum; other lists and people have room', async () => {
    await fill(api.company.agents[0].id, 'entities.eleve', 99);
    await save(agent, { list: 'entities.eleve' });
    expect(await refusalOf(await send(agent, { list: 'entities.eleve' }))).toMatchObject({
      status: 409,
      code: 'conflict',
      faults: ['list: at most 100'],
    });
    await save(agent, { list: 'entities.session' });
    await save(otherAgent, { list: 'entities.eleve' });
  });

  test('requests at once do not exceed it', async () => {
    await fill(api.company.supervisor.id, 'audit', 98);
    const sent = [1, 2, 3, 4].map(() => send(supervisor, { list: 'audit' }));
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(2);
    expect(statuses.filter((status) => status === 409)).toHaveLength(2);
  });
});

describe('a view is refused', () => {
  const tooMany = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`field_${n}`, 'x']));
  test.each([
    ['without a name', { name: '  ' }],
    ['of a list that does not exist', { list: 'nothing' }],
    ['with too many filters', { filters: tooMany }],
    ['with a filter that is no text', { filters: { status: 7 } }],
  ])('%s', async (_, fields) => {
    expect(await refusalOf(await send(agent, fields))).toMatchObject({
      status: 422,
      code: 'validation_failed',
    });
  });
});
