import type { ServerResponse } from 'node:http';
import { loadConfigOrExit } from '../config.ts';
import { awaitDatabaseOrExit } from '../platform/database-check.ts';
import { connect, type Committed } from '../platform/database.ts';
import { systemClock } from '../deps.ts';
import { listenOrExit } from '../platform/listen.ts';
import { openFiles } from '../platform/files/open.ts';
import { createHttpClient } from '../platform/http-client.ts';
import { createModelClient } from '../platform/ai/client.ts';
import { createLog } from '../platform/log.ts';
import { countFacts, createMetrics } from '../platform/metrics.ts';
import { createAuditHeads } from '../background/audit-heads.ts';
import { createHistory } from '../background/history.ts';
import { createMailboxSweeps } from '../background/mailboxes.ts';
import { createReconciler } from '../background/reconciler.ts';
import { createRelay } from '../background/relay.ts';
import { exitOnUncaughtException, stopOnSignal } from '../platform/shutdown.ts';
import { createStoppedWebhooks } from '../background/stopped-webhooks.ts';
import { createSealer } from '../background/sealer.ts';
import { createStreamHub } from '../background/stream-hub.ts';
import { createTemporalClient } from '../platform/temporal.ts';
import { createApp } from './app.ts';

/** The api process: HTTP, the console stream, the relay and the reconciler. */

const DRAIN_TIMEOUT_MS = 10_000;

const config = loadConfigOrExit(process.env, 'api');
const log = createLog(config.LOG_LEVEL).child({ process: 'api' });
exitOnUncaughtException(log);
const metrics = createMetrics();
const database = connect(config.DATABASE_URL, config.DATABASE_POOL_SIZE, log);
const files = openFiles(config);
const http = createHttpClient({ allowLoopback: config.DANGEROUS_ALLOW_LOOPBACK_EGRESS });
const temporal = createTemporalClient(config);
const relay = createRelay({ database, temporal, log, metrics });
const hub = createStreamHub({ database, log, metrics });
const sealer = createSealer({ database, log });
const announce = (committed: Committed): void => {
  countFacts(metrics, committed);
  if (committed.hasCommands) relay.poke();
  sealer.announce(committed);
};
const reconciler = createReconciler({
  database,
  temporal,
  clock: systemClock,
  log,
  metrics,
  announce,
});
const auditHeads = createAuditHeads({ database, log });
const history = createHistory({ database, files, clock: systemClock, log, announce });
const stoppedWebhooks = createStoppedWebhooks({ database, clock: systemClock, log, announce });
const mailboxSweeps = createMailboxSweeps({
  database,
  temporal,
  clock: systemClock,
  log,
  announce,
});

let isDatabaseChecked = false;
const firstCheck = Promise.withResolvers<void>();
const app = createApp(
  {
    config,
    database,
    http,
    encryptionKeys: config.ENCRYPTION_KEYS,
    models: createModelClient({ http }),
    files,
    clock: systemClock,
    log,
    metrics,
    announce,
    isTemporalReachable: relay.isTemporalReachable,
  },
  hub,
  { startCheck: { first: firstCheck.promise, isPassed: () => isDatabaseChecked } },
);

const { server, address } = await listenOrExit({
  fetch: app.fetch,
  host: config.HOST,
  port: config.PORT,
  portKey: 'PORT',
  log,
});

const isStopping = stopOnSignal(log, DRAIN_TIMEOUT_MS, async () => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Clients must not reuse open connections: else the server would not close before the timeout.
  server.prependListener('request', (_request, response: ServerResponse) => {
    response.setHeader('Connection', 'close');
  });
  await hub.stop();
  if ('closeIdleConnections' in server) server.closeIdleConnections();
  await closed;
  await reconciler.stop();
  await auditHeads.stop();
  await history.stop();
  await stoppedWebhooks.stop();
  await mailboxSweeps.stop();
  await relay.stop();
  await sealer.stop();
  await http.close();
  files.close();
  await database.end({ timeout: 5 });
  // Last: the SDK leaves the timer of a retry behind, which throws on a closed connection.
  await temporal.connection.close();
});

// The server listens first (/healthz), then waits for the database. The loops start after it is usable.
const startLoops = async (): Promise<void> => {
  await awaitDatabaseOrExit(database, log, (isUsable) => {
    isDatabaseChecked = isUsable;
    firstCheck.resolve();
    log.info(address, 'api listening');
  });
  isDatabaseChecked = true;
  if (isStopping()) return;
  await hub.start();
  sealer.start();
  relay.start();
  reconciler.start();
  auditHeads.start();
  history.start();
  stoppedWebhooks.start();
  mailboxSweeps.start();
};
await startLoops().catch((error: unknown) => {
  // A stop during the start closes the connections that the start uses.
  if (!isStopping()) throw error;
});
