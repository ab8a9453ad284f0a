import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { ActionAcceptedOut, ActionOut } from '../src/domain/actions.ts';
import { EntityOut } from '../src/domain/entities.ts';
import { NotificationOut } from '../src/domain/notifications.ts';
import { pageOf } from '../src/domain/pages.ts';
import { answerOf } from './support/actions.ts';
import { startFakeN8n, type FakeN8n } from './support/fake-n8n.ts';
import { startTestStack, type TestStack } from './support/stack.ts';
import { until } from './support/until.ts';

/**
 * Goal: seed 001 from the HTTP request to the notification. Method: the real api, relay, Temporal and
 * worker; n8n is a webhook of the test's own, so that each test says what it answers.
 */

let n8n: FakeN8n;
let stack: TestStack;

beforeAll(async () => {
  n8n = await startFakeN8n();
  stack = await startTestStack({ n8n });
  await stack.request('/api/v1/entities/candidat', {
    key: stack.company.owner.key,
    body: {
      ref: 'DUMI15091992',
      data: { nom: 'Dumitru', prenom: 'Marie', statutDossier: 'DOSSIER_INCOMPLET' },
    },
  });
});

afterAll(async () => {
  await stack.stop();
  await n8n.stop();
});

const read = async <S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> =>
  answerOf(await stack.request(path, { key: stack.company.owner.key }), 200, schema);

test('an action is dispatched, answered and told to its decider', async () => {
  const response = await stack.request('/api/v1/actions', {
    key: stack.company.owner.key,
    body: {
      actionType: 'RELANCE_CANDIDAT_EMAIL',
      actionSource: 'admin.candidats.detail',
      actionButton: 'relancer_email',
      entiteType: 'candidat',
      entiteId: 'DUMI15091992',
      decidePar: stack.company.owner.id,
      decisionType: 'relance_email',
      metadonnees: { documentsManquants: ['CNI_VERSO'] },
    },
  });
  const accepted = await answerOf(response, 202, ActionAcceptedOut);
  expect(response.headers.get('Location')).toBe(`/api/v1/actions/${accepted.id}`);
  const dispatch = await until('the dispatch arrives', () => n8n.of(accepted.id)[0]);
  expect(dispatch.headers['x-api-key']).toBe(n8n.apiKey);
  await until(
    'the action waits for its answer',
    async () =>
      (await read(`/api/v1/actions/${accepted.id}`, ActionOut)).status === 'awaiting_callback' ||
      undefined,
  );
  const answer = await n8n.callBack(dispatch, {
    callbackId: 'one',
    status: 'succeeded',
    message: 'Relance envoyée à Marie Dumitru',
    statutDossier: 'RELANCE_1',
  });
  expect(answer.status).toBe(200);
  const action = await read(`/api/v1/actions/${accepted.id}`, ActionOut);
  expect(action.status).toBe('succeeded');
  const handle = stack.temporal.environment.client.workflow.getHandle(accepted.workflow_id);
  expect(await handle.result()).toEqual({ status: 'succeeded' });
  const { data: notifications } = await read('/api/v1/notifications', pageOf(NotificationOut));
  expect(notifications[0]).toMatchObject({
    titre: 'Relance envoyée à Marie Dumitru',
    level: 'success',
    action_id: accepted.id,
  });
  const entity = await read('/api/v1/entities/candidat/DUMI15091992', EntityOut);
  expect(entity).toMatchObject({ statut_dossier: 'RELANCE_1', version: 2 });
});
