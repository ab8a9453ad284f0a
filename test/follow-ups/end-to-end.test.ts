/**
 * Goal: a follow-up reaches its user, also if its run is lost, and Temporal learns nothing of the customer.
 * Method: the real api, relay, Temporal and worker.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';
import { createReconciler, type Reconciler } from '../../src/background/reconciler.ts';
import { FollowUpOut } from '../../src/domain/follow-ups/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { followUpWorkflowId } from '../../src/ids.ts';
import { createTemporalClient } from '../../src/platform/temporal.ts';
import { answerOf } from '../support/actions.ts';
import { insertTestConversation } from '../support/conversation-rows.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

let n8n: FakeN8n;
let stack: TestStack;
let client: ReturnType<typeof createTemporalClient>;
let reconciler: Reconciler;
let conversationId: number;
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
  const { company } = stack;
  conversationId = await insertTestConversation(stack, { company, subject: 'Secret de Marie' });
});
afterAll(async () => {
  await client.connection.close();
  await stack.stop();
  await n8n.stop();
});

const create = async (inMs: number) => {
  const { key } = stack.company.owner;
  const body = { due_at: new Date(Date.now() + inMs).toISOString(), note: 'Secret' };
  const path = `/inbox/conversations/${conversationId}/follow-ups`;
  return answerOf(await stack.request(path, { key, body }), 201, FollowUpOut);
};
const reaches = (id: number, status: string) =>
  until(`the follow-up is ${status}`, async () => {
    const { key } = stack.company.owner;
    const answer = await stack.request('/inbox/follow-ups', { key });
    const { data } = await answerOf(answer, 200, pageOf(FollowUpOut));
    return data.find((row) => row.id === id && row.status === status);
  });
const runOf = (id: number) => client.workflow.getHandle(followUpWorkflowId(id));

test('a follow-up falls due, and its history in Temporal names nobody', async () => {
  const { id } = await create(1_500);
  await reaches(id, 'due');
  const history = JSON.stringify(await runOf(id).fetchHistory(), (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  expect(history).toContain('lookAtFollowUp');
  expect(history).not.toMatch(/Secret|Marie/);
});

test('a follow-up that a person cancels ends its run', async () => {
  const { id } = await create(3_600_000);
  const { key } = stack.company.owner;
  await stack.request(`/inbox/follow-ups/${id}/cancel`, { key, method: 'POST' });
  expect(
    await until('the run has ended', () =>
      runOf(id)
        .result()
        .catch(() => undefined),
    ),
  ).toMatchObject({ status: 'cancelled' });
});

test('a follow-up whose run was terminated gets another one', async () => {
  const { id } = await create(4_000);
  await until('the run was started', () =>
    runOf(id)
      .describe()
      .then(
        () => true,
        () => undefined,
      ),
  );
  await runOf(id).terminate('by hand');
  await reconciler.sweep();
  await reaches(id, 'due');
});
