import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { makeTelemetryFilterString, NativeConnection, Runtime } from '@temporalio/worker';
import type { Config } from '../config.ts';
import type { Log } from '../platform/log.ts';
import { connectionOptions, ensureSearchAttributes, isNotFound } from '../platform/temporal.ts';

/** How a worker comes to Temporal, and what the SDK says meanwhile. */

const RETRY_MS = 2_000;

/** A line for each repeated call would bury all others while Temporal is away: the worker itself says so, once. */
const CORE_FILTER = `${makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' })},temporalio_client::retry=ERROR`;

/** All the SDK has to say, its native part included, goes through our log. Once in a process. */
export const installRuntime = (log: Log): void => {
  Runtime.install({
    shutdownSignals: [],
    logger: sdkLogger(log),
    telemetryOptions: { logging: { forward: {}, filter: CORE_FILTER } },
  });
};

/** The SDK's lines of every start and stop are of no use to an operator: `debug`. */
export const sdkLogger = (log: Log) => {
  const write =
    (level: 'trace' | 'debug' | 'warn' | 'error') =>
    (message: string, fields?: object): void =>
      log[level]({ ...fields }, message);
  return {
    log: (level: string, message: string, fields?: object) =>
      write(level === 'ERROR' ? 'error' : level === 'WARN' ? 'warn' : 'debug')(message, fields),
    trace: write('trace'),
    debug: write('debug'),
    info: write('debug'),
    warn: write('warn'),
    error: write('error'),
  };
};

/** Temporal may start after us, or be away for a while: waits for it, and says so. */
export const connectWithPatience = async (config: Config, log: Log): Promise<NativeConnection> => {
  const options = connectionOptions(config);
  let lastReason = '';
  for (;;) {
    try {
      return await NativeConnection.connect(options);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== lastReason) {
        const { address, tls } = options;
        log.warn(
          { address, tls, reason },
          'waiting for Temporal; see TEMPORAL_ADDRESS and TEMPORAL_TLS',
        );
      }
      lastReason = reason;
      await pause(RETRY_MS);
    }
  }
};

/** Without its namespace there is nothing to do: ends the process with one line and code 1. */
export const prepareNamespaceOrExit = async (temporal: Client, log: Log): Promise<void> => {
  try {
    await ensureSearchAttributes(temporal);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const { namespace } = temporal.options;
    log.fatal({ namespace }, 'Temporal has no such namespace; see TEMPORAL_NAMESPACE');
    process.exit(1);
  }
};
