/**
 * Goal: one decision about many records sends one action for each, or none; the dry run says what would
 * happen. Method: the whole api in-process on real Postgres.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BulkAcceptedOut, BulkDryRunOut } from '../../src/domain/actions/bulk.ts';
import type { TestPerson } from '../support/api.ts';
import {
  answerOf,
  createEntity,
  keyWithScopes,
  readAction,
  refusalOf,
  startActionWorld,
  type ActionWorld,
} from '../support/actions.ts';

let api: ActionWorld;
let owner: TestPerson;
let agent: TestPerson;
const REFS = ['BULK-1', 'BULK-2', 'BULK-3'];

beforeAll(async () => {
  api = await startActionWorld();
  ({ owner } = api.company);
  [agent] = api.company.agents;
  for (const ref of REFS) {
    await createEntity(api, owner.key, { type: 'candidat', ref, data: { nom: `Nom ${ref}` } });
  }
  await createEntity(api, api.otherCompany.owner.key, {
    type: 'candidat',
    ref: 'AILLEURS',
    data: { nom: 'Voisin' },
  });
});
afterAll(() => api.stop());

const decision = (decidePar: number, fields: object = {}) => ({
  actionType: 'RELANCE_CANDIDAT_EMAIL',
  actionSource: 'admin.candidats.list',
  actionButton: 'relancer_email',
  entiteType: 'candidat',
  decidePar,
  commentaire: 'Relance groupée',
  ...fields,
});
const send = (refs: readonly string[], fields: object = {}, headers: Record<string, string> = {}) =>
  api.request('/api/v1/actions/bulk', {
    key: owner.key,
    headers,
    body: {
      action: decision(owner.id, fields),
      entite_ids: refs,
      expected_count: new Set(refs).size,
    },
  });
const dryRun = async (refs: readonly string[], fields: object = {}) =>
  answerOf(
    await api.request('/api/v1/actions/bulk/dry-run', {
      key: owner.key,
      body: { action: decision(owner.id, fields), entite_ids: refs },
    }),
    200,
    BulkDryRunOut,
  );
const countActions = async (): Promise<number> => {
  const [row] = await api.superuser`select count(*) as count from actions`;
  return Number(row?.['count']);
};

describe('POST /api/v1/actions/bulk', () => {
  test('sends one action for each record, with its data, its run and its audit entry', async () => {
    const { count, actions } = await answerOf(await send(REFS), 202, BulkAcceptedOut);
    expect(count).toBe(3);
    expect(actions.map(({ entite_id: ref }) => ref)).toEqual(REFS);
    const ids = actions.map(({ id }) => id);
    const second = await readAction(api, owner, ids[1] ?? '');
    expect(second).toMatchObject({
      entite_id: 'BULK-2',
      entite_data: { nom: 'Nom BULK-2' },
      action_source: 'admin.candidats.list',
      decision_type: 'relance_email',
      commentaire: 'Relance groupée',
      status: 'accepted',
    });
    const [starts] = await api.superuser`
      select count(*) as count from commands
      where operation = 'start' and workflow_id = any (${ids.map((id) => `action/${id}`)}::text[])
    `;
    expect(Number(starts?.['count'])).toBe(3);
    await api.sealFacts();
    const audited = await api.superuser`
      select resource_id from audit_entries
      where entry ->> 'operation' = 'actions.create' and resource_id = any (${ids}::text[])
    `;
    expect(audited.map((entry) => String(entry['resource_id'])).toSorted()).toEqual(ids.toSorted());
  });

  test('sends nothing when one record is unknown, and names it by its place', async () => {
    const before = await countActions();
    expect(await refusalOf(await send(['BULK-1', 'ABSENT', 'AILLEURS']))).toEqual({
      status: 422,
      code: 'validation_failed',
      faults: [
        'entite_ids.1: no candidat with this reference',
        'entite_ids.2: no candidat with this reference',
      ],
    });
    expect(await countActions()).toBe(before);
  });

  test('names a fault of the decision once, under `action`', async () => {
    const before = await countActions();
    const answer = await send(REFS, { metadonnees: { delaiDepuisDernierContact: 'hier' } });
    expect(await refusalOf(answer)).toMatchObject({
      status: 422,
      faults: ['action.metadonnees.delaiDepuisDernierContact: expected an integer'],
    });
    expect(await countActions()).toBe(before);
  });

  test('sends one action for a record that is named twice', async () => {
    const { count } = await answerOf(await send(['BULK-1', 'BULK-1']), 202, BulkAcceptedOut);
    expect(count).toBe(1);
  });

  test('answers 409 when the number is not the one that was expected', async () => {
    const answer = await api.request('/api/v1/actions/bulk', {
      key: owner.key,
      body: { action: decision(owner.id), entite_ids: REFS, expected_count: 2 },
    });
    expect(await refusalOf(answer)).toMatchObject({ status: 409, code: 'conflict' });
  });

  test('repeated with its Idempotency-Key sends nothing more', async () => {
    const headers = { 'Idempotency-Key': 'bulk-once' };
    const first = await answerOf(await send(REFS, {}, headers), 202, BulkAcceptedOut);
    const before = await countActions();
    const again = await send(REFS, {}, headers);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(await answerOf(again, 202, BulkAcceptedOut)).toEqual(first);
    expect(await countActions()).toBe(before);
  });

  test('refuses more than 200 records', async () => {
    const refs = Array.from({ length: 201 }, (_, position) => `R-${position}`);
    expect(await refusalOf(await send(refs))).toMatchObject({
      status: 422,
      faults: expect.arrayContaining(['entite_ids: at most 200']),
    });
  });

  test('is refused to an agent who decides in the name of another', async () => {
    const answer = await api.request('/api/v1/actions/bulk', {
      key: agent.key,
      body: { action: decision(owner.id), entite_ids: REFS, expected_count: 3 },
    });
    expect(await refusalOf(answer)).toMatchObject({ status: 403 });
    const key = await keyWithScopes(api, api.company, owner, ['actions:read']);
    const unscoped = await api.request('/api/v1/actions/bulk', {
      key,
      body: { action: decision(owner.id), entite_ids: REFS, expected_count: 3 },
    });
    expect(unscoped.status).toBe(403);
  });
});

describe('POST /api/v1/actions/bulk/dry-run', () => {
  test('counts what would be sent and where, and says which records are refused and why', async () => {
    const before = await countActions();
    expect(await dryRun(['BULK-1', 'ABSENT', 'BULK-3'])).toMatchObject({
      ready_count: 2,
      route: { index: 0, workflow: 'marjorie-candidat-relance', is_unrouted: false },
      faults: [],
      refused: [{ entite_id: 'ABSENT', faults: [{ path: 'entiteId', code: 'unknown_record' }] }],
    });
    expect(await countActions()).toBe(before);
  });

  test('has nothing ready when the type does not apply to these records', async () => {
    expect(await dryRun(REFS, { actionType: 'RELANCE_PROSPECT_EMAIL' })).toMatchObject({
      ready_count: 0,
      faults: [{ path: 'entiteType', code: 'wrong_entity_type' }],
    });
  });
});

test('the dry run names the latest action of this type for each record, also those of colleagues', async () => {
  const refs = ['BULK-1', 'BULK-2'];
  const others = { actionType: 'RELANCE_CANDIDAT_TELEPHONE' };
  const before = await dryRun(refs, others);
  expect(before.recent).toEqual([]);
  await answerOf(await send(['BULK-1'], others), 202, BulkAcceptedOut);
  const sent = await answerOf(await send(['BULK-1'], others), 202, BulkAcceptedOut);
  const known = { entite_id: 'BULK-1', status: 'accepted', decide_par_name: 'Olga Propriétaire' };
  expect((await dryRun(refs, others)).recent).toMatchObject([
    { ...known, id: sent.actions[0]?.id },
  ]);
  const byAgent = await api.request('/api/v1/actions/bulk/dry-run', {
    key: agent.key,
    body: { action: decision(agent.id, others), entite_ids: refs },
  });
  const { recent } = await answerOf(byAgent, 200, BulkDryRunOut);
  expect(recent).toMatchObject([{ ...known, id: null }]);
  await api.superuser`
    update actions set created_at = now() - interval '25 hours'
    where action_type = 'RELANCE_CANDIDAT_TELEPHONE'
  `;
  expect((await dryRun(refs, others)).recent).toEqual([]);
});
