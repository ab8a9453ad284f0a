/**
 * Goal: each kind of command reaches Temporal, and carried out twice changes nothing more. Method: a real Temporal
 * server; a worker of this test takes the work that signals bring.
 */
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inCompany } from '../../src/platform/database.ts';
import type { Command } from '../../src/platform/commands.ts';
import { carryOut, type WorkflowCommand } from '../../src/platform/temporal-commands.ts';
import { createTemporalClient } from '../../src/platform/temporal.ts';
import { createAction, createEntity, readAction } from '../support/actions.ts';
import { startFakeN8n, type FakeN8n } from '../../dev/fakes/n8n/scripted.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { SILENT } from '../support/temporal.ts';
import { until } from '../support/until.ts';

let n8n: FakeN8n;
let stack: TestStack;
let client: Client;
let worker: Worker;
let running: Promise<void>;
let workflowId = '';
let count = 0;

beforeAll(async () => {
  n8n = await startFakeN8n();
  stack = await startTestStack({ n8n });
  client = createTemporalClient(stack.deps.config);
  await createEntity(stack, stack.company.owner.key);
  worker = await Worker.create({
    taskQueue: 'mail',
    connection: stack.temporal.environment.nativeConnection,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: join(import.meta.dirname, '../support/workflows/inbox.ts'),
      logger: SILENT,
    }),
  });
  running = worker.run();
});
beforeEach(() => {
  count += 1;
  workflowId = `inbox/${count}`;
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await client.connection.close();
  await stack.stop();
  await n8n.stop();
});

const command = (fields: Partial<WorkflowCommand>): WorkflowCommand => ({
  id: count,
  companyId: stack.company.id,
  workflowId,
  operation: 'start',
  name: 'inboxWorkflow',
  taskQueue: 'mail',
  input: { label: 'reçu' },
  signal: null,
  schedule: null,
  subject: 'test/1',
  ...fields,
});

const work = (item: string): WorkflowCommand =>
  command({ operation: 'signal_with_start', signal: { name: 'work', input: { item } } });

/** As a route would: committed, then carried out by the relay. */
const commit = (given: Command): Promise<void> =>
  inCompany(
    stack.database,
    { companyId: stack.company.id, userId: null },
    (tx) => {
      tx.command(given);
      return Promise.resolve();
    },
    (committed) => stack.deps.announce(committed),
  );

const untilNoCommandWaits = () =>
  until('no command waits', async () => {
    const [row] = await stack.superuser`select count(*) as count from commands`;
    return row?.['count'] === 0;
  });

describe('a signal that brings work', () => {
  test('starts its workflow if none runs', async () => {
    await carryOut(client, work('a'));
    expect(await client.workflow.getHandle(workflowId).result()).toBe('reçu: a');
  });

  test('is taken by the run that waits', async () => {
    await carryOut(client, command({}));
    await carryOut(client, work('b'));
    expect(await client.workflow.getHandle(workflowId).result()).toBe('reçu: b');
  });

  test('is not lost when the run before has ended', async () => {
    await carryOut(client, work('c'));
    await client.workflow.getHandle(workflowId).result();
    await carryOut(client, work('d'));
    expect(await client.workflow.getHandle(workflowId).result()).toBe('reçu: d');
  });
});

describe('a signal that only wakes', () => {
  test.each(['signal', 'cancel'] as const)(
    'needs no run: %s of one that ended or never was is done',
    async (operation) => {
      const given = command({ operation, name: 'work', taskQueue: null });
      await carryOut(client, given);
      await carryOut(client, work('e'));
      await client.workflow.getHandle(workflowId).result();
      await carryOut(client, given);
    },
  );
});

describe('cancel', () => {
  test('ends the run, and what it was about ends where people see it', async () => {
    const { id, workflow_id: run } = await createAction(stack, stack.company.owner);
    const status = async () => (await readAction(stack, stack.company.owner, id)).status;
    await until('the action waits', async () => (await status()) === 'awaiting_callback');
    await commit({ operation: 'cancel', workflowId: run, subject: 'test/1' });
    await until('the action is cancelled', async () => (await status()) === 'cancelled');
  });
});

describe('a schedule', () => {
  const put = (intervalSeconds: number, isPaused = true): Command => ({
    operation: 'schedule_put',
    workflowId,
    name: 'crmActionWorkflow',
    input: { companyId: stack.company.id, actionId: 'none', round: 1 },
    schedule: { intervalSeconds, offsetSeconds: 7, jitterSeconds: 5, isPaused },
    subject: 'test/1',
  });
  const describeIt = async () => {
    const { spec, state, policies } = await client.schedule.getHandle(workflowId).describe();
    return {
      everyMs: spec.intervals?.map(({ every }) => every),
      offsetMs: spec.intervals?.map(({ offset }) => offset),
      jitterMs: spec.jitter,
      paused: state.paused,
      policies,
    };
  };

  test('is created once, with runs that do not overlap', async () => {
    await commit(put(60));
    await commit(put(60));
    await untilNoCommandWaits();
    expect(await describeIt()).toMatchObject({
      everyMs: [60_000],
      offsetMs: [7_000],
      jitterMs: 5_000,
      paused: true,
      policies: { overlap: 'SKIP', catchupWindow: 60_000 },
    });
  });

  test('is changed by putting it again', async () => {
    await commit(put(60));
    await commit(put(300));
    await untilNoCommandWaits();
    expect(await describeIt()).toMatchObject({ everyMs: [300_000] });
  });

  test('is deleted, once or twice', async () => {
    await commit(put(60));
    await commit({ operation: 'schedule_delete', workflowId, subject: 'test/1' });
    await commit({ operation: 'schedule_delete', workflowId, subject: 'test/1' });
    await untilNoCommandWaits();
    await expect(describeIt()).rejects.toThrow(/not found/i);
  });
});
