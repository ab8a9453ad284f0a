import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

/** For a worker of a test with a real Temporal: workflows wait for a moment instead of minutes. */

const WAIT_MS = 100;
/** A killed worker's attempt is repeated after it. */
const ATTEMPT_MS = 5_000;

export const interceptors: WorkflowInterceptorsFactory = () => ({
  outbound: [
    {
      startTimer: (input, next) =>
        next({ ...input, durationMs: Math.min(input.durationMs, WAIT_MS) }),
      scheduleActivity: (input, next) =>
        next({
          ...input,
          options: {
            ...input.options,
            startToCloseTimeout: ATTEMPT_MS,
            retry: { ...input.options.retry, initialInterval: WAIT_MS },
          },
        }),
    },
  ],
});
