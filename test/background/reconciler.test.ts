/**
 * Goal: an action whose run is gone does not stay open for ever. Method: the whole system on a real
 * Temporal, where runs are terminated by hand or never started; `sweep` stands for the timer.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ActionAcceptedOut, ActionOut } from '../../src/domain/actions/shapes.ts';
import { NotificationOut } from '../../src/domain/notifications/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { createReconciler, type Reconciler } from '../../src/background/reconciler.ts';
import { createRelay } from '../../src/background/relay.ts';
import { createTemporalClient } from '../../src/platform/temporal.ts';
import { startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';
import { untilBlocked } from '../support/postgres.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

let n8n: FakeN8n;
let stack: TestStack;
let reconciler: Reconciler;
let client: ReturnType<typeof createTemporalClient>;

beforeAll(async () => {
  n8n = await startFakeN8n();
  stack = await startTestStack({ n8n });
  client = createTemporalClient(stack.deps.config);
  reconciler = createReconciler({
    ...stack.deps,
    temporal: client,
    announce: (committed) => stack.deps.announce(committed),
    quietSeconds: 0,
  });
  const created = await stack.request('/api/v1/entities/candidat', {
    key: stack.company.owner.key,
    body: { ref: 'DUMI15091992', data: { nom: 'Dumitru', prenom: 'Marie' } },
  });
  expect(created.status).toBe(201);
});

afterAll(async () => {
  await client.connection.close();
  await stack.stop();
  await n8n.stop();
});

const find = async (id: string) => {
  const response = await stack.request(`/api/v1/actions/${id}`, { key: stack.company.owner.key });
  return ActionOut.parse(await response.json());
};

const accept = async () => {
  const response = await stack.request('/api/v1/actions', {
    key: stack.company.owner.key,
    body: {
      actionType: 'RELANCE_CANDIDAT_EMAIL',
      actionSource: 'admin.candidats.detail',
      actionButton: 'relancer_email',
      entiteType: 'candidat',
      entiteId: 'DUMI15091992',
      decidePar: stack.company.owner.id,
    },
  });
  return ActionAcceptedOut.parse(await response.json());
};

const isAwaiting = async (id: string) =>
  (await find(id)).status === 'awaiting_callback' ? true : undefined;

/** An action that n8n has and has not answered. */
const sendOne = async () => {
  const { id, workflow_id: workflowId } = await accept();
  await until('the action waits for its answer', () => isAwaiting(id));
  return { id, run: client.workflow.getHandle(workflowId) };
};

const notificationsOf = async (id: string) => {
  const response = await stack.request('/api/v1/notifications', { key: stack.company.owner.key });
  const { data } = pageOf(NotificationOut).parse(await response.json());
  return data.filter((notification) => notification.action_id === id);
};

test('an action whose run is alive is left alone', async () => {
  const { id } = await sendOne();
  await reconciler.sweep();
  expect((await find(id)).status).toBe('awaiting_callback');
});

test('an action whose run is paused by hand is left alone', async () => {
  const { id, run } = await sendOne();
  await client.workflowService.pauseWorkflowExecution({
    namespace: client.options.namespace,
    workflowId: run.workflowId,
  });
  await reconciler.sweep();
  expect((await find(id)).status).toBe('awaiting_callback');
});

test('an action whose run was terminated by hand fails once, where its decider sees it', async () => {
  const { id, run } = await sendOne();
  await run.terminate('by hand');
  await Promise.all([reconciler.sweep(), reconciler.sweep()]);
  expect(await find(id)).toMatchObject({ status: 'failed', outcome_code: 'run_ended' });
  expect(await notificationsOf(id)).toHaveLength(1);
  expect(await (await stack.request('/metrics')).text()).toContain(
    'relais_runs_reconciled_total{workflow="crmActionWorkflow",state="ended"} 1',
  );
  await reconciler.sweep();
  expect(await notificationsOf(id)).toHaveLength(1);
});

test.each([
  ['succeeded', 'restored'],
  ['cancelled', 'cancelled'],
])(
  'an action whose run ended as %s is settled so, where the database has lost it',
  async (status, code) => {
    const { id, run } = await sendOne();
    if (status === 'succeeded') {
      const [dispatch] = n8n.of(id);
      if (dispatch === undefined) throw new Error('n8n has no dispatch');
      const callback = { callbackId: 'fin', status, message: '' };
      expect((await n8n.callBack(dispatch, callback)).status).toBe(200);
    } else {
      await stack.request(`/api/v1/actions/${id}/cancel`, {
        method: 'POST',
        key: stack.company.owner.key,
      });
    }
    expect(await run.result()).toEqual({ status });
    await stack.superuser`
    update actions
    set status = 'awaiting_callback', outcome_code = null, settled_at = null
    where id = ${id}
  `;
    await reconciler.sweep();
    expect(await find(id)).toMatchObject({ status, outcome_code: code });
  },
);

test("an action that can't be read does not block the others", async () => {
  const spoilt = await sendOne();
  await stack.superuser`update actions set outcome_code = 'unheard of' where id = ${spoilt.id}`;
  const { id, run } = await sendOne();
  await Promise.all([spoilt.run.terminate('by hand'), run.terminate('by hand')]);
  await reconciler.sweep();
  expect((await find(id)).status).toBe('failed');
  await stack.superuser`update actions set outcome_code = null where id = ${spoilt.id}`;
  await reconciler.sweep();
  expect((await find(spoilt.id)).status).toBe('failed');
});

test('an action sent again while its ended run is looked at keeps its new round', async () => {
  const { id, run } = await sendOne();
  await run.terminate('by hand');
  const { sweeping } = await stack.superuser.begin(async (sql) => {
    await sql`update actions set status = 'accepted', round = 2 where id = ${id}`;
    const sweeping = reconciler.sweep();
    await untilBlocked(stack.superuser);
    return { sweeping };
  });
  await sweeping;
  expect(await find(id)).toMatchObject({ status: 'accepted', round: 2 });
  const cancelled = await stack.request(`/api/v1/actions/${id}/cancel`, {
    method: 'POST',
    key: stack.company.owner.key,
  });
  expect(cancelled.status).toBe(202);
});

test('an action whose run Temporal does not know gets one, and n8n gets the action once', async () => {
  await stack.stopRelay();
  const { id } = await accept();
  await stack.superuser`delete from commands`;
  await Promise.all([reconciler.sweep(), reconciler.sweep()]);
  const relay = createRelay({ ...stack.deps, temporal: client });
  relay.start();
  await until('the action waits for its answer', () => isAwaiting(id));
  await reconciler.sweep();
  await relay.stop();
  expect(n8n.of(id)).toHaveLength(1);
  expect(await stack.superuser`select id from commands`).toHaveLength(0);
});
