/**
 * Goal: the schedule of a mailbox in Temporal is as its row wants it, whatever an operator did to it. Method: a real
 * Temporal server, the relay and the sweep. No worker: cycles are another test's.
 */
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMailboxSweeps, type MailboxSweeps } from '../../src/background/mailboxes.ts';
import { mailboxSyncWorkflowId } from '../../src/ids.ts';
import { createTemporalClient, getScheduleState } from '../../src/platform/temporal.ts';
import { systemClock } from '../../src/deps.ts';
import { mailboxesAs } from '../support/mailbox-calls.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { PATIENCE_MS } from '../support/until.ts';

let stack: TestStack;
let client: Client;
let sweeps: MailboxSweeps;
let mailboxes: ReturnType<typeof mailboxesAs>;

beforeAll(async () => {
  stack = await startTestStack({ n8n: { url: 'http://127.0.0.1:1', apiKey: 'x'.repeat(16) } });
  client = createTemporalClient(stack.deps.config);
  mailboxes = mailboxesAs(stack, stack.company.owner.key);
  sweeps = createMailboxSweeps({
    database: stack.database,
    temporal: client,
    clock: systemClock,
    log: stack.deps.log,
    announce: (committed) => stack.deps.announce(committed),
  });
});
afterAll(async () => {
  await client.connection.close();
  await stack.stop();
});

const scheduleOf = (id: number) => client.schedule.getHandle(mailboxSyncWorkflowId(id));
const expectState = (id: number, state: string) =>
  expect
    .poll(() => getScheduleState(client, mailboxSyncWorkflowId(id)), { timeout: PATIENCE_MS })
    .toBe(state);

test('is made, paused, resumed and removed with the mailbox', async () => {
  const { id } = await mailboxes.create();
  await expectState(id, 'running');
  const { spec, policies, action } = await scheduleOf(id).describe();
  expect(spec.intervals?.map(({ every }) => every)).toEqual([60_000]);
  expect(spec.jitter).toBe(5_000);
  expect(policies.overlap).toBe('SKIP');
  expect(action).toMatchObject({
    workflowType: 'emailSyncWorkflow',
    taskQueue: 'mail',
    args: [{ companyId: stack.company.id, mailboxId: id }],
  });
  await mailboxes.change(id, { version: 1, is_active: false });
  await expectState(id, 'paused');
  await mailboxes.change(id, { version: 2, is_active: true });
  await expectState(id, 'running');
  await mailboxes.call(`/${id}`, { method: 'DELETE' });
  await expectState(id, 'missing');
});

test('is repaired by a sweep when it is missing, paused by hand or left over', async () => {
  const [missing, paused, left] = [
    await mailboxes.create(),
    await mailboxes.create(),
    await mailboxes.create(),
  ];
  for (const { id } of [missing, paused, left]) await expectState(id, 'running');
  await scheduleOf(missing.id).delete();
  await scheduleOf(paused.id).pause();
  await stack.superuser`update mailboxes set deleted_at = now() where id = ${left.id}`;
  await sweeps.sweep();
  await expectState(missing.id, 'running');
  await expectState(paused.id, 'running');
  await expectState(left.id, 'missing');
});

test('is left alone by a sweep when it is right', async () => {
  const { id } = await mailboxes.create();
  await expectState(id, 'running');
  const before = await stack.superuser`select max(id) as id from commands`;
  await sweeps.sweep();
  expect(await stack.superuser`select max(id) as id from commands`).toEqual(before);
});
