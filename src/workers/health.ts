import type { Client } from '@temporalio/client';
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { poolUseOf } from '../platform/database.ts';
import { changeLogger } from '../platform/log.ts';
import { setDatabaseState, setPoolUse, type Metrics } from '../platform/metrics.ts';
import {
  cachedFor,
  CANNOT_WRITE,
  createDatabaseCheck,
  mayReadMetrics,
  READINESS_TIMEOUT_MS,
  stateWithin,
  succeedsWithin,
  type DatabaseState,
} from '../platform/probes.ts';
import { isTemporalAnswering } from '../platform/temporal.ts';

/** The HTTP server of a worker: liveness, readiness and metrics. */

/** Requests within this time share one check. */
const CHECK_CACHE_MS = 2_000;
/** The worker also checks by itself, so the log shows when a service stopped answering. */
const CHECK_INTERVAL_MS = 10_000;

interface HealthDeps extends Pick<Deps, 'config' | 'database' | 'log'> {
  temporal: Client;
  metrics: Metrics;
  /** True once the worker polls its task queues. */
  isPolling: () => boolean;
  /** Metrics of the SDK, as Prometheus reads them. Empty before the SDK runs. */
  readSdkMetrics: () => Promise<string>;
}

export interface WorkerHealth {
  app: Hono;
  stop: () => void;
}

export const watchWorker = (deps: HealthDeps): WorkerHealth => {
  const check = cachedFor(CHECK_CACHE_MS, serviceCheck(deps));
  const timer = setInterval(() => void check(), CHECK_INTERVAL_MS);
  return { app: healthEndpoints(deps, check), stop: () => clearInterval(timer) };
};

type ServiceCheck = () => Promise<{ databaseState: DatabaseState; isTemporalUp: boolean }>;

const healthEndpoints = (
  { config, database, metrics, isPolling, readSdkMetrics }: HealthDeps,
  check: ServiceCheck,
): Hono => {
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const { databaseState, isTemporalUp } = await check();
    const isReady = databaseState === 'writable' && isTemporalUp && isPolling();
    const found = {
      status: isReady ? 'ok' : 'unavailable',
      database: databaseState === 'writable' ? 'reachable' : databaseState,
      temporal: isTemporalUp ? 'reachable' : 'unreachable',
      polling: isPolling(),
    };
    return c.json(found, isReady ? 200 : 503);
  });
  app.get('/metrics', async (c) => {
    if (!mayReadMetrics(config, c.req.header('Authorization'))) {
      return c.json({ status: 'unauthenticated' }, 401, { 'WWW-Authenticate': 'Bearer' });
    }
    await check();
    setPoolUse(metrics, poolUseOf(database));
    const text = await metrics.registry.metrics();
    return c.body(`${text}${await readSdkMetrics()}`, 200, {
      'Content-Type': metrics.registry.contentType,
    });
  });
  return app;
};

const serviceCheck = ({ database, temporal, metrics, log }: HealthDeps): ServiceCheck => {
  const checkDatabase = createDatabaseCheck(database);
  const logDatabase = changeLogger(log, 'PostgreSQL does not answer', 'PostgreSQL answers again');
  const logWrites = changeLogger(log, CANNOT_WRITE, 'PostgreSQL writes again');
  const logTemporal = changeLogger(log, 'Temporal does not answer', 'Temporal answers again');
  return async () => {
    const [databaseState, isTemporalUp] = await Promise.all([
      stateWithin(READINESS_TIMEOUT_MS, checkDatabase()),
      succeedsWithin(READINESS_TIMEOUT_MS, requireTemporal(temporal)),
    ]);
    setDatabaseState(metrics, databaseState);
    metrics.temporalUp.set(isTemporalUp ? 1 : 0);
    logDatabase(databaseState !== 'unreachable');
    if (databaseState !== 'unreachable') logWrites(databaseState === 'writable');
    logTemporal(isTemporalUp);
    return { databaseState, isTemporalUp };
  };
};

const requireTemporal = async (temporal: Client): Promise<void> => {
  if (!(await isTemporalAnswering(temporal))) throw new Error('Temporal does not answer');
};
