/**
 * Goal: new rules move conversations without a further request, also if the worker stops on the way, and
 * Temporal learns nothing of what is written in them. Method: the real api, relay, Temporal and worker.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';
import { reclassifyWorkflowId } from '../../src/ids.ts';
import { createTemporalClient } from '../../src/platform/temporal.ts';
import { addConversation, any, folderOf, foldersAs, text } from '../support/inbox-folders.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

let n8n: FakeN8n;
let stack: TestStack;
let client: ReturnType<typeof createTemporalClient>;
beforeAll(async () => {
  n8n = await startFakeN8n();
  stack = await startTestStack({ n8n });
  client = createTemporalClient(stack.deps.config);
});
afterAll(async () => {
  await client.connection.close();
  await stack.stop();
  await n8n.stop();
});

test('a new folder gets its conversations after the worker has come back', async () => {
  await stack.stopWorker();
  const owner = foldersAs(stack, stack.company.owner.key);
  const id = await addConversation(stack, stack.company, { subject: 'Candidature de Zénobie' });
  const folder = await owner.create('Emploi', any(text('subject', 'contains', 'zenobie')));
  const [run] = await owner.runs();
  if (!run) throw new Error('a run was expected');
  expect(run).toMatchObject({ status: 'waiting', may_cancel: true });
  await stack.startWorker();
  await until('the reclassification has ended', async () =>
    (await owner.run(run.id)).status === 'succeeded' ? true : undefined,
  );
  expect((await folderOf(stack, id)).folderId).toBe(folder.id);
  const handle = client.workflow.getHandle(reclassifyWorkflowId(run.id));
  expect(await handle.result()).toMatchObject({ status: 'succeeded', doneCount: 1 });
  const history = JSON.stringify(await handle.fetchHistory(), (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  expect(history).toContain('reclassifyConversations');
  expect(history).not.toMatch(/z.nobie|Candidature|Emploi/i);
});
