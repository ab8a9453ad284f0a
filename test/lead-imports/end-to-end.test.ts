/**
 * Goal: an import runs from its start to its notification, also if its run is lost, and Temporal learns
 * nothing of the leads. Method: the real api, relay, Temporal and worker.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';
import { createReconciler, type Reconciler } from '../../src/background/reconciler.ts';
import { leadImportWorkflowId } from '../../src/ids.ts';
import { createTemporalClient } from '../../src/platform/temporal.ts';
import { importsAs } from '../support/lead-imports.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

let n8n: FakeN8n;
let stack: TestStack;
let client: ReturnType<typeof createTemporalClient>;
let reconciler: Reconciler;
let imports: ReturnType<typeof importsAs>;
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
  imports = importsAs(stack, stack.company.owner.key);
});
afterAll(async () => {
  await client.connection.close();
  await stack.stop();
  await n8n.stop();
});

let fileCount = 0;
const fileOf = (count: number): string => {
  fileCount += 1;
  const rows = Array.from(
    { length: count },
    (_, n) => `Hélène${fileCount};helene${fileCount}.${n}@secret.example`,
  );
  return ['Nom;E-mail', ...rows].join('\n');
};
const reaches = (id: string, status: string) =>
  until(`the import is ${status}`, async () => {
    const found = await imports.read(id);
    return found.status === status ? found : undefined;
  });
const runOf = (id: string) => client.workflow.getHandle(leadImportWorkflowId(id));

test('an import is carried out, and its history in Temporal names nobody', async () => {
  const { id } = await imports.started(fileOf(11_500));
  expect(await reaches(id, 'succeeded')).toMatchObject({
    created_count: 11_500,
    done_count: 11_500,
    row_count: 11_500,
  });
  const run = runOf(id);
  expect(await run.result()).toMatchObject({ status: 'succeeded', rowOffset: 11_500 });
  const history = JSON.stringify(await run.fetchHistory(), (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  expect(history).toContain('importLeadRows');
  expect(history).not.toMatch(/secret\.example|H.l.ne/);
});

test('an import whose run is missing in Temporal is run again', async () => {
  await stack.stopRelay();
  const { id } = await imports.started(fileOf(5));
  await stack.superuser`delete from commands where workflow_id = ${leadImportWorkflowId(id)}`;
  stack.startRelay();
  await reconciler.sweep();
  expect(await reaches(id, 'succeeded')).toMatchObject({ created_count: 5 });
});

test('an import whose run was terminated fails, and one that is alive is left alone', async () => {
  await stack.stopWorker();
  const { id } = await imports.started(fileOf(5));
  await until('the run was started', () =>
    runOf(id)
      .describe()
      .then(
        () => true,
        () => undefined,
      ),
  );
  await reconciler.sweep();
  expect((await imports.read(id)).status).toBe('waiting');
  await runOf(id).terminate('by hand');
  await reconciler.sweep();
  expect(await imports.read(id)).toMatchObject({ status: 'failed', error_code: 'run_ended' });
  await stack.startWorker();
});
