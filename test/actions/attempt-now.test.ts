/**
 * Goal: "Réessayer maintenant" makes the next attempt now, and n8n is never asked twice at once. Method: the
 * endpoint in-process on real Postgres; the workflow on a real Temporal server, because on the time-skipping one a
 * run does not go on after an activity that was told to end has failed.
 */
import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionActivities } from '../../src/activities/actions/activities.ts';
import type { DispatchResult } from '../../src/activities/actions/rounds.ts';
import { ActionAcceptedOut } from '../../src/domain/actions/shapes.ts';
import { actionWorkflowId } from '../../src/ids.ts';
import {
  actionSettledSignal,
  attemptNowSignal,
  crmActionWorkflow,
} from '../../src/workflows/actions.ts';
import {
  answerOf,
  createAction,
  createEntity,
  readAction,
  refusalOf,
  startActionWorld,
  type ActionWorld,
} from '../support/actions.ts';
import type { TestPerson } from '../support/api.ts';
import { startDevServer, testWorkflowBundle, type DevServer } from '../support/temporal.ts';
import { until } from '../support/until.ts';

describe('POST /api/v1/actions/{id}/attempt-now', () => {
  let api: ActionWorld;
  let owner: TestPerson;
  let agent: TestPerson;
  let otherAgent: TestPerson;

  beforeAll(async () => {
    api = await startActionWorld();
    ({ owner } = api.company);
    [agent, otherAgent] = api.company.agents;
    await createEntity(api, owner.key);
  });
  afterAll(() => api.stop());

  const attemptNow = (id: string, person = owner): Promise<Response> =>
    api.request(`/api/v1/actions/${id}/attempt-now`, { key: person.key, method: 'POST' });

  /** An action that n8n answered with an error. */
  const retriedAction = async (person: TestPerson): Promise<string> => {
    const { id } = await createAction(api, person);
    api.n8n.behave(() => ({ status: 500 }));
    await expect(api.dispatch(id)).rejects.toThrow('n8n_unavailable');
    api.n8n.behave(() => ({ status: 200 }));
    return id;
  };

  test('says when the next attempt of a failed dispatch is due', async () => {
    const failedAt = new Date('2026-11-29T10:00:00.000Z');
    const { id } = await createAction(api, owner);
    api.setClock(failedAt);
    api.n8n.behave(() => ({ status: 500 }));
    await expect(api.dispatch(id)).rejects.toThrow();
    api.setClock(null);
    api.n8n.behave(() => ({ status: 200 }));
    const { attempts } = await readAction(api, owner, id);
    expect(attempts).toMatchObject([
      { outcome: 'retry', status_code: 500, next_attempt_at: '2026-11-29T10:00:05.000Z' },
    ]);
    await api.dispatch(id);
    expect((await readAction(api, owner, id)).attempts[1]).toMatchObject({
      outcome: 'accepted',
      next_attempt_at: null,
    });
  });

  test('commits a signal for the run, and audits who asked', async () => {
    const id = await retriedAction(owner);
    const answer = await answerOf(await attemptNow(id), 202, ActionAcceptedOut);
    expect(answer).toMatchObject({ id, status: 'dispatching' });
    const signals = await api.superuser`
      select name, input from commands
      where workflow_id = ${actionWorkflowId(id, 1)} and operation = 'signal'
    `;
    expect([...signals]).toEqual([{ name: 'attemptNow', input: {} }]);
    await api.sealFacts();
    const entries = await api.superuser`
      select entry ->> 'user_id' as user_id from audit_entries
      where resource_id = ${id} and entry ->> 'operation' = 'actions.attempt_now'
    `;
    expect(entries.map((entry) => Number(entry['user_id']))).toEqual([owner.id]);
  });

  test('asked two hundred times for one attempt, signals the run once; again after a while', async () => {
    const askedAt = new Date('2026-11-29T10:00:00.000Z');
    const { id } = await createAction(api, owner);
    const signalCount = async () => {
      const [row] = await api.superuser`
        select count(*)::integer as count from commands
        where workflow_id = ${actionWorkflowId(id, 1)} and operation = 'signal'
      `;
      return Number(row?.['count']);
    };
    api.setClock(askedAt);
    api.n8n.behave(() => ({ status: 500 }));
    await expect(api.dispatch(id)).rejects.toThrow();
    const answers = await Promise.all(Array.from({ length: 200 }, () => attemptNow(id)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    expect(await signalCount()).toBe(1);
    api.setClock(new Date(askedAt.getTime() + 20_000));
    expect((await attemptNow(id)).status).toBe(202);
    expect(await signalCount()).toBe(2);
    await expect(api.dispatch(id)).rejects.toThrow();
    expect((await attemptNow(id)).status).toBe(202);
    expect(await signalCount()).toBe(3);
    api.setClock(null);
    api.n8n.behave(() => ({ status: 200 }));
  });

  test('answers 409 before the first attempt, once n8n has it, and once it has ended', async () => {
    const { id } = await createAction(api, owner);
    const refused = async () => refusalOf(await attemptNow(id));
    expect(await refused()).toMatchObject({ status: 409, code: 'conflict' });
    await api.dispatch(id);
    expect(await refused()).toMatchObject({ status: 409 });
    await api.callBack(id, { callbackId: 'c1', status: 'succeeded', message: 'fait' });
    expect(await refused()).toMatchObject({ status: 409 });
  });

  test("answers 404 for another agent's action", async () => {
    const id = await retriedAction(agent);
    expect((await attemptNow(id, otherAgent)).status).toBe(404);
    expect((await attemptNow(id, agent)).status).toBe(202);
  });
});

describe('a run that is told to attempt now, on a real server', () => {
  let server: DevServer;
  let worker: Worker;
  let run: Promise<void>;
  let dispatch: (attempt: number) => Promise<DispatchResult>;
  let dispatchedAt: number[] = [];
  let underWay = 0;
  let mostUnderWay = 0;

  const activities: ActionActivities = {
    dispatchAction: async () => {
      dispatchedAt.push(Date.now());
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      try {
        return await dispatch(dispatchedAt.length);
      } finally {
        underWay -= 1;
      }
    },
    giveUpDispatch: () => Promise.resolve({ kind: 'settled', status: 'failed' }),
    endAction: () => Promise.resolve('expired'),
  };

  beforeAll(async () => {
    server = await startDevServer();
    worker = await Worker.create({
      connection: server.environment.nativeConnection,
      taskQueue: 'core',
      workflowBundle: await testWorkflowBundle(),
      activities,
    });
    run = worker.run();
  });
  afterAll(async () => {
    worker.shutdown();
    await run;
    await server.stop();
  });

  const awaiting = (): DispatchResult => ({
    kind: 'awaiting_callback',
    deadlineAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  const unavailableFor = (delayMs: number): never => {
    throw ApplicationFailure.create({
      message: 'n8n_unavailable',
      type: 'n8n_unavailable',
      nextRetryDelay: delayMs,
      details: [delayMs],
    });
  };
  const start = () => {
    dispatchedAt = [];
    mostUnderWay = 0;
    const actionId = randomUUID();
    return server.environment.client.workflow.start(crmActionWorkflow, {
      workflowId: actionWorkflowId(actionId, 1),
      taskQueue: 'core',
      args: [{ companyId: 1, actionId, round: 1 }],
    });
  };
  const isDispatched = (times: number) =>
    until('the dispatch', () => dispatchedAt.length >= times || undefined);
  type Handle = Awaited<ReturnType<typeof start>>;
  const isToldToEnd = (handle: Handle) =>
    until('the end of the wait', async () => {
      const { events } = await handle.fetchHistory();
      return (events ?? []).some((event) => event.activityTaskCancelRequestedEventAttributes);
    });
  const settle = async (handle: Handle): Promise<void> => {
    await handle.signal(actionSettledSignal, { status: 'succeeded' });
    expect(await handle.result()).toEqual({ status: 'succeeded' });
  };

  test('does not wait an hour for the next attempt', async () => {
    dispatch = (attempt) =>
      attempt > 2 ? Promise.resolve(awaiting()) : unavailableFor(attempt === 1 ? 1 : 3_600_000);
    const handle = await start();
    await isDispatched(2);
    await handle.signal(attemptNowSignal, { commandId: 1 });
    await isDispatched(3);
    await settle(handle);
    expect(dispatchedAt).toHaveLength(3);
  });

  test('awaits the attempt under way; when that fails, the next one follows after its delay', async () => {
    const DELAY_MS = 1_500;
    let fail: () => void = () => undefined;
    const failed = new Promise<void>((resolve) => {
      fail = resolve;
    });
    dispatch = async (attempt) => {
      if (attempt === 1) return unavailableFor(1);
      if (attempt > 2) return awaiting();
      await failed;
      return unavailableFor(DELAY_MS);
    };
    const handle = await start();
    await isDispatched(2);
    await handle.signal(attemptNowSignal, { commandId: 1 });
    await handle.signal(attemptNowSignal, { commandId: 2 });
    await isToldToEnd(handle);
    expect(dispatchedAt).toHaveLength(2);
    const failedAt = Date.now();
    fail();
    await isDispatched(3);
    await settle(handle);
    expect(mostUnderWay).toBe(1);
    expect(dispatchedAt).toHaveLength(3);
    expect((dispatchedAt[2] ?? 0) - failedAt).toBeGreaterThanOrEqual(DELAY_MS - 50);
  });
});
