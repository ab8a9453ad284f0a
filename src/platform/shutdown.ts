import type { Log } from './log.ts';

/** Logs an uncaught exception as one line, then ends the process. */
export const exitOnUncaughtException = (log: Log): void => {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unexpected fault');
    process.exit(1);
  });
};

/**
 * Stops the process gracefully at SIGTERM or SIGINT; ends it after `timeoutMs` in any case. Out: whether
 * the process is stopping, for a start that is still going on.
 */
export const stopOnSignal = (
  log: Log,
  timeoutMs: number,
  stop: () => Promise<void>,
): (() => boolean) => {
  let isStopping = false;
  const handle = (signal: NodeJS.Signals): void => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.warn('stopped by timeout before work in progress was finished');
      process.exit(1);
    }, timeoutMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'graceful stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
  return () => isStopping;
};
