import type { Log } from './log.ts';

/** What nobody caught is one line of the log, not a trace on the terminal; then the process ends. */
export const exitOnFault = (log: Log): void => {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unexpected fault');
    process.exit(1);
  });
};

/** Ends a process in order at SIGTERM or SIGINT, and in any case after `timeoutMs`. */
export const stopOnSignal = (log: Log, timeoutMs: number, stop: () => Promise<void>): void => {
  let isStopping = false;
  const handle = (signal: NodeJS.Signals): void => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.warn('stopped before everything was drained');
      process.exit(1);
    }, timeoutMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
};
