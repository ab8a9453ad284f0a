import { randomBytes, randomInt } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DefaultLogger } from '@temporalio/worker';
import { startGuard, type Guard } from '../../dev/supervisor/guard.ts';
import { isListening, isPortFree } from '../../dev/supervisor/ports.ts';
import {
  createDatabaseWithRoles,
  postgresLaunch,
  postgresUrls,
  preparePostgres,
  waitForPostgres,
  type DatabaseUrls,
  type PostgresOptions,
} from '../../dev/services/postgres.ts';
import { findTemporalCli } from '../../dev/services/temporal-cli.ts';
import { temporalArguments, waitForTemporal, waitForWorker } from '../../dev/services/temporal.ts';
import { WORKER_HEAP_FLAG } from '../../dev/services/worker.ts';
import { connect, type Database } from '../../src/platform/database.ts';
import { migrate } from '../../src/platform/migrations.ts';
import { loadWorkflowBundle } from '../../src/platform/workflow-bundle.ts';
import { createService, type Service, type ServiceSpec } from './services.ts';

/**
 * The system as it runs in production, on a database and a Temporal of its own: every part a process,
 * commits flushed to disk. Whatever happens, nothing of it is left behind.
 */

export interface Stack {
  guard: Guard;
  directory: string;
  /** Runs already. */
  postgres: Service;
  postgresUrls: (database: string) => DatabaseUrls;
  urls: DatabaseUrls;
  /** As the superuser: sees everything. */
  superuser: Database;
  temporalAddress: string;
  apiUrl: string;
  temporal: Service;
  api: Service;
  worker: Service;
  /** Environment of the api and the worker. */
  environment: Record<string, string>;
  /** Further processes: ended with the rest. */
  addService: (name: string, script: string, environment: Record<string, string>) => Service;
  start: (...services: Service[]) => Promise<void>;
  stop: () => Promise<void>;
}

export interface StackOptions {
  n8nWebhookUrl: string;
  n8nApiKey?: string;
  environment?: Record<string, string>;
  /** Crashed processes are started again. */
  isSupervised?: boolean;
  /** Writes a .cpuprofile of api and worker there. */
  profileDirectory?: string | undefined;
}

const ROOT = join(import.meta.dirname, '../..');
const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 50;
const DATABASE = 'relais';
const PORT_MIN = 20_000;
const PORT_MAX = 30_000;
const PORT_TRIES = 50;
const UNLIMITED_PER_MINUTE = '100000000';

export const startStack = async (options: StackOptions): Promise<Stack> => {
  const guard = startGuard();
  const directory = await mkdtemp(join(tmpdir(), 'relais-bench-'));
  guard.deleteAtEnd(directory);
  await chmod(directory, 0o711); // the account that runs PostgreSQL has to pass through
  // Kept, as the image keeps it: to make it takes 90 MiB of the worker.
  await loadWorkflowBundle({ logger: new DefaultLogger('WARN') });
  const services: Service[] = [];
  const note = (service: Service): Service => {
    services.push(service);
    return service;
  };
  const shared = { logsDirectory: directory, guard, isRestarted: options.isSupervised ?? false };
  const { postgres, postgresUrls, urls } = await startDatabase(shared);
  const superuser = connect(urls.superuserUrl, 2);
  const [temporalPort, temporalUiPort, apiPort] = [
    await freeBenchPort(),
    await freeBenchPort(),
    await freeBenchPort(),
  ];
  const temporalAddress = `127.0.0.1:${temporalPort}`;
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const environment = {
    NODE_ENV: 'development', // production refuses a PUBLIC_URL on this machine; nothing else differs
    PORT: String(apiPort),
    METRICS_PORT: '0',
    PUBLIC_URL: apiUrl,
    DATABASE_URL: urls.appUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    FILES_URL: `file:${join(directory, 'files')}`,
    N8N_WEBHOOK_URL: options.n8nWebhookUrl,
    N8N_API_KEY: options.n8nApiKey ?? secret(),
    N8N_SIGNING_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    RATE_LIMIT_PER_MINUTE: UNLIMITED_PER_MINUTE,
    ...options.environment,
  };
  const addService = (
    name: string,
    script: string,
    extra: Record<string, string>,
    flags: readonly string[] = [],
  ): Service =>
    note(
      createService({
        ...shared,
        name,
        command: process.execPath,
        args: [...flags, ...profileArguments(options.profileDirectory, name), join(ROOT, script)],
        environment: { ...environment, ...extra },
      }),
    );
  const temporal = note(
    createService({
      ...shared,
      name: 'temporal',
      command: await findTemporalCli(),
      args: temporalArguments({
        port: temporalPort,
        uiPort: temporalUiPort,
        databaseFile: join(directory, 'temporal.db'),
        logLevel: 'error',
      }),
    }),
  );
  const api = addService('api', 'src/api/main.ts', {});
  const worker = addService('worker', 'src/workers/main.ts', {}, [WORKER_HEAP_FLAG]);

  const isReady = async (service: Service): Promise<void> => {
    if (service === temporal) return waitForTemporal(temporalPort);
    if (service === api) return waitUntilReady(`${apiUrl}/readyz`);
    if (service === worker) return waitForWorker(temporalAddress, READY_TIMEOUT_MS);
  };
  return {
    guard,
    directory,
    postgres,
    postgresUrls,
    urls,
    superuser,
    temporalAddress,
    apiUrl,
    temporal,
    api,
    worker,
    environment,
    addService,
    start: async (...wanted) => {
      for (const service of wanted) {
        service.start();
        await isReady(service).catch(async (error: unknown) => {
          throw new Error(`${service.name} is not ready:\n${await service.lastLines()}`, {
            cause: error,
          });
        });
      }
    },
    stop: async () => {
      // Those that use a server before the server.
      for (const service of services.toReversed()) if (service !== temporal) await service.stop();
      await temporal.kill();
      await superuser.end({ timeout: 5 });
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
      guard.release();
    },
  };
};

const startDatabase = async (
  shared: Pick<ServiceSpec, 'logsDirectory' | 'guard' | 'isRestarted'>,
): Promise<{
  postgres: Service;
  postgresUrls: (database: string) => DatabaseUrls;
  urls: DatabaseUrls;
}> => {
  const options: PostgresOptions = {
    directory: join(shared.logsDirectory, 'postgres'),
    port: await freeBenchPort(),
    passwords: { superuser: secret(), owner: secret(), app: secret() },
    isDurable: true,
    settings: { max_connections: '100' },
  };
  await preparePostgres(options);
  const postgres = createService({
    ...shared,
    ...(await postgresLaunch(options)),
    name: 'postgres',
    environment: { LC_ALL: 'C' },
    ending: { signal: 'SIGINT', stage: 0 },
  });
  postgres.start();
  await waitForPostgres(postgresUrls(options, 'postgres').superuserUrl).catch(
    async (error: unknown) => {
      throw new Error(`PostgreSQL is not ready:\n${await postgres.lastLines()}`, { cause: error });
    },
  );
  const urls = await createDatabaseWithRoles(options, DATABASE);
  await migrate(urls.ownerUrl);
  return { postgres, postgresUrls: (database) => postgresUrls(options, database), urls };
};

const profileArguments = (directory: string | undefined, name: string): string[] =>
  directory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${join(directory, name)}`];

const waitUntilReady = async (url: string): Promise<void> => {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  const { port } = new URL(url);
  while (Date.now() < deadline) {
    if ((await isListening(Number(port))) && (await fetch(url)).ok) return;
    await sleep(READY_POLL_MS);
  }
  throw new Error(`nothing ready at ${url} after ${READY_TIMEOUT_MS} ms`);
};

/**
 * Below the range from which systems take the ports of outgoing connections, of which a benchmark makes
 * many: a port found free is still free a second later.
 */
export const freeBenchPort = async (): Promise<number> => {
  for (let tries = 0; tries < PORT_TRIES; tries++) {
    const port = randomInt(PORT_MIN, PORT_MAX);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`no free port between ${PORT_MIN} and ${PORT_MAX}`);
};

const secret = (): string => randomBytes(16).toString('hex');
