import { parseArgs } from 'node:util';
import { Worker } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { loadConfigOrExit } from '../config.ts';
import { awaitDatabaseOrExit } from '../platform/database-check.ts';
import { connect } from '../platform/database.ts';
import { systemClock } from '../deps.ts';
import { openFiles } from '../platform/files/open.ts';
import { createHttpClient } from '../platform/http-client.ts';
import { createModelClient } from '../platform/ai/client.ts';
import { TASK_QUEUES, type TaskQueue } from '../ids.ts';
import { createMail } from '../platform/mail/smtp.ts';
import { openScanner } from '../platform/scanner/open.ts';
import { listenOrExit } from '../platform/listen.ts';
import { createLog } from '../platform/log.ts';
import { countFacts, createMetrics, clearDatabaseGauges } from '../platform/metrics.ts';
import { exitOnUncaughtException, stopOnSignal } from '../platform/shutdown.ts';
import { createSealer } from '../background/sealer.ts';
import { createTemporalClient } from '../platform/temporal.ts';
import { loadWorkflowBundle } from '../platform/workflow-bundle.ts';
import { watchWorker } from './health.ts';
import { hasWorkflows, workerOptions } from './options.ts';
import { awaitConnection, installRuntime, prepareNamespaceOrExit, sdkLogger } from './temporal.ts';

/** The worker process: runs workflows and activities of all task queues, or of those in `--queues`. */

const DRAIN_TIMEOUT_MS = 30_000;

const config = loadConfigOrExit(process.env, 'worker');
const log = createLog(config.LOG_LEVEL).child({ process: 'worker' });
exitOnUncaughtException(log);
const queues = readQueueOption();
const metrics = createMetrics();
const database = connect(config.DATABASE_URL, config.DATABASE_POOL_SIZE, log);
const http = createHttpClient({ allowLoopback: config.DANGEROUS_ALLOW_LOOPBACK_EGRESS });
const files = openFiles(config);
const mail = config.SMTP_URL && createMail({ location: config.SMTP_URL });
const sealer = createSealer({ database, log });
const temporal = createTemporalClient(config);

let isPolling = false;
let readSdkMetrics = async (): Promise<string> => '';
clearDatabaseGauges(metrics); // only the api reports them
const health = watchWorker({
  config,
  database,
  temporal,
  metrics,
  log,
  isPolling: () => isPolling,
  readSdkMetrics: () => readSdkMetrics(),
});
const { server, address } = await listenOrExit({
  fetch: health.app.fetch,
  host: config.HOST,
  port: config.METRICS_PORT,
  portKey: 'METRICS_PORT',
  log,
});
log.info(address, 'worker listening');

readSdkMetrics = await installRuntime(log);
await awaitDatabaseOrExit(database, log);
const connection = await awaitConnection(config, log);
await prepareNamespaceOrExit(temporal, log);
const activities = createActivities({
  config,
  database,
  encryptionKeys: config.ENCRYPTION_KEYS,
  http,
  models: createModelClient({ http }),
  files,
  mail,
  scanner: openScanner(config),
  clock: systemClock,
  log,
  metrics,
  announce: (committed) => {
    countFacts(metrics, committed);
    sealer.announce(committed);
  },
});
const workflowBundle = await loadWorkflowBundle({ logger: sdkLogger(log) });
const workers = await Promise.all(
  queues.map((taskQueue) =>
    Worker.create({
      ...workerOptions(taskQueue),
      connection,
      namespace: config.TEMPORAL_NAMESPACE,
      activities,
      ...(hasWorkflows(taskQueue) && { workflowBundle }),
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
  health.stop();
  await sealer.stop();
  await connection.close();
  files.close();
  await http.close();
  await database.end({ timeout: 5 });
  await temporal.connection.close(); // last, as in the api
  server.close();
});

await runs;

function readQueueOption(): readonly TaskQueue[] {
  const { values } = parseArgs({ options: { queues: { type: 'string' } } });
  if (values.queues === undefined) return TASK_QUEUES;
  const names = values.queues.split(',');
  const unknown = names.find((name) => !TASK_QUEUES.some((queue) => queue === name));
  if (unknown !== undefined) {
    log.fatal({ unknown, known: TASK_QUEUES }, 'unknown task queue in --queues');
    process.exit(1);
  }
  return TASK_QUEUES.filter((queue) => names.includes(queue));
}
