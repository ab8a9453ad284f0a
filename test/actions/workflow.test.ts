/**
 * Goal: the workflow owns time: attempts, backoff, deadline, and when it stops. Method: the real
 * workflow on the time-skipping server, its activities replaced by fakes of their type; a day passes in
 * an instant.
 */
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ActionActivities, EndActionInput } from '../../src/activities/actions/activities.ts';
import type { DispatchResult } from '../../src/activities/actions/rounds.ts';
import type { SettledStatus } from '../../src/domain/actions/statuses.ts';
import { actionWorkflowId } from '../../src/ids.ts';
import {
  actionSettledSignal,
  attemptNowSignal,
  crmActionWorkflow,
} from '../../src/workflows/actions.ts';
import { startTimeSkippingServer, testWorkflowBundle } from '../support/temporal.ts';
import { until } from '../support/until.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;
/** The server's clock also runs while the machine is slow: what is bounded below by a day is not by a second. */
const SLACK_MS = HOUR_MS;

let environment: TestWorkflowEnvironment;
let worker: Worker;
let workflowBundle: WorkflowBundle;
let run: Promise<void>;

/** What the activities do in this test, and their calls with the server's time. */
let dispatch: (attempt: number) => Promise<DispatchResult>;
let end: (code: EndActionInput['code']) => Promise<SettledStatus>;
let giveUp: () => Promise<DispatchResult>;
let dispatchedAt: number[];
let endings: { code: string; at: number }[];

const activities: ActionActivities = {
  dispatchAction: async () => {
    dispatchedAt.push(await environment.currentTimeMs());
    return dispatch(dispatchedAt.length);
  },
  giveUpDispatch: async () => {
    endings.push({ code: 'undeliverable', at: await environment.currentTimeMs() });
    return giveUp();
  },
  endAction: async ({ code }) => {
    endings.push({ code, at: await environment.currentTimeMs() });
    return end(code);
  },
};

const startServer = async (): Promise<void> => {
  environment = await startTimeSkippingServer();
  worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: 'core',
    workflowBundle,
    activities,
  });
  run = worker.run();
};
const stopServer = async (): Promise<void> => {
  worker.shutdown();
  await run;
  await environment.teardown();
};
beforeAll(async () => {
  workflowBundle = await testWorkflowBundle();
  await startServer();
});
afterAll(stopServer);
beforeEach(() => {
  dispatchedAt = [];
  endings = [];
  dispatch = () => awaiting(DAY_MS);
  end = (code) => Promise.resolve(STATUS_OF[code]);
  giveUp = () => Promise.resolve({ kind: 'settled', status: 'failed' });
});

const STATUS_OF = {
  deadline_missed: 'expired',
  cancelled: 'cancelled',
} as const;

const awaiting = async (forMs: number): Promise<DispatchResult> => ({
  kind: 'awaiting_callback',
  deadlineAt: new Date((await environment.currentTimeMs()) + forMs).toISOString(),
});
const unavailable = (): never => {
  throw ApplicationFailure.create({ message: 'n8n_unavailable', type: 'n8n_unavailable' });
};
const start = () => {
  const actionId = randomUUID();
  return environment.client.workflow.start(crmActionWorkflow, {
    workflowId: actionWorkflowId(actionId, 1),
    taskQueue: 'core',
    args: [{ companyId: 1, actionId, round: 1 }],
  });
};
const isDispatched = (times = 1) =>
  until('the dispatch', () => dispatchedAt.length >= times || undefined);
/**
 * The run has the answers of so many attempts, the first of which is a local activity. A run that ends while its
 * activity runs stops the clock of the server for all later ones.
 */
const isAnswered = (handle: Awaited<ReturnType<typeof start>>, times = 1) =>
  until('the answer', async () => {
    const { events } = await handle.fetchHistory();
    const answers = (events ?? []).filter(
      (event) =>
        event.markerRecordedEventAttributes?.markerName === 'core_local_activity' ||
        event.activityTaskCompletedEventAttributes,
    );
    return answers.length >= times;
  });
/** How many attempts the run asked for after its signal or its cancel: by its history, whatever the time. */
const attemptsAfterWord = async (handle: Awaited<ReturnType<typeof start>>): Promise<number> => {
  const { events } = await handle.fetchHistory();
  const all = events ?? [];
  const word = all.findIndex(
    (event) =>
      event.workflowExecutionSignaledEventAttributes ??
      event.workflowExecutionCancelRequestedEventAttributes,
  );
  expect(word).toBeGreaterThan(0);
  return all
    .slice(word)
    .filter(
      ({ activityTaskScheduledEventAttributes: scheduled }) =>
        scheduled?.activityType?.name === 'dispatchAction',
    ).length;
};
/** A promise and the function that resolves it. */
const held = <T>(): { promise: Promise<T>; release: (value: T) => void } => {
  let release: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    release = resolve;
  });
  return { promise, release };
};

describe('the deadline', () => {
  test('expires an unanswered action, not before its time', async () => {
    const startedAt = await environment.currentTimeMs();
    const handle = await start();
    expect(await handle.result()).toEqual({ status: 'expired' });
    expect(endings.map(({ code }) => code)).toEqual(['deadline_missed']);
    const waitedMs = (endings[0]?.at ?? 0) - startedAt;
    expect(waitedMs).toBeGreaterThanOrEqual(DAY_MS);
    expect(waitedMs).toBeLessThan(DAY_MS + SLACK_MS);
    expect(dispatchedAt).toHaveLength(1);
  });

  test('that passed while no worker ran expires the action at once', async () => {
    dispatch = () => awaiting(-HOUR_MS);
    const startedAt = await environment.currentTimeMs();
    expect(await (await start()).result()).toEqual({ status: 'expired' });
    expect((endings[0]?.at ?? 0) - startedAt).toBeLessThan(SLACK_MS);
  });

  test('does not end an action that was answered meanwhile without a signal', async () => {
    end = () => Promise.resolve('succeeded');
    expect(await (await start()).result()).toEqual({ status: 'succeeded' });
  });

  test('is applied later when the database is away at that time', async () => {
    let failures = 0;
    end = (code) => {
      failures += 1;
      if (failures < 20) throw new Error('the database is away');
      return Promise.resolve(STATUS_OF[code]);
    };
    expect(await (await start()).result()).toEqual({ status: 'expired' });
  });
});

describe('the callback', () => {
  test.each(['succeeded', 'failed', 'cancelled'] as const)(
    'that says %s ends the run without another activity',
    async (status) => {
      const handle = await start();
      await isDispatched();
      await handle.signal(actionSettledSignal, { status });
      expect(await handle.result()).toEqual({ status });
      expect(endings).toEqual([]);
    },
  );

  test('is applied once when its signal comes several times: the first one', async () => {
    const handle = await start();
    await isDispatched();
    await handle.signal(actionSettledSignal, { status: 'succeeded' });
    // The run may have ended by now, which a second signal may find out.
    await handle.signal(actionSettledSignal, { status: 'failed' }).catch(() => undefined);
    await handle.signal(actionSettledSignal, { status: 'failed' }).catch(() => undefined);
    expect(await handle.result()).toEqual({ status: 'succeeded' });
  });

  test('before the answer to the first attempt ends the run', async () => {
    const answer = held<DispatchResult>();
    dispatch = () => answer.promise;
    const handle = await start();
    await isDispatched();
    await handle.signal(actionSettledSignal, { status: 'succeeded' });
    answer.release(await awaiting(DAY_MS));
    expect(await handle.result()).toEqual({ status: 'succeeded' });
    expect(endings).toEqual([]);
  });

  test('between the first two attempts prevents the next one', async () => {
    dispatch = unavailable;
    const handle = await start();
    await isDispatched();
    await handle.signal(actionSettledSignal, { status: 'succeeded' });
    expect(await handle.result()).toEqual({ status: 'succeeded' });
    expect(await attemptsAfterWord(handle)).toBe(0);
    expect(endings).toEqual([]);
  });

  test('between two later attempts prevents the next one', async () => {
    dispatch = unavailable;
    const handle = await start();
    // Attempts are an hour apart by then: the signal comes long before the next one.
    await environment.sleep(2 * HOUR_MS);
    await isDispatched(11);
    const count = dispatchedAt.length;
    await handle.signal(actionSettledSignal, { status: 'succeeded' });
    expect(await handle.result()).toEqual({ status: 'succeeded' });
    await environment.sleep(DAY_MS);
    expect(dispatchedAt).toHaveLength(count);
    expect(endings).toEqual([]);
  });

  test('before the first workflow task ends the run', async () => {
    const handle = await start();
    await handle.signal(actionSettledSignal, { status: 'failed' });
    expect(await handle.result()).toEqual({ status: 'failed' });
  });
});

describe('the dispatch', () => {
  test('that settles the action ends the run', async () => {
    dispatch = () => Promise.resolve({ kind: 'settled', status: 'failed' });
    expect(await (await start()).result()).toEqual({ status: 'failed' });
    expect(endings).toEqual([]);
  });

  test('is tried 5 s, 10 s, 20 s … 1 h apart, for a day, then given up', async () => {
    dispatch = unavailable;
    const startedAt = await environment.currentTimeMs();
    expect(await (await start()).result()).toEqual({ status: 'failed' });
    const gaps = dispatchedAt.slice(1).map((at, index) => at - (dispatchedAt[index] ?? 0));
    const doubling = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560];
    const expected = [...doubling, ...Array.from({ length: 22 }, () => 3600)];
    // None too early, and as many as fit into a day: so none much later either.
    expect(gaps).toHaveLength(expected.length);
    expect(expected.filter((seconds, index) => (gaps[index] ?? 0) < seconds * SECOND_MS)).toEqual(
      [],
    );
    expect(endings.map(({ code }) => code)).toEqual(['undeliverable']);
    const gaveUpAfterMs = (endings[0]?.at ?? 0) - startedAt;
    expect(gaveUpAfterMs).toBeLessThan(DAY_MS + SLACK_MS);
    expect(gaveUpAfterMs).toBeGreaterThan(DAY_MS - HOUR_MS);
  });

  test('that finds no free slot is tried again when it says, however often', async () => {
    dispatch = () => {
      if (dispatchedAt.length > 20) return awaiting(HOUR_MS);
      const code = 'too_many_under_way';
      throw ApplicationFailure.create({ message: code, type: code, nextRetryDelay: '1 second' });
    };
    const startedAt = await environment.currentTimeMs();
    expect(await (await start()).result()).toEqual({ status: 'expired' });
    expect((dispatchedAt.at(-1) ?? 0) - startedAt).toBeLessThan(60_000);
  });

  test('that was given up still waits for the answer when n8n has the action', async () => {
    dispatch = unavailable;
    giveUp = () => awaiting(HOUR_MS);
    expect(await (await start()).result()).toEqual({ status: 'expired' });
    expect(endings.map(({ code }) => code)).toEqual(['undeliverable', 'deadline_missed']);
  });

  test('succeeds after n8n was away for a night', async () => {
    dispatch = (attempt) => (attempt < 15 ? unavailable() : awaiting(HOUR_MS));
    expect(await (await start()).result()).toEqual({ status: 'expired' });
    expect(dispatchedAt).toHaveLength(15);
    const nightMs = (dispatchedAt.at(-1) ?? 0) - (dispatchedAt[0] ?? 0);
    expect(nightMs).toBeGreaterThan(5 * HOUR_MS);
    expect((endings[0]?.at ?? 0) - (dispatchedAt.at(-1) ?? 0)).toBeGreaterThanOrEqual(HOUR_MS);
  });

  test('that fails for good is not tried again', async () => {
    dispatch = () => {
      throw ApplicationFailure.nonRetryable('not_found', 'not_found');
    };
    expect(await (await start()).result()).toEqual({ status: 'failed' });
    expect(dispatchedAt).toHaveLength(1);
    expect(endings.map(({ code }) => code)).toEqual(['undeliverable']);
  });
});

describe('a cancel from Temporal', () => {
  test('while it waits for the callback settles the action as cancelled', async () => {
    const handle = await start();
    await isDispatched();
    await handle.cancel();
    expect(await handle.result()).toEqual({ status: 'cancelled' });
    expect(endings.map(({ code }) => code)).toEqual(['cancelled']);
  });

  test('between two attempts settles the action, and no attempt follows', async () => {
    dispatch = unavailable;
    const handle = await start();
    await isDispatched();
    await handle.cancel();
    expect(await handle.result()).toEqual({ status: 'cancelled' });
    expect(await attemptsAfterWord(handle)).toBe(0);
  });

  test('during the first attempt is applied when that attempt ends', async () => {
    const answer = held<DispatchResult>();
    dispatch = () => answer.promise;
    const handle = await start();
    await isDispatched();
    await handle.cancel();
    answer.release(await awaiting(DAY_MS));
    expect(await handle.result()).toEqual({ status: 'cancelled' });
    expect(endings.map(({ code }) => code)).toEqual(['cancelled']);
  });

  test('returns the real outcome of an action that had ended before', async () => {
    end = () => Promise.resolve('succeeded');
    const handle = await start();
    await isDispatched();
    await handle.cancel();
    expect(await handle.result()).toEqual({ status: 'succeeded' });
  });
});

describe('an attempt that a user asks for', () => {
  const DOUBLING_SECONDS = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560];
  /** As `dispatchAction` fails: with the delay until its next attempt, which grows with the attempts. */
  const unavailableFor = (attempt: number): never => {
    const delayMs = (DOUBLING_SECONDS[attempt - 1] ?? 3600) * SECOND_MS;
    throw ApplicationFailure.create({
      message: 'n8n_unavailable',
      type: 'n8n_unavailable',
      nextRetryDelay: delayMs,
      details: [delayMs],
    });
  };
  /**
   * A run whose next attempt is far away. Not two whole hours: the hourly attempts would meet the end of the
   * day, and a run that ends while its activity runs stops the clock.
   */
  const startWaiting = async () => {
    const handle = await start();
    await environment.sleep(1.75 * HOUR_MS);
    await isDispatched(11);
    return handle;
  };

  test('is made at once instead of at its time', async () => {
    dispatch = (attempt) => (attempt > 11 ? awaiting(HOUR_MS) : unavailableFor(attempt));
    const handle = await startWaiting();
    const before = dispatchedAt.length;
    dispatch = () => awaiting(HOUR_MS);
    const askedAt = await environment.currentTimeMs();
    await handle.signal(attemptNowSignal, { commandId: 1 });
    await isDispatched(before + 1);
    expect((dispatchedAt.at(-1) ?? 0) - askedAt).toBeLessThan(60 * SECOND_MS);
    await handle.signal(actionSettledSignal, { status: 'succeeded' });
    expect(await handle.result()).toEqual({ status: 'succeeded' });
    expect(dispatchedAt).toHaveLength(before + 1);
  });

  test('is made once when its signal comes twice', async () => {
    dispatch = unavailableFor;
    const handle = await startWaiting();
    const before = dispatchedAt.length;
    await handle.signal(attemptNowSignal, { commandId: 7 });
    await isDispatched(before + 1);
    await handle.signal(attemptNowSignal, { commandId: 7 });
    await environment.sleep(HOUR_MS / 2);
    expect(dispatchedAt).toHaveLength(before + 1);
    await handle.signal(actionSettledSignal, { status: 'failed' });
    expect(await handle.result()).toEqual({ status: 'failed' });
  });

  test('does not prolong the day of attempts, and the delays go on from there', async () => {
    dispatch = unavailableFor;
    const startedAt = await environment.currentTimeMs();
    const handle = await startWaiting();
    await handle.signal(attemptNowSignal, { commandId: 1 });
    await isDispatched(12);
    expect(await handle.result()).toEqual({ status: 'failed' });
    expect(endings.map(({ code }) => code)).toEqual(['undeliverable']);
    const gaveUpAfterMs = (endings[0]?.at ?? 0) - startedAt;
    expect(gaveUpAfterMs).toBeLessThan(DAY_MS + SLACK_MS);
    expect(gaveUpAfterMs).toBeGreaterThan(DAY_MS - HOUR_MS - SLACK_MS);
    expect((dispatchedAt[12] ?? 0) - (dispatchedAt[11] ?? 0)).toBeGreaterThanOrEqual(HOUR_MS);
  });

  test('while n8n has been asked already waits for that answer and sends nothing twice', async () => {
    const answer = held<DispatchResult>();
    dispatch = (attempt) => (attempt === 1 ? unavailable() : answer.promise);
    const handle = await start();
    await isDispatched(2);
    await handle.signal(attemptNowSignal, { commandId: 1 });
    await handle.signal(attemptNowSignal, { commandId: 2 });
    await until('the signals', async () => {
      const { events } = await handle.fetchHistory();
      const signals = (events ?? []).filter(
        ({ workflowExecutionSignaledEventAttributes: signal }) => signal,
      );
      return signals.length === 2 || undefined;
    });
    answer.release(await awaiting(HOUR_MS));
    await isAnswered(handle, 2);
    await handle.signal(actionSettledSignal, { status: 'succeeded' });
    expect(await handle.result()).toEqual({ status: 'succeeded' });
    expect(dispatchedAt).toHaveLength(2);
    expect(endings).toEqual([]);
  });

  test('before the first attempt has ended adds none', async () => {
    const handle = await start();
    await handle.signal(attemptNowSignal, { commandId: 1 });
    expect(await handle.result()).toEqual({ status: 'expired' });
    expect(dispatchedAt).toHaveLength(1);
  });

  test('while the callback is awaited changes nothing', async () => {
    const handle = await start();
    await isAnswered(handle);
    await handle.signal(attemptNowSignal, { commandId: 1 });
    expect(await handle.result()).toEqual({ status: 'expired' });
    expect(dispatchedAt).toHaveLength(1);
  });
});

describe('the answer to a later attempt', () => {
  // The server's clock stops skipping after a run that ended while its activity ran: the next tests get a new one.
  afterAll(async () => {
    await stopServer();
    await startServer();
  });

  test('is not waited for when the run is cancelled', async () => {
    const answer = held<DispatchResult>();
    dispatch = (attempt) => (attempt === 1 ? unavailable() : answer.promise);
    const handle = await start();
    const result = handle.result();
    await isDispatched(2);
    await handle.cancel();
    expect(await result).toEqual({ status: 'cancelled' });
    answer.release({ kind: 'settled', status: 'cancelled' });
  });

  test('is not waited for when the callback comes first', async () => {
    const answer = held<DispatchResult>();
    dispatch = (attempt) => (attempt === 1 ? unavailable() : answer.promise);
    const handle = await start();
    const result = handle.result();
    await isDispatched(2);
    await handle.signal(actionSettledSignal, { status: 'succeeded' });
    expect(await result).toEqual({ status: 'succeeded' });
    answer.release({ kind: 'settled', status: 'succeeded' });
    expect(endings).toEqual([]);
  });
});
