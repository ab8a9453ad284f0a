import { parseArgs } from 'node:util';
import { bundleWorkflowCode, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { loadConfigOrExit } from '../config.ts';
import { awaitDatabaseOrExit } from '../database-check.ts';
import { connect } from '../database.ts';
import { systemClock } from '../deps.ts';
import { createHttpClient } from '../http-client.ts';
import { TASK_QUEUES, type TaskQueue } from '../ids.ts';
import { listenOrExit } from '../listen.ts';
import { createLog } from '../log.ts';
import { countEnds, createMetrics, forgetCounts } from '../metrics.ts';
import { stopOnSignal } from '../shutdown.ts';
import { createStreamHub } from '../stream-hub.ts';
import { connectionOptions, createTemporalClient, ensureSearchAttributes } from '../temporal.ts';
import { workerHealth } from './health.ts';
import { workerOptions } from './options.ts';

/** The worker process: workflows and activities of all task queues, or of those `--queues` names. */

const DRAIN_TIMEOUT_MS = 30_000;

const config = loadConfigOrExit(process.env);
const log = createLog(config.LOG_LEVEL).child({ process: 'worker' });
const queues = chosenQueues();
const metrics = createMetrics();
const database = connect(config.DATABASE_URL, config.DATABASE_POOL_SIZE);
const http = createHttpClient({ allowLoopback: config.DANGEROUS_ALLOW_LOOPBACK_EGRESS });
const hub = createStreamHub({ database, log, metrics });
const temporal = createTemporalClient(config);

let isPolling = false;
forgetCounts(metrics); // an api counts them
const { server, address } = await listenOrExit({
  fetch: workerHealth({ database, temporal, metrics, isPolling: () => isPolling }).fetch,
  host: config.HOST,
  port: config.METRICS_PORT,
  portKey: 'METRICS_PORT',
  log,
});
log.info(address, 'worker listening');

Runtime.install({ shutdownSignals: [], logger: runtimeLogger() });
await awaitDatabaseOrExit(database, log);
const connection = await connectWithPatience();
await ensureSearchAttributes(temporal);
const activities = createActivities({
  config,
  database,
  encryptionKeys: config.ENCRYPTION_KEYS,
  http,
  clock: systemClock,
  log,
  metrics,
  announce: (committed) => {
    countEnds(metrics, committed);
    hub.announce(committed);
  },
});
const workflowBundle = await bundleWorkflowCode({
  workflowsPath: new URL('../workflows/index.ts', import.meta.url).pathname,
  logger: runtimeLogger(),
});
const workers = await Promise.all(
  queues.map((taskQueue) =>
    Worker.create({
      ...workerOptions(taskQueue),
      connection,
      namespace: config.TEMPORAL_NAMESPACE,
      activities,
      workflowBundle,
    }),
  ),
);
const runs = Promise.all(workers.map((worker) => worker.run()));
isPolling = true;
log.info({ queues }, 'worker polling');

stopOnSignal(log, DRAIN_TIMEOUT_MS, async () => {
  isPolling = false;
  for (const worker of workers) worker.shutdown();
  await runs;
  await hub.stop();
  await connection.close();
  await temporal.connection.close();
  await http.close();
  await database.end({ timeout: 5 });
  server.close();
});

await runs;

function chosenQueues(): readonly TaskQueue[] {
  const { values } = parseArgs({ options: { queues: { type: 'string' } } });
  if (values.queues === undefined) return TASK_QUEUES;
  const names = values.queues.split(',');
  const unknown = names.find((name) => !TASK_QUEUES.some((queue) => queue === name));
  if (unknown !== undefined) {
    process.stderr.write(`Unknown task queue ${unknown}; there are ${TASK_QUEUES.join(', ')}.\n`);
    process.exit(1);
  }
  return TASK_QUEUES.filter((queue) => names.includes(queue));
}

/** Temporal may start after us, or be away for a while: waits for it, and says so. */
async function connectWithPatience(): Promise<NativeConnection> {
  const RETRY_MS = 2_000;
  for (;;) {
    try {
      return await NativeConnection.connect(connectionOptions(config));
    } catch (error) {
      log.warn({ err: error, address: config.TEMPORAL_ADDRESS }, 'waiting for Temporal');
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** The SDK's own lines through our log; a function so that it can be named before it is made. */
function runtimeLogger() {
  const write =
    (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') =>
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
}
