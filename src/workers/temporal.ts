import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { makeTelemetryFilterString, NativeConnection, Runtime } from '@temporalio/worker';
import type { Config } from '../config.ts';
import type { Log } from '../platform/log.ts';
import { connectionOptions, ensureSearchAttributes, isNotFound } from '../platform/temporal.ts';

/** The worker's connection to Temporal, and the log of the SDK. */

const RETRY_MS = 250;

/**
 * While Temporal is unreachable, the SDK logs each repeated call: too many lines. The worker logs it
 * once itself.
 */
const CORE_FILTER = `${makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' })},temporalio_client::retry=ERROR`;

const PORT_ATTEMPTS_MAX = 5;
const SDK_METRICS_TIMEOUT_MS = 1_000;

/**
 * Sends the logs of the SDK and of its native core to our log. Call it once per process. Out: reads the
 * metrics of the SDK, among them its free slots. The SDK serves them itself, on a free port of the loopback
 * interface; the worker's `/metrics` holds them too, behind its token.
 */
export const installRuntime = async (log: Log): Promise<() => Promise<string>> => {
  const install = (bindAddress: string): Runtime =>
    Runtime.install({
      shutdownSignals: [],
      logger: sdkLogger(log),
      telemetryOptions: {
        logging: { forward: {}, filter: CORE_FILTER },
        metrics: { prometheus: { bindAddress, useSecondsForDurations: true } },
      },
    });
  for (let attempt = 1; ; attempt += 1) {
    const address = `127.0.0.1:${await findFreePort()}`;
    try {
      install(address);
      return () => readMetrics(`http://${address}/metrics`);
    } catch (error) {
      if (attempt === PORT_ATTEMPTS_MAX) throw error; // others may take the port in between
    }
  }
};

const readMetrics = async (url: string): Promise<string> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(SDK_METRICS_TIMEOUT_MS) });
    return answer.ok ? await answer.text() : '';
  } catch {
    return ''; // a scrape without them is better than none
  }
};

const findFreePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port of the system');
  return address.port;
};

/** A queue without workflows has none on purpose (options.ts). */
const ON_PURPOSE = /^No workflows registered/;

/**
 * The SDK's `info` lines (starts and stops) are logged as `debug`: operators don't need them. The runtime calls `log` for
 * every line, whatever method its parts call.
 */
export const sdkLogger = (log: Pick<Log, 'trace' | 'debug' | 'warn' | 'error'>) => {
  const write =
    (level: 'trace' | 'debug' | 'warn' | 'error') =>
    (message: string, fields?: object): void =>
      log[level]({ ...fields }, message);
  const warn = (message: string, fields?: object): void =>
    write(ON_PURPOSE.test(message) ? 'debug' : 'warn')(message, fields);
  return {
    log: (level: string, message: string, fields?: object): void => {
      if (level === 'WARN') warn(message, fields);
      else write(level === 'ERROR' ? 'error' : 'debug')(message, fields);
    },
    trace: write('trace'),
    debug: write('debug'),
    info: write('debug'),
    warn,
    error: write('error'),
  };
};

/** Waits until Temporal answers, without a time limit, and logs the reason of the wait. */
export const awaitConnection = async (config: Config, log: Log): Promise<NativeConnection> => {
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

/** Registers search attributes. A missing namespace ends the process with one log line and code 1. */
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
