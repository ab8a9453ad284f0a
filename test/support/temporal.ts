import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  type WorkflowBundle,
} from '@temporalio/worker';
import { inject } from 'vitest';
import { startGuard } from '../../dev/supervisor/guard.ts';
import { freePort } from '../../dev/supervisor/ports.ts';
import { recordProcess } from '../../dev/supervisor/processes.ts';
import { findTemporalCli, findTemporalTestServer } from '../../dev/services/temporal-cli.ts';
import { SEARCH_ATTRIBUTES } from '../../src/platform/search-attributes.ts';
import { INDEXED_VALUE_TYPE } from '../../src/platform/temporal.ts';
import { loadWorkflowBundle } from '../../src/platform/workflow-bundle.ts';
import { temporalArguments, waitForTemporal } from '../../dev/services/temporal.ts';

/** For the bundler, which has a logger of its own. */
export const SILENT = {
  log: () => undefined,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** The workflows as workers run them. The first file of a run that asks makes the bundle. */
export const testWorkflowBundle = (): Promise<WorkflowBundle> =>
  loadWorkflowBundle({ keptFile: join(inject('runDirectory'), 'workflows.js'), logger: SILENT });

let isQuiet = false;

/** Otherwise the SDK logs every worker and, while a server is killed on purpose, every failed call. */
export function quietRuntime(): void {
  if (isQuiet) return;
  isQuiet = true;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
    },
  });
}

/**
 * A server whose clock jumps to the next timer: for workflows that wait hours. It has no schedules and no
 * list. Call `teardown()` in afterAll.
 */
export async function startTimeSkippingServer(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const path = await findTemporalTestServer();
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  // It knows how to add search attributes, but not how to list them.
  await environment.connection.operatorService.addSearchAttributes({
    namespace: environment.client.options.namespace,
    searchAttributes: Object.fromEntries(
      Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => [name, INDEXED_VALUE_TYPE[type]]),
    ),
  });
  return environment;
}

export interface DevServer {
  address: string;
  /** Clients and connections to it; `environment.client`, `environment.nativeConnection`. */
  environment: TestWorkflowEnvironment;
  /** Ends it with SIGKILL, as a crash would. Its data stays. */
  kill: () => Promise<void>;
  /** Starts it again on the same port and data. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
}

/**
 * A real server of this test file alone, the same that `npm start` runs: task queues have fixed names, so a
 * shared one would let the worker of one file take the tasks of another. It is up in a fraction of a second.
 */
export async function startDevServer(): Promise<DevServer> {
  quietRuntime();
  const path = await findTemporalCli();
  const port = await freePort();
  const args = [
    ...temporalArguments({
      port,
      uiPort: await freePort(),
      databaseFile: join(inject('runDirectory'), `temporal-${randomBytes(4).toString('hex')}.db`),
      logLevel: 'error',
    }),
    '--dynamic-config-value=frontend.WorkflowPauseEnabled=true', // off unless an operator allows it
  ];
  const address = `127.0.0.1:${port}`;
  const guard = startGuard();
  let child: ChildProcess;
  const start = async () => {
    child = spawn(path, args, { stdio: 'ignore' });
    const record = recordProcess('temporal', child.pid, { signal: 'SIGTERM', stage: 0 });
    if (record !== undefined) guard.add(record);
    await waitForTemporal(port);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  await start();
  const environment = await TestWorkflowEnvironment.createFromExistingServer({ address });
  return {
    address,
    environment,
    kill: () => end('SIGKILL'),
    restart: start,
    stop: async () => {
      await environment.teardown();
      await end('SIGKILL'); // its data is worthless; a graceful end takes a second
      guard.release();
    },
  };
}
