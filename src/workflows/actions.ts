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
import type {
  ActionActivities,
  ActionInput,
  DispatchResult,
} from '../activities/actions/activities.ts';
import type { SettledStatus } from '../domain/actions/statuses.ts';
import { SEARCH_ATTRIBUTES } from '../platform/search-attributes.ts';

/**
 * One round of one action: dispatch until n8n has it, then wait for the answer until the deadline.
 * The answer itself is settled in the transaction that receives it (ADR 0007); the signal only ends
 * the waiting, so losing it costs nothing but time.
 */

const DISPATCH = {
  summary: 'Send the action to n8n',
  // 15 s for n8n to answer, the rest for our own two transactions.
  startToCloseTimeout: '30 seconds',
} as const;

/** The first attempt is made within the workflow's first task: two trips through Temporal less (ADR 0012). */
const { dispatchAction: dispatchAtOnce } = proxyLocalActivities<
  Pick<ActionActivities, 'dispatchAction'>
>({
  ...DISPATCH,
  // While too many wait for n8n in this worker, the task queue takes over: see workerOptions.
  scheduleToStartTimeout: '500 milliseconds',
  retry: { maximumAttempts: 1 },
});

const { dispatchAction: dispatchAgain } = proxyActivities<Pick<ActionActivities, 'dispatchAction'>>(
  {
    ...DISPATCH,
    // A day of attempts, 5 s apart at first and an hour in the end: n8n may be down overnight.
    scheduleToCloseTimeout: '24 hours',
    retry: { initialInterval: '10 seconds', backoffCoefficient: 2, maximumInterval: '1 hour' },
  },
);
const PAUSE_AFTER_FIRST_MS = 5_000;

const { endAction, giveUpDispatch } = proxyActivities<
  Pick<ActionActivities, 'endAction' | 'giveUpDispatch'>
>({
  summary: 'End the action without an answer',
  startToCloseTimeout: '30 seconds',
  // Nothing but our own database: retried until it is there.
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
    // At least 1 ms: a deadline that passed while no worker ran is missed at once.
    const remainingMs = Math.max(1, Date.parse(result.deadlineAt) - Date.now());
    await condition(isSettled, remainingMs, { summary: 'Deadline of the callback' });
    return end(settled ?? (await endAction({ ...input, code: 'deadline_missed' })));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    // Somebody cancelled the run in Temporal: what people see must not wait for ever.
    return CancellationScope.nonCancellable(async () =>
      end(await endAction({ ...input, code: 'cancelled' })),
    );
  }
}

/** The first attempt at once, the others through the task queue for as long as it takes. */
const dispatch = async (
  input: ActionInput,
  isSettled: () => boolean,
): Promise<DispatchResult | 'undeliverable'> => {
  try {
    return await dispatchAtOnce(input);
  } catch (error) {
    // A local activity fails with its own failure, or with one that wraps it.
    const failure = error instanceof ActivityFailure ? error.cause : error;
    if (isCancellation(error) || !(failure instanceof TemporalFailure)) throw error;
    if (failure instanceof ApplicationFailure && failure.nonRetryable === true) {
      return 'undeliverable';
    }
    if (!wasNeverStarted(failure)) {
      await condition(isSettled, PAUSE_AFTER_FIRST_MS, { summary: 'Before the next attempt' });
    }
  }
  return isSettled() ? 'undeliverable' : dispatchUnless(input, isSettled);
};

const wasNeverStarted = (failure: TemporalFailure): boolean =>
  failure instanceof TimeoutFailure && failure.timeoutType === 'SCHEDULE_TO_START';

/**
 * Dispatches, and stops trying as soon as the action has settled: a callback that overtakes the
 * answer to its own dispatch proves that n8n has it, and another attempt would send it twice.
 */
const dispatchUnless = async (
  input: ActionInput,
  isSettled: () => boolean,
): Promise<DispatchResult | 'undeliverable'> => {
  const scope = new CancellationScope();
  const dispatching = scope
    .run(() => dispatchAgain(input))
    .catch((error: unknown) => {
      if (isCancellation(error) && !isSettled()) throw error;
      log.warn('dispatch given up');
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
