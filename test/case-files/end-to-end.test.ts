/**
 * Goal: a file goes from its upload through the scanner to its text, also if its run is lost, and Temporal learns nothing of
 * what is in it or what it is called. Method: the real api, relay, Temporal and worker, and a server that speaks the
 * protocol of ClamAV.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EICAR, startFakeClamd, type FakeClamd } from '../../dev/fakes/clamd/server.ts';
import { startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';
import { createReconciler, type Reconciler } from '../../src/background/reconciler.ts';
import { CaseFileOut } from '../../src/domain/case-files/shapes.ts';
import { pageOf } from '../../src/domain/shared/pages.ts';
import { caseFileWorkflowId } from '../../src/ids.ts';
import { createTemporalClient } from '../../src/platform/temporal.ts';
import { answerOf } from '../support/actions.ts';
import { uploadedCaseFile, type CaseFile } from '../support/case-files.ts';
import { insertClient, openCase } from '../support/cases.ts';
import { importsAs } from '../support/lead-imports.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { until } from '../support/until.ts';

/** The worker of this test has 100 slots for activities. */
const MORE_THAN_SLOTS = 120;

let n8n: FakeN8n;
let clamd: FakeClamd;
let stack: TestStack;
let client: ReturnType<typeof createTemporalClient>;
let reconciler: Reconciler;
let caseId: number;
beforeAll(async () => {
  n8n = await startFakeN8n();
  clamd = await startFakeClamd();
  stack = await startTestStack({
    n8n,
    environment: { CLAMAV_HOST: clamd.host, CLAMAV_PORT: String(clamd.port) },
  });
  client = createTemporalClient(stack.deps.config);
  reconciler = createReconciler({
    ...stack.deps,
    temporal: client,
    announce: (committed) => stack.deps.announce(committed),
    quietSeconds: 0,
  });
  const clientId = await insertClient(stack, stack.company);
  ({ id: caseId } = await openCase(stack, stack.company.owner, { client_id: clientId }));
});
afterAll(async () => {
  await client.connection.close();
  await stack.stop();
  await Promise.all([n8n.stop(), clamd.stop()]);
});

const add = (name: string, content: string): Promise<CaseFile> =>
  uploadedCaseFile(stack, { key: stack.company.owner.key, caseId, name, content });
const read = async ({ id }: CaseFile): Promise<CaseFile | undefined> => {
  const answer = await stack.request(`/api/crm/case/${caseId}/file?limit=200`, {
    key: stack.company.owner.key,
  });
  const { data } = await answerOf(answer, 200, pageOf(CaseFileOut));
  return data.find((one) => one.id === id);
};
const reaches = (file: CaseFile, states: Partial<CaseFile>) =>
  until(`the file is ${JSON.stringify(states)}`, async () => {
    const found = await read(file);
    return found?.scan_state === states.scan_state && found?.text_state === states.text_state
      ? found
      : undefined;
  });
const runOf = ({ id }: CaseFile) => client.workflow.getHandle(caseFileWorkflowId(id));
const historyOf = async (file: CaseFile): Promise<string> =>
  JSON.stringify(await runOf(file).fetchHistory(), (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );

test('a file is scanned and read, and its history in Temporal names nothing of it', async () => {
  const file = await add('contrat-dumitru.txt', 'Le mot secret est mandragore.');
  await reaches(file, { scan_state: 'clean', text_state: 'done' });
  expect(await runOf(file).result()).toEqual({ scanState: 'clean', textState: 'done' });
  const history = await historyOf(file);
  expect(history).toContain('readCaseFileText');
  expect(history).not.toMatch(/dumitru|secret|mandragore/i);
  expect(history).not.toContain(file.sha256);
});

test('an infected file is removed, and its history does not say what was found', async () => {
  const file = await add('facture-hostile.txt', EICAR);
  await reaches(file, { scan_state: 'infected', text_state: 'none' });
  expect(await runOf(file).result()).toEqual({ scanState: 'infected', textState: 'none' });
  expect(await historyOf(file)).not.toMatch(/hostile|EICAR/);
});

test('a file is scanned once the scanner is back', async () => {
  clamd.behave('hang_up');
  const count = clamd.scanCount();
  const file = await add('a.txt', 'après une panne');
  await until('the scanner was asked', () => clamd.scanCount() > count);
  expect(await read(file)).toMatchObject({ scan_state: 'pending', is_quarantined: true });
  clamd.behave('scan');
  await reaches(file, { scan_state: 'clean', text_state: 'done' });
});

test('files that wait for a scanner without an answer leave the worker to other companies', async () => {
  const isHeld = () => clamd.openCount() === 4;
  clamd.behave('hang');
  const files: CaseFile[] = [];
  for (let number = 0; number < MORE_THAN_SLOTS; number += 1) {
    files.push(await add('a.txt', `${EICAR}${number}`));
  }
  await until('the scanner has the files of one company', isHeld);
  const imports = importsAs(stack, stack.otherCompany.owner.key);
  const { id } = await imports.started('Nom;E-mail\nHélène;helene@example.test');
  await until('the other company has its leads', async () => {
    const { status } = await imports.read(id);
    return status === 'succeeded';
  });
  expect(isHeld(), 'one company has no more files at the scanner').toBe(true);
  clamd.behave('scan');
  clamd.hangUp();
  for (const file of files) await reaches(file, { scan_state: 'infected', text_state: 'none' });
});

test('a file whose run is missing in Temporal is run again', async () => {
  await stack.stopRelay();
  const file = await add('a.txt', 'perdu');
  await stack.superuser`delete from commands where workflow_id = ${caseFileWorkflowId(file.id)}`;
  stack.startRelay();
  await reconciler.sweep();
  await reaches(file, { scan_state: 'clean', text_state: 'done' });
});

test('a file whose run was terminated stays in quarantine, and one that is alive is left alone', async () => {
  await stack.stopWorker();
  const file = await add('a.txt', 'arrêté');
  await until('the run was started', () =>
    runOf(file)
      .describe()
      .then(
        () => true,
        () => undefined,
      ),
  );
  await reconciler.sweep();
  expect(await read(file)).toMatchObject({ scan_state: 'pending' });
  await runOf(file).terminate('by hand');
  await reconciler.sweep();
  expect(await read(file)).toMatchObject({
    scan_state: 'failed',
    scan_detail: 'scanner_unavailable',
    is_quarantined: true,
  });
  await stack.startWorker();
});
