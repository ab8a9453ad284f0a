import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ActionAcceptedOut, ActionOut } from '../src/domain/actions.ts';
import { pageOf } from '../src/domain/pages.ts';
import { NotificationOut } from '../src/domain/notifications.ts';
import { createRelay } from '../src/relay.ts';
import { createTemporalClient } from '../src/temporal.ts';
import { ACCEPT, startFakeN8n, type FakeN8n } from './support/fake-n8n.ts';
import { startTestStack, type TestStack } from './support/stack.ts';
import { until } from './support/until.ts';

/** Goal: nothing lost, nothing twice. Method: the whole system with a part of it taken away. */

let n8n: FakeN8n;
let stack: TestStack;

beforeAll(async () => {
  n8n = await startFakeN8n();
  stack = await startTestStack({ n8n });
  const created = await stack.request('/api/v1/entities/candidat', {
    key: stack.company.owner.key,
    body: { ref: 'DUMI15091992', data: { nom: 'Dumitru', prenom: 'Marie' } },
  });
  expect(created.status).toBe(201);
});

beforeEach(() => n8n.behave(ACCEPT));

afterAll(async () => {
  await stack.stop();
  await n8n.stop();
});

const send = (headers: Record<string, string> = {}) =>
  stack.request('/api/v1/actions', {
    key: stack.company.owner.key,
    headers,
    body: {
      actionType: 'RELANCE_CANDIDAT_EMAIL',
      actionSource: 'admin.candidats.detail',
      actionButton: 'relancer_email',
      entiteType: 'candidat',
      entiteId: 'DUMI15091992',
      decidePar: stack.company.owner.id,
    },
  });

const sendOne = async (): Promise<string> => {
  const response = await send();
  expect(response.status).toBe(202);
  return ActionAcceptedOut.parse(await response.json()).id;
};

const find = async (id: string) => {
  const response = await stack.request(`/api/v1/actions/${id}`, { key: stack.company.owner.key });
  return ActionOut.parse(await response.json());
};

test('actions are accepted while Temporal is down, and all arrive once it is back', async () => {
  await stack.temporal.kill();
  const ids = await Promise.all(Array.from({ length: 5 }, sendOne));
  expect((await find(ids[0] ?? '')).status).toBe('accepted');
  await stack.temporal.restart();
  for (const id of ids) {
    await until('n8n gets the action', () => n8n.of(id)[0]);
    expect(n8n.of(id)).toHaveLength(1);
  }
});

test('a command whose api died before starting it is carried out by another, once', async () => {
  await stack.relay.stop();
  const ids = await Promise.all(Array.from({ length: 10 }, sendOne));
  const client = createTemporalClient(stack.deps.config);
  const { database, log, metrics } = stack.deps;
  const relays = [1, 2].map(() => createRelay({ database, temporal: client, log, metrics }));
  for (const relay of relays) relay.start();
  for (const id of ids) await until('n8n gets the action', () => n8n.of(id)[0]);
  await Promise.all(relays.map((relay) => relay.stop()));
  await client.connection.close();
  for (const id of ids) expect(n8n.of(id)).toHaveLength(1);
  const waiting = await stack.superuser`select id from commands`;
  expect(waiting).toHaveLength(0);
});

test('a hundred requests at once with one Idempotency-Key make one action', async () => {
  const before = await stack.superuser`select id from actions`;
  const headers = { 'Idempotency-Key': 'une-seule-fois' };
  const responses = await Promise.all(Array.from({ length: 100 }, () => send(headers)));
  const statuses = new Set(responses.map(({ status }) => status));
  expect([...statuses].filter((status) => status !== 202 && status !== 409)).toEqual([]);
  const after = await stack.superuser`select id from actions`;
  expect(after.length - before.length).toBe(1);
  const again = await send(headers);
  expect(again.status).toBe(202);
  expect(again.headers.get('Idempotency-Replayed')).toBe('true');
});

test('a hundred callbacks at once with one callbackId have one effect', async () => {
  const id = await sendAndStart();
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      stack.request(`/api/v1/actions/${id}/callback`, {
        key: stack.company.owner.key,
        body: { callbackId: 'one', status: 'succeeded', message: 'Fait', statutDossier: 'RELANCE' },
      }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const events = await stack.superuser`
    select id from events where type = 'ActionSettled' and subject_id = ${id}
  `;
  expect(events).toHaveLength(1);
  const response = await stack.request('/api/v1/notifications?limit=250', {
    key: stack.company.owner.key,
  });
  const { data } = pageOf(NotificationOut).parse(await response.json());
  expect(data.filter(({ action_id: actionId }) => actionId === id)).toHaveLength(1);
});

/** The relay of the stack has stopped by now: what is sent waits, which does not hinder its callback. */
const sendAndStart = sendOne;
