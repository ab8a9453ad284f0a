/**
 * Goal: an import of documents runs from its upload to its articles, also if its run is lost, and Temporal learns nothing
 * of the documents. Method: the real api, relay, Temporal and worker.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';
import { createReconciler, type Reconciler } from '../../src/background/reconciler.ts';
import {
  KnowledgeImportOut,
  KnowledgeImportStartedOut,
} from '../../src/domain/knowledge/shapes.ts';
import { knowledgeImportWorkflowId } from '../../src/ids.ts';
import { createTemporalClient } from '../../src/platform/temporal.ts';
import { answerOf } from '../support/actions.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

let n8n: FakeN8n;
let stack: TestStack;
let client: ReturnType<typeof createTemporalClient>;
let reconciler: Reconciler;
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
});
afterAll(async () => {
  await client.connection.close();
  await stack.stop();
  await n8n.stop();
});

const PATH = '/inbox/knowledge/imports';
let count = 0;
const started = async (): Promise<string> => {
  const body = new FormData();
  count += 1;
  for (const name of ['un', 'deux']) {
    body.append('file', new Blob([`Le mot secret est ${name} ${count}.`]), `hélène-${name}.md`);
  }
  const answer = await stack.app.request(PATH, {
    method: 'POST',
    body,
    headers: {
      Authorization: `Bearer ${stack.company.owner.key}`,
      'X-Forwarded-For': '203.0.113.1',
    },
  });
  return (await answerOf(answer, 202, KnowledgeImportStartedOut)).id;
};
const read = async (id: string) =>
  answerOf(
    await stack.request(`${PATH}/${id}`, { key: stack.company.owner.key }),
    200,
    KnowledgeImportOut,
  );
const reaches = (id: string, status: string) =>
  until(`the import is ${status}`, async () => {
    const found = await read(id);
    return found.status === status ? found : undefined;
  });
const runOf = (id: string) => client.workflow.getHandle(knowledgeImportWorkflowId(id));

test('an import is carried out, and its history in Temporal names no document', async () => {
  const id = await started();
  const { documents } = await reaches(id, 'succeeded');
  expect(documents.map(({ status }) => status)).toEqual(['imported', 'imported']);
  const run = runOf(id);
  expect(await run.result()).toMatchObject({ status: 'succeeded', settledCount: 2 });
  const history = JSON.stringify(await run.fetchHistory(), (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  expect(history).toContain('importKnowledgeDocument');
  expect(history).not.toMatch(/secret|h.l.ne/);
});

test('an import whose run is missing in Temporal is run again', async () => {
  await stack.stopRelay();
  const id = await started();
  await stack.superuser`delete from commands where workflow_id = ${knowledgeImportWorkflowId(id)}`;
  stack.startRelay();
  await reconciler.sweep();
  expect((await reaches(id, 'succeeded')).documents).toHaveLength(2);
});

test('an import whose run was terminated fails, and one that is alive is left alone', async () => {
  await stack.stopWorker();
  const id = await started();
  await until('the run was started', () =>
    runOf(id)
      .describe()
      .then(
        () => true,
        () => undefined,
      ),
  );
  await reconciler.sweep();
  expect((await read(id)).status).toBe('waiting');
  await runOf(id).terminate('by hand');
  await reconciler.sweep();
  expect(await read(id)).toMatchObject({ status: 'failed', error_code: 'run_ended' });
  await stack.startWorker();
});
