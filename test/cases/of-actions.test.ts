/**
 * Goal: an action about a case takes what the case says, is linked to it, and moves it to the status that n8n reports,
 * for those alone who see the case. Method: the api in-process on real Postgres, the dispatch run by hand.
 */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createHistory } from '../../src/background/history.ts';
import { BulkAcceptedOut, BulkDryRunOut } from '../../src/domain/actions/bulk.ts';
import { ActionSummaryOut } from '../../src/domain/actions/shapes.ts';
import { CaseLinksOut } from '../../src/domain/cases/links.ts';
import { CaseOut } from '../../src/domain/cases/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import {
  answerOf,
  createAction,
  keyWithScopes,
  readAction,
  refusalOf,
  relance,
  startActionWorld,
} from '../support/actions.ts';
import type { TestPerson } from '../support/api.ts';
import { insertClient, openCase, type Case } from '../support/cases.ts';
import { addCentre } from '../support/leads.ts';

const api = await startActionWorld();
afterAll(() => api.stop());
const { company, superuser: sql } = api;
const { owner } = company;
const [agent] = company.agents;
const paris = await addCentre(api, company);
const marie = await insertClient(api, company);
await sql`
  insert into contact_points (company_id, person_id, kind, value, position)
  values (${company.id}, ${marie}, 'email', 'marie@example.com', 0)
`;

let row: Case;
beforeEach(async () => {
  row = await openCase(api, agent, { client_id: marie, title: 'Bail', case_type: 'legal' });
});

const about = ({ reference }: Case, actionType = 'DEMANDER_PIECES_DOSSIER') => ({
  actionType,
  decisionType: 'demande_pieces',
  entiteType: 'dossier',
  entiteId: reference,
});
const read = async (): Promise<Case> =>
  answerOf(await api.request(`/api/crm/case/${row.id}`, { key: owner.key }), 200, CaseOut);
const send = (person: TestPerson, body: object, key = person.key) =>
  api.request('/api/v1/actions', { key, body: { ...relance(person.id), ...body } });
const report = async (id: string, statutDossier: string): Promise<void> => {
  const body = { callbackId: 'fin', status: 'succeeded', message: 'Fait', statutDossier };
  expect((await api.callBack(id, body)).status).toBe(200);
};

test('takes what the case says, and is linked to it', async () => {
  const { id } = await createAction(api, agent, about(row));
  expect(await readAction(api, agent, id)).toMatchObject({
    entite_type: 'dossier',
    entite_id: row.reference,
    entite_label: 'Bail',
    entite_data: {
      titre: 'Bail',
      typeDossier: 'legal',
      statutDossier: 'nouveau',
      clientNom: 'Marie Dumitru',
      clientEmail: 'marie@example.com',
    },
  });
  const links = await api.request(`/api/crm/case/${row.id}/link`, { key: agent.key });
  expect((await answerOf(links, 200, CaseLinksOut)).data).toMatchObject([
    { kind: 'action', target_id: id, label: 'DEMANDER_PIECES_DOSSIER' },
  ]);
});

describe('a case that the caller does not see', () => {
  test.each([
    ['of another call centre', () => send(paris.agent, about(row))],
    [
      'without the permission to read cases',
      async () =>
        send(agent, about(row), await keyWithScopes(api, company, agent, ['actions:create'])),
    ],
    [
      'that is deleted',
      async () => {
        await api.request(`/api/crm/case/${row.id}`, { key: owner.key, method: 'DELETE' });
        return send(agent, about(row));
      },
    ],
  ])('%s is unknown', async (_name, refused) => {
    expect(await refusalOf(await refused())).toMatchObject({
      code: 'validation_failed',
      faults: ['entiteId: no dossier with this reference'],
    });
    expect(await sql`select from case_links where case_id = ${row.id}`).toHaveLength(0);
  });
});

test('is listed by the number of the case, and a repeat is told of before', async () => {
  const { id } = await createAction(api, agent, about(row));
  await createAction(api, agent, about(await openCase(api, agent, { client_id: marie })));
  const query = `entite_type=dossier&entite_id=${row.reference}`;
  const listed = await api.request(`/api/v1/actions?${query}`, { key: agent.key });
  expect((await answerOf(listed, 200, pageOf(ActionSummaryOut))).data.map((one) => one.id)).toEqual(
    [id],
  );
  const { entiteId, ...action } = { ...relance(agent.id), ...about(row) };
  const dryRun = await api.request('/api/v1/actions/bulk/dry-run', {
    key: agent.key,
    body: { action, entite_ids: [entiteId, 'DOS-1999-0001'] },
  });
  expect(await answerOf(dryRun, 200, BulkDryRunOut)).toMatchObject({
    ready_count: 1,
    refused: [{ entite_id: 'DOS-1999-0001' }],
    recent: [{ entite_id: row.reference, id }],
  });
});

test('is sent for several cases at once, each linked to its own', async () => {
  const other = await openCase(api, agent, { client_id: marie });
  const { entiteId, ...action } = { ...relance(agent.id), ...about(row) };
  const answer = await api.request('/api/v1/actions/bulk', {
    key: agent.key,
    body: { action, entite_ids: [entiteId, other.reference], expected_count: 2 },
  });
  expect(answer.status).toBe(202);
  expect(
    await sql`
      select case_links.case_id::integer, actions.entite_id
      from case_links join actions on actions.id = case_links.action_id
      where case_links.case_id in (${row.id}, ${other.id})
      order by case_links.case_id
    `,
  ).toEqual([
    { case_id: row.id, entite_id: row.reference },
    { case_id: other.id, entite_id: other.reference },
  ]);
});

test('is accepted for a case that has as many links as it may', async () => {
  await sql`
    with linked as (
      insert into leads (company_id, name, source, status, data)
      select ${company.id}, 'Lead', 'api', 'nouveau', '{}' from generate_series(1, 200)
      returning id
    )
    insert into case_links (company_id, case_id, lead_id)
    select ${company.id}, ${row.id}, id from linked
  `;
  expect((await send(agent, about(row))).status).toBe(202);
  expect(await sql`select from case_links where case_id = ${row.id}`).toHaveLength(200);
});

test('is sent for several cases by two at once, whatever their order', async () => {
  const others = [1, 2].map(() => openCase(api, agent, { client_id: marie }));
  const refs = [row, ...(await Promise.all(others))].map((one) => one.reference);
  const { entiteId: _one, ...action } = { ...relance(agent.id), ...about(row) };
  const sendAll = (entite_ids: string[]) =>
    api.request('/api/v1/actions/bulk', {
      key: agent.key,
      body: { action, entite_ids, expected_count: 3 },
    });
  const held = Promise.withResolvers<undefined>();
  const holder = sql.begin(async (tx) => {
    await tx`select from cases where reference = ${refs[1] ?? ''} for no key update`;
    await held.promise;
  });
  const answers = [sendAll(refs), sendAll(refs.toReversed())];
  await expect
    .poll(
      () =>
        sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    )
    .toHaveLength(2);
  held.resolve(undefined);
  await holder;
  const [first, second] = await Promise.all(answers);
  expect([first?.status, second?.status]).toEqual([202, 202]);
  const { actions } = BulkAcceptedOut.parse(await second?.json());
  expect(actions.map((one) => one.entite_id)).toEqual(refs.toReversed());
});

test('is not sent again once its case was deleted', async () => {
  const { id } = await createAction(api, agent, about(row));
  await api.dispatch(id);
  await api.callBack(id, { callbackId: 'fin', status: 'failed', message: 'Adresse inconnue' });
  const retry = (path: string, body?: object) =>
    api.request(`/api/v1/actions/${path}`, { key: owner.key, method: 'POST', body });
  const count = async () =>
    (await api.request(`/api/v1/actions/retry-count?ids=${id}`, { key: owner.key })).json();
  expect(await count()).toMatchObject({ count: 1 });
  await api.request(`/api/crm/case/${row.id}`, { key: owner.key, method: 'DELETE' });
  expect(await count()).toMatchObject({ count: 0 });
  expect((await retry('retry', { filter: { ids: [id] }, expected_count: 1 })).status).toBe(409);
  expect((await retry(`${id}/retry`)).status).toBe(409);
  await api.request(`/api/crm/case/${row.id}/restore`, { key: owner.key, method: 'POST' });
  expect((await retry(`${id}/retry`)).status).toBe(202);
});

test('says no more what its case said once that was erased', async () => {
  row = await openCase(api, agent, { client_id: marie, title: 'Secretissime' });
  const { id } = await createAction(api, agent, about(row));
  const { id: other } = await createAction(
    api,
    agent,
    about(await openCase(api, agent, { client_id: marie })),
  );
  await api.dispatch(id);
  await report(id, 'en_cours');
  const toldOf = async () =>
    (await api.request('/api/v1/notifications', { key: agent.key })).text();
  expect(await toldOf()).toContain('Secretissime');
  await api.request(`/api/crm/case/${row.id}`, { key: owner.key, method: 'DELETE' });
  await sql`update cases set deleted_at = now() - interval '31 days' where id = ${row.id}`;
  await createHistory(api.deps).sweep();
  expect(await readAction(api, agent, id)).toMatchObject({
    entite_id: row.reference,
    entite_label: row.reference,
    entite_data: {},
    payload: { entiteData: {} },
  });
  expect((await readAction(api, agent, other)).entite_data).toMatchObject({ titre: 'Statuts' });
  expect(await toldOf()).not.toContain('Secretissime');
  expect(await toldOf()).toContain(row.reference);
});

describe('the status that n8n reports', () => {
  test.each(['ferme', 'Fermé'])('moves the case once: %s', async (word) => {
    const { id } = await createAction(api, owner, about(row, 'VALIDER_CLOTURE_DOSSIER'));
    await api.dispatch(id);
    await report(id, word);
    await report(id, word);
    expect(await read()).toMatchObject({ status: 'ferme', version: row.version + 1 });
  });

  test.each(['DOSSIER_COMPLET', 'nouveau'])(
    'does not move a case where it may not follow: %s',
    async (word) => {
      await api.request(`/api/crm/case/${row.id}`, {
        key: agent.key,
        method: 'PATCH',
        body: { version: row.version, status: 'en_cours' },
      });
      const { id } = await createAction(api, agent, about(row));
      await api.dispatch(id);
      await report(id, word);
      expect((await read()).status).toBe('en_cours');
      expect((await readAction(api, agent, id)).status).toBe('succeeded');
    },
  );

  test('opens a closed case again, unless it was closed after the action was decided', async () => {
    const close = async () => {
      const { version } = await read();
      const path = `/api/crm/case/${row.id}`;
      const body = { version, status: 'ferme' };
      expect((await api.request(path, { key: agent.key, method: 'PATCH', body })).status).toBe(200);
    };
    const { id: before } = await createAction(api, agent, about(row));
    await api.dispatch(before);
    await close();
    await report(before, 'en_cours');
    expect((await read()).status).toBe('ferme');
    const { id: after } = await createAction(api, agent, about(row));
    await api.dispatch(after);
    await report(after, 'en_cours');
    expect((await read()).status).toBe('en_cours');
  });
});
