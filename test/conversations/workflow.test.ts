/**
 * Goal: a snoozed conversation comes back at its time, once. Method: the real workflow on the time-skipping server
 * with fakes of its activities; the activity and the reconciliation on real Postgres.
 */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConversationActivities } from '../../src/activities/conversations.ts';
import { createActivities } from '../../src/activities/index.ts';
import type { InboxFolderActivities } from '../../src/activities/inbox-folders.ts';
import { conversationWorkflowId, WORKFLOW_QUEUES } from '../../src/ids.ts';
import { inCompany } from '../../src/platform/database.ts';
import { RECONCILIATIONS } from '../../src/services/reconciled.ts';
import {
  conversationChangedSignal,
  conversationWorkflow,
} from '../../src/workflows/conversations.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { insertConversation } from '../support/conversations.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';

const HOUR_MS = 3_600_000;

describe('the run', () => {
  const taskQueue = WORKFLOW_QUEUES.conversationWorkflow;
  let environment: TestWorkflowEnvironment;
  let workers: Worker[];
  let runs: Promise<void>[];
  /** When something is due. Null: nothing is. */
  let dueAt: number | null;
  let wokenAt: number[];
  let callCount: number;
  /** The language model is to be asked before anything else. */
  let isUnclassified: boolean;
  let failures: number;
  let done: string[];

  const activities: ConversationActivities & InboxFolderActivities = {
    classifyConversationByModel: () => {
      if (failures > 0) {
        failures -= 1;
        return Promise.reject(new Error('the model is busy'));
      }
      done.push('classified');
      isUnclassified = false;
      return Promise.resolve();
    },
    settleConversation: async () => {
      callCount += 1;
      if (isUnclassified) return { waitMs: 0, work: 'classify' };
      done.push('settled');
      const now = await environment.currentTimeMs();
      if (dueAt !== null && dueAt <= now) {
        wokenAt.push(now);
        dueAt = null;
      }
      return { waitMs: dueAt === null ? null : dueAt - now };
    },
  };

  beforeAll(async () => {
    environment = await startTimeSkippingServer();
    const workflowBundle = await testWorkflowBundle();
    const connection = environment.nativeConnection;
    workers = [
      await Worker.create({ connection, taskQueue, workflowBundle, activities }),
      await Worker.create({ connection, taskQueue: 'ai', activities }),
    ];
    runs = workers.map((worker) => worker.run());
  });
  afterAll(async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(runs);
    await environment.teardown();
  });
  beforeEach(() => {
    dueAt = null;
    wokenAt = [];
    callCount = 0;
    isUnclassified = false;
    failures = 0;
    done = [];
  });

  let last = 0;
  const start = () => {
    last += 1;
    return environment.client.workflow.signalWithStart(conversationWorkflow, {
      workflowId: conversationWorkflowId(last),
      taskQueue,
      args: [{ companyId: 1, conversationId: last }],
      signal: conversationChangedSignal,
    });
  };

  test('wakes the conversation at its exact time, and ends', async () => {
    const due = (await environment.currentTimeMs()) + 49 * HOUR_MS;
    dueAt = due;
    await (await start()).result();
    expect(wokenAt).toHaveLength(1);
    expect(wokenAt[0]).toBeGreaterThanOrEqual(due);
    expect((wokenAt[0] ?? 0) - due).toBeLessThan(60_000);
  });

  test('an earlier time that is chosen meanwhile counts', async () => {
    const now = await environment.currentTimeMs();
    dueAt = now + 100 * HOUR_MS;
    const handle = await start();
    dueAt = now + 2 * HOUR_MS;
    await handle.signal(conversationChangedSignal);
    await handle.result();
    expect(wokenAt).toHaveLength(1);
    expect((wokenAt[0] ?? 0) - now).toBeLessThan(3 * HOUR_MS);
  });

  test('asks the language model first, then looks again', async () => {
    isUnclassified = true;
    await (await start()).result();
    expect(done.slice(0, 2)).toEqual(['classified', 'settled']);
    expect(done.filter((one) => one === 'classified')).toHaveLength(1);
  });

  test('asks again if the model is busy, and wakes the conversation afterwards', async () => {
    isUnclassified = true;
    failures = 3;
    const due = (await environment.currentTimeMs()) + HOUR_MS;
    dueAt = due;
    await (await start()).result();
    expect(done.slice(0, 2)).toEqual(['classified', 'settled']);
    expect(wokenAt).toHaveLength(1);
    expect(wokenAt[0]).toBeGreaterThanOrEqual(due);
  });

  test('a change while the model is asked is not lost', async () => {
    isUnclassified = true;
    failures = 1;
    const handle = await start();
    await handle.signal(conversationChangedSignal);
    await handle.result();
    expect(done[0]).toBe('classified');
    expect(done).toContain('settled');
  });

  test('with nothing to do ends after a quiet period', async () => {
    await (await start()).result();
    expect(wokenAt).toEqual([]);
    expect(callCount).toBeLessThanOrEqual(2);
  });
});

describe('what it does', () => {
  let api: TestApi;
  let now: Date;
  let id: number;
  const due = new Date('2026-12-01T08:00:00Z');
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());
  beforeEach(async () => {
    now = new Date('2026-12-01T08:00:01Z');
    await api.superuser`truncate notifications, commands cascade`;
    id = await insertConversation(api, {
      company: api.company,
      assignedTo: api.company.agents[0].id,
      snoozedUntil: due,
    });
  });

  const settle = () =>
    createActivities({
      ...api.deps,
      mail: undefined,
      clock: { ...api.deps.clock, now: () => now },
    }).settleConversation({ companyId: api.company.id, conversationId: id });
  const row = async () => {
    const [found] = await api.superuser`
      select snoozed_until, is_unread, version from conversations where id = ${id}
    `;
    return found;
  };
  const told = async () =>
    (await api.superuser`select user_id, code from notifications`).map((one) => ({ ...one }));

  test('a conversation whose time has come is shown as unread, and its assignee told; a second run changes nothing', async () => {
    for (const _ of ['first', 'second']) {
      expect(await settle()).toEqual({ waitMs: null });
      expect(await row()).toEqual({ snoozed_until: null, is_unread: true, version: 2 });
      expect(await told()).toEqual([
        { user_id: api.company.agents[0].id, code: 'conversation_woken' },
      ]);
    }
  });

  test('before its time nothing changes', async () => {
    now = new Date('2026-12-01T07:00:00Z');
    expect(await settle()).toEqual({ waitMs: HOUR_MS });
    expect(await row()).toEqual({ snoozed_until: due, is_unread: false, version: 1 });
  });

  test('a deleted conversation is left alone', async () => {
    await api.superuser`update conversations set deleted_at = now() where id = ${id}`;
    expect(await settle()).toEqual({ waitMs: null });
    expect(await told()).toEqual([]);
  });

  test('the reconciler starts a lost run of a snoozed conversation again, once', async () => {
    const reconciliation = RECONCILIATIONS.conversationWorkflow;
    await api.superuser`update conversations set updated_at = now() - interval '1 hour'`;
    const quiet = await reconciliation.listQuiet(api.database, {
      after: null,
      quietSeconds: 600,
      limit: 100,
    });
    const own = quiet.find((one) => one.id === String(id));
    expect(own?.workflowId).toBe(`conversation/${id}`);
    if (!own) throw new Error('it is listed');
    const repair = () =>
      inCompany(api.database, { companyId: api.company.id, userId: null }, (tx) =>
        reconciliation.reconcile(tx, own, { state: 'missing', now }),
      );
    expect([await repair(), await repair()]).toEqual([true, false]);
    const commands = await api.superuser`
      select workflow_id, operation from commands where name = 'conversationWorkflow'
    `;
    expect(commands.map((one) => ({ ...one }))).toEqual([
      { workflow_id: `conversation/${id}`, operation: 'signal_with_start' },
    ]);
  });
});
