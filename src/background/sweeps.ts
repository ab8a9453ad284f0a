/** A loop that sweeps on a timer: one sweep at a time, and a failed one is tried again. */

export interface Sweeps {
  start: () => void;
  /** Waits for the sweep that runs. */
  stop: () => Promise<void>;
}

/** `onFailure` logs the error of a sweep; the next one tries again. */
export const createSweeps = (
  sweep: () => Promise<void>,
  { everyMs, onFailure }: { everyMs: number; onFailure: (error: unknown) => void },
): Sweeps => {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  return {
    start: () => {
      timer = setInterval(() => {
        running ??= sweep()
          .catch(onFailure)
          .finally(() => {
            running = undefined;
          });
      }, everyMs);
      timer.unref();
    },
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
};
