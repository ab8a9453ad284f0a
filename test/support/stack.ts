import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import { Worker } from '@temporalio/worker';
import { freePort } from '../../dev/supervisor/ports.ts';
import { createActivities } from '../../src/activities/index.ts';
import { createHttpClient } from '../../src/platform/http-client.ts';
import { createMail } from '../../src/platform/mail/smtp.ts';
import { openScanner } from '../../src/platform/scanner/open.ts';
import { createRelay, type Relay } from '../../src/background/relay.ts';
import type { TaskQueue } from '../../src/ids.ts';
import { createTemporalClient } from '../../src/platform/temporal.ts';
import { startTestApi, type TestApi } from './api.ts';
import { startDevServer, testWorkflowBundle, type DevServer } from './temporal.ts';

/** The whole system for one test file: api on a port, relay, worker, a real Temporal. The test brings n8n. */

/** A test may leave the activities to a worker process of its own. */
type WorkerPart = 'all' | 'workflows' | 'activities';

export interface TestStack extends TestApi {
  url: string;
  temporal: DevServer;
  /** It runs from the beginning. Does nothing while it runs. */
  startRelay: () => void;
  /** Stops it after the current batch: later commits wait, as after the death of the api. */
  stopRelay: () => Promise<void>;
  /** Beside one that runs, if it is of another part. */
  startWorker: (part?: WorkerPart) => Promise<void>;
  /** Stops all. Waits for the running tasks. */
  stopWorker: () => Promise<void>;
}

export interface StackInput {
  n8n: { url: string; apiKey: string };
  environment?: Record<string, string>;
  /** What the worker serves: `core`, unless told otherwise. */
  taskQueue?: TaskQueue;
  /** Other queues whose activities it serves: they have no workflows. */
  activityQueues?: readonly TaskQueue[];
  /** Files of interceptors for the workflows. */
  workflowInterceptors?: string[];
}

export const startTestStack = async ({
  n8n,
  environment,
  taskQueue = 'core',
  activityQueues = [],
  workflowInterceptors = [],
}: StackInput): Promise<TestStack> => {
  const temporal = await startDevServer();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const api = await startTestApi({
    PUBLIC_URL: url,
    TEMPORAL_ADDRESS: temporal.address,
    N8N_WEBHOOK_URL: n8n.url,
    N8N_API_KEY: n8n.apiKey,
    DANGEROUS_ALLOW_LOOPBACK_EGRESS: 'true',
    ...environment,
  });
  const { config, database, log, metrics } = api.deps;
  const client = createTemporalClient(config);
  let relay: Relay | undefined;
  const startRelay = (): void => {
    if (relay !== undefined) return;
    relay = createRelay({ database, temporal: client, log, metrics });
    relay.start();
  };
  const stopRelay = async (): Promise<void> => {
    await relay?.stop();
    relay = undefined;
  };
  api.deps.announce = (committed) => {
    api.committed.push(committed);
    if (committed.hasCommands) relay?.poke();
    api.sealer.announce(committed);
  };
  const http = createHttpClient({ allowLoopback: true });
  const mail = config.SMTP_URL && createMail({ location: config.SMTP_URL });
  const activities = createActivities({
    ...api.deps,
    http,
    mail,
    scanner: openScanner(config),
    announce: api.sealer.announce,
  });
  let running: { worker: Worker; run: Promise<void> }[] = [];
  const startWorker = async (part: WorkerPart = 'all'): Promise<void> => {
    const worker = await Worker.create({
      shutdownGraceTime: '1 second',
      ...(part === 'activities' ? {} : await workflowsWith(workflowInterceptors)),
      ...(part === 'workflows' ? {} : { activities }),
      taskQueue,
      connection: temporal.environment.nativeConnection,
    });
    running.push({ worker, run: worker.run() });
    for (const queue of part === 'workflows' ? [] : activityQueues) {
      const other = await Worker.create({
        shutdownGraceTime: '1 second',
        activities,
        taskQueue: queue,
        connection: temporal.environment.nativeConnection,
      });
      running.push({ worker: other, run: other.run() });
    }
  };
  const stopWorker = async (): Promise<void> => {
    for (const { worker } of running) worker.shutdown();
    await Promise.all(running.map(({ run }) => run));
    running = [];
  };
  await api.hub.start();
  api.sealer.start();
  startRelay();
  const server = await listen(api, port);
  await startWorker();
  return {
    ...api,
    url,
    temporal,
    startRelay,
    stopRelay,
    startWorker,
    stopWorker,
    stop: async () => {
      await stopWorker();
      await stopRelay();
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await client.connection.close();
      await http.close();
      await api.stop();
      await temporal.stop();
    },
  };
};

const WORKFLOWS_PATH = join(import.meta.dirname, '../../src/workflows/index.ts');

/** The bundle of the run has no interceptors. */
const workflowsWith = async (workflowModules: string[]) =>
  workflowModules.length === 0
    ? { workflowBundle: await testWorkflowBundle() }
    : { workflowsPath: WORKFLOWS_PATH, interceptors: { workflowModules } };

const listen = (api: TestApi, port: number): Promise<ServerType> =>
  new Promise((resolve) => {
    const server = serve({ fetch: api.app.fetch, hostname: '127.0.0.1', port }, () =>
      resolve(server),
    );
  });
