/**
 * Goal: an action that answers a notification marks it handled, by whom, in the same transaction. Method: the
 * whole api in-process on real Postgres.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ActionAcceptedOut } from '../../src/domain/actions/shapes.ts';
import { NotificationOut } from '../../src/domain/notifications/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import type { TestPerson } from '../support/api.ts';
import {
  answerOf,
  createAction,
  createEntity,
  relance,
  startActionWorld,
  type ActionWorld,
} from '../support/actions.ts';
import { insertNotification } from '../support/rows/notifications.ts';

let api: ActionWorld;
let owner: TestPerson;
let entityId: number;

beforeAll(async () => {
  api = await startActionWorld();
  ({ owner } = api.company);
  await createEntity(api, owner.key);
  const [entity] = await api.superuser`select id from entities where ref = 'DUMI15091992'`;
  entityId = Number(entity?.['id']);
});
afterAll(() => api.stop());

const notify = (type = 'DOSSIER_INCOMPLET'): Promise<number> =>
  insertNotification(api.superuser, {
    companyId: api.company.id,
    userId: owner.id,
    type,
    subject: { type: 'entity', id: entityId },
  });
const notificationOf = async (id: number) => {
  const answer = await api.request('/api/v1/notifications', { key: owner.key });
  const { data } = await answerOf(answer, 200, pageOf(NotificationOut));
  return data.find((notification) => notification.id === id);
};
const answer = async (id: number, body: object = {}): Promise<string> => {
  const { entiteType: _, entiteId: __, ...fields } = relance(owner.id);
  const accepted = await answerOf(
    await api.request(`/api/v1/notifications/${id}/actions`, {
      key: owner.key,
      body: { ...fields, ...body },
    }),
    202,
    ActionAcceptedOut,
  );
  return accepted.id;
};

test('an answered notification names the action and the user, and counts as read', async () => {
  const id = await notify();
  expect(await notificationOf(id)).toMatchObject({
    read_at: null,
    handled_at: null,
    handled_by: null,
    suggested_action_types: ['DEMANDER_DOCUMENTS', 'RELANCE_CANDIDAT_EMAIL', expect.any(String)],
  });
  const actionId = await answer(id);
  const handled = await notificationOf(id);
  expect(handled).toMatchObject({
    handled_by: owner.id,
    handled_by_name: expect.any(String),
    handled_action_id: actionId,
    read_at: handled?.handled_at,
  });
  expect(handled?.handled_at).not.toBeNull();
});

test('the action may also be sent with the number of the notification in its body', async () => {
  const id = await notify();
  const action = await createAction(api, owner, { notificationId: id });
  expect(await notificationOf(id)).toMatchObject({ handled_action_id: action.id });
});

test('of several answers at once all are sent, and the first one stays', async () => {
  const id = await notify();
  const actions = await Promise.all([answer(id), answer(id), answer(id)]);
  const first = (await notificationOf(id))?.handled_action_id;
  expect(actions).toContain(first);
  const later = await answer(id);
  expect(later).not.toBe(first);
  expect((await notificationOf(id))?.handled_action_id).toBe(first);
});

test('it is audited once, and told to the other windows of the user', async () => {
  const id = await notify();
  await answer(id);
  await answer(id);
  await api.sealFacts();
  const audited = await api.superuser`
    select entry ->> 'user_id' as user_id from audit_entries
    where entry ->> 'operation' = 'notifications.handle' and resource_id = ${String(id)}
  `;
  expect(audited.map((entry) => Number(entry['user_id']))).toEqual([owner.id]);
  const told = await api.superuser`
    select user_id from stream_events
    where topic = 'notification.read' and resource_id = ${String(id)}
  `;
  expect(told.map((message) => Number(message['user_id']))).toEqual([owner.id]);
});

test('a refused action leaves the notification as it was', async () => {
  const id = await notify();
  const refused = await api.request(`/api/v1/notifications/${id}/actions`, {
    key: owner.key,
    body: { ...relance(owner.id), actionType: 'RELANCE_PROSPECT_EMAIL' },
  });
  expect(refused.status).toBe(422);
  expect(await notificationOf(id)).toMatchObject({ handled_at: null, read_at: null });
});

test('the notification of a failed action suggests the same type again', async () => {
  const { id: actionId } = await createAction(api, owner);
  const id = await insertNotification(api.superuser, {
    companyId: api.company.id,
    userId: owner.id,
    type: 'ACTION_FAILED',
    subject: { type: 'action', id: actionId },
  });
  expect(await notificationOf(id)).toMatchObject({
    suggested_action_types: ['RELANCE_CANDIDAT_EMAIL'],
  });
});
