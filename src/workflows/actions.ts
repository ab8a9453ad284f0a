import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  defineSignal,
  isCancellation,
  log,
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

const { dispatchAction: dispatchAgain } = proxyActivities<Pick<Activities, 'dispatchAction'>>({
  ...DISPATCH,
  // n8n may be down overnight: attempts for a day. Each failure names the delay until the next one.
  scheduleToCloseTimeout: '24 hours',
  retry: { initialInterval: '10 seconds', backoffCoefficient: 2, maximumInterval: '1 hour' },
});
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

export async function crmActionWorkflow(input: ActionInput): Promise<{ status: SettledStatus }> {
  let settled: SettledStatus | null = null;
  setHandler(actionSettledSignal, ({ status }) => {
    settled ??= status;
  });
  const isSettled = (): boolean => settled !== null;
  try {
    setCurrentDetails('Dispatching to n8n');
    const dispatched = await dispatch(input, isSettled);
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
  return isSettled() ? 'undeliverable' : dispatchUntilSettled(input, isSettled);
};

const pauseMs = (failure: TemporalFailure): number =>
  failure instanceof ApplicationFailure && failure.type === 'too_many_under_way'
    ? turnMs(failure)
    : PAUSE_AFTER_FIRST_MS;

/** n8n has enough under way: the activity names the delay until its turn. */
const turnMs = ({ details }: ApplicationFailure): number =>
  typeof details?.[0] === 'number' ? details[0] : PAUSE_AFTER_FIRST_MS;

const wasNeverStarted = (failure: TemporalFailure): boolean =>
  failure instanceof TimeoutFailure && failure.timeoutType === 'SCHEDULE_TO_START';

/**
 * Dispatches, and stops when the action is settled. A callback may arrive before the response to its
 * dispatch: it proves that n8n has the action, and a further attempt would be a repeat.
 */
const dispatchUntilSettled = async (
  input: ActionInput,
  isSettled: () => boolean,
): Promise<DispatchResult | 'undeliverable'> => {
  const scope = new CancellationScope();
  const dispatching = scope
    .run(() => dispatchAgain(input))
    .catch((error: unknown) => {
      if (isCancellation(error) && !isSettled()) throw error;
      log.warn('dispatching stopped');
      return 'undeliverable' as const;
    });
  const first = await Promise.race([dispatching, condition(isSettled).then(() => null)]);
  if (first !== null) return first;
  scope.cancel();
  return 'undeliverable';
};

const end = (status: SettledStatus): { status: SettledStatus } => {
  setCurrentDetails(`Settled: ${status}`);
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.RelaisStatus, value: status }]);
  return { status };
};
