import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  defineSignal,
  isCancellation,
  log,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  TemporalFailure,
  TimeoutFailure,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { ActionInput, DispatchResult } from '../activities/actions/rounds.ts';
import type { Activities } from '../activities/index.ts';
import type { SettledStatus } from '../domain/actions/statuses.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';

/**
 * One round of one action: dispatch it until n8n accepts it, then wait for the callback until the
 * deadline. The transaction that receives the callback settles the action (ADR 0007). The signal only
 * ends the wait: if it is lost, the run ends later, at its deadline.
 */

const DISPATCH = {
  summary: 'Send the action to n8n',
  // 15 s for n8n's answer, the rest for two transactions of our own.
  startToCloseTimeout: '30 seconds',
} as const;

/** The first attempt runs inside the first workflow task. This saves two calls to Temporal (ADR 0012). */
const { dispatchAction: dispatchAtOnce } = proxyLocalActivities<Pick<Activities, 'dispatchAction'>>(
  {
    ...DISPATCH,
    // If this worker has no free slot, the attempt goes through the task queue: see workerOptions.
    scheduleToStartTimeout: '500 milliseconds',
    retry: { maximumAttempts: 1 },
  },
);

/** n8n may be down overnight: attempts for a day, from the first of these on. */
const DISPATCH_DAY_MS = 24 * 60 * 60 * 1000;
/** Each further attempt that users ask for adds a few events to the history. */
const ATTEMPT_NOW_COUNT_MAX = 100;

/** The later attempts. Each failure names the delay until the next one. */
const dispatchAgainFor = (remainingMs: number) =>
  proxyActivities<Pick<Activities, 'dispatchAction'>>({
    ...DISPATCH,
    scheduleToCloseTimeout: remainingMs,
    retry: { initialInterval: '10 seconds', backoffCoefficient: 2, maximumInterval: '1 hour' },
    // An activity that waits for its next attempt ends at once. One that runs is awaited: its answer counts.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  }).dispatchAction;
const PAUSE_AFTER_FIRST_MS = 5_000;

const { endAction, giveUpDispatch } = proxyActivities<
  Pick<Activities, 'endAction' | 'giveUpDispatch'>
>({
  summary: 'End the action without an answer',
  startToCloseTimeout: '30 seconds',
  // Only our own database is needed: retried until it answers.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

export const actionSettledSignal = defineSignal<[{ status: SettledStatus }]>('actionSettled');
/** A user does not want to wait for the next attempt. A repeated `commandId` is dropped. */
export const attemptNowSignal = defineSignal<[{ commandId: number }]>('attemptNow');

export async function crmActionWorkflow(input: ActionInput): Promise<{ status: SettledStatus }> {
  let settled: SettledStatus | null = null;
  setHandler(actionSettledSignal, ({ status }) => {
    settled ??= status;
  });
  const isSettled = (): boolean => settled !== null;
  const requests = attemptRequests();
  setHandler(attemptNowSignal, ({ commandId }) => requests.add(commandId));
  try {
    setCurrentDetails('Dispatching to n8n');
    const dispatched = await dispatch(input, isSettled, requests);
    if (settled !== null) return end(settled);
    const result = dispatched === 'undeliverable' ? await giveUpDispatch(input) : dispatched;
    if (result.kind === 'settled') return end(result.status);

    setCurrentDetails('Waiting for the callback');
    // At least 1 ms: the deadline may have passed while no worker ran.
    const remainingMs = Math.max(1, Date.parse(result.deadlineAt) - Date.now());
    await condition(isSettled, remainingMs, { summary: 'Deadline of the callback' });
    return end(settled ?? (await endAction({ ...input, code: 'deadline_missed' })));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    // An operator cancelled the run in Temporal. The action must not stay open for ever.
    return CancellationScope.nonCancellable(async () =>
      end(await endAction({ ...input, code: 'cancelled' })),
    );
  }
}

/** Makes the first attempt at once, the later ones through the task queue. */
const dispatch = async (
  input: ActionInput,
  isSettled: () => boolean,
  requests: AttemptRequests,
): Promise<DispatchResult | 'undeliverable'> => {
  try {
    return await dispatchAtOnce(input);
  } catch (error) {
    // A local activity throws its own failure, or an ActivityFailure that wraps it.
    const failure = error instanceof ActivityFailure ? error.cause : error;
    if (isCancellation(error) || !(failure instanceof TemporalFailure)) throw error;
    if (failure instanceof ApplicationFailure && failure.nonRetryable === true) {
      return 'undeliverable';
    }
    if (!wasNeverStarted(failure)) {
      await condition(isSettled, pauseMs(failure), { summary: 'Before the next attempt' });
    }
  }
  return isSettled() ? 'undeliverable' : dispatchUntilSettled(input, isSettled, requests);
};

const pauseMs = (failure: TemporalFailure): number =>
  failure instanceof ApplicationFailure && failure.type === 'too_many_under_way'
    ? delayMs(failure)
    : PAUSE_AFTER_FIRST_MS;

/** The activity names the delay until its next attempt. */
const delayMs = (failure: unknown): number =>
  failure instanceof ApplicationFailure && typeof failure.details?.[0] === 'number'
    ? failure.details[0]
    : PAUSE_AFTER_FIRST_MS;

const wasNeverStarted = (failure: TemporalFailure): boolean =>
  failure instanceof TimeoutFailure && failure.timeoutType === 'SCHEDULE_TO_START';

/**
 * Dispatches, and stops when the action is settled. A callback may arrive before the response to its
 * dispatch: it proves that n8n has the action, and a further attempt would be a repeat.
 * A user may end the wait for the next attempt, which then starts at once. The day does not begin anew.
 */
const dispatchUntilSettled = async (
  input: ActionInput,
  isSettled: () => boolean,
  requests: AttemptRequests,
): Promise<DispatchResult | 'undeliverable'> => {
  const endsAt = Date.now() + DISPATCH_DAY_MS;
  for (;;) {
    const remainingMs = endsAt - Date.now();
    if (remainingMs <= 0) return 'undeliverable';
    requests.drop(); // the attempt that starts now is what they asked for
    const ended = await dispatchUntilAsked(input, remainingMs, isSettled, requests);
    if (ended.kind === 'done') return ended.result;
    if (ended.pauseMs === 0) continue;
    requests.drop(); // the attempt that just failed was asked for too
    await condition(
      () => isSettled() || requests.isWaiting(),
      Math.max(1, Math.min(ended.pauseMs, endsAt - Date.now())),
      { summary: 'Before the next attempt' },
    );
    if (isSettled()) return 'undeliverable';
  }
};

type Ended =
  | { kind: 'done'; result: DispatchResult | 'undeliverable' }
  /** A user asked for an attempt, and the attempts so far have ended without a result. */
  | { kind: 'asked'; pauseMs: number };
const UNDELIVERABLE: Ended = { kind: 'done', result: 'undeliverable' };

const dispatchUntilAsked = async (
  input: ActionInput,
  remainingMs: number,
  isSettled: () => boolean,
  requests: AttemptRequests,
): Promise<Ended> => {
  const scope = new CancellationScope();
  let isAsked = false;
  const dispatching = scope
    .run(() => dispatchAgainFor(remainingMs)(input))
    .then(
      (result): Ended => ({ kind: 'done', result }),
      (error: unknown): Ended => {
        if (isAsked && !isSettled()) return askedAfter(error);
        if (isCancellation(error) && !isSettled()) throw error;
        log.warn('dispatching stopped');
        return UNDELIVERABLE;
      },
    );
  for (;;) {
    const ended = await Promise.race([
      dispatching,
      condition(() => isSettled() || (!isAsked && requests.isWaiting())).then(() => null),
    ]);
    if (ended !== null) return ended;
    if (!isSettled() && !requests.take()) continue;
    isAsked = !isSettled();
    scope.cancel();
    if (!isAsked) return UNDELIVERABLE;
  }
};

/** The activity ended because it was told to: while it waited for its next attempt, or by a last attempt that failed. */
const askedAfter = (error: unknown): Ended => {
  if (!(error instanceof ActivityFailure)) throw error;
  if (isCancellation(error)) return { kind: 'asked', pauseMs: 0 };
  const { cause } = error;
  if (cause instanceof ApplicationFailure && cause.nonRetryable === true) return UNDELIVERABLE;
  return { kind: 'asked', pauseMs: delayMs(cause) };
};

interface AttemptRequests {
  add: (commandId: number) => void;
  isWaiting: () => boolean;
  /** False if it must be ignored: there were too many, or a release before this one ignored it. */
  take: () => boolean;
  drop: () => void;
}

const attemptRequests = (): AttemptRequests => {
  const seen: number[] = [];
  let isWaiting = false;
  return {
    add: (commandId) => {
      if (seen.includes(commandId) || seen.length >= ATTEMPT_NOW_COUNT_MAX) return;
      seen.push(commandId);
      isWaiting = true;
    },
    isWaiting: () => isWaiting,
    take: () => {
      isWaiting = false;
      return patched('2026-11-attempt-now');
    },
    drop: () => {
      isWaiting = false;
    },
  };
};

const end = (status: SettledStatus): { status: SettledStatus } => {
  setCurrentDetails(`Settled: ${status}`);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: status }]);
  return { status };
};
