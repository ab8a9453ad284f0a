import type { Client } from '@temporalio/client';
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import {
  checkDatabaseWritable,
  cachedFor,
  mayReadMetrics,
  READINESS_TIMEOUT_MS,
  succeedsWithin,
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

type ServiceCheck = () => Promise<{ isDatabaseUp: boolean; isTemporalUp: boolean }>;

const healthEndpoints = ({ config, metrics, isPolling }: HealthDeps, check: ServiceCheck): Hono => {
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const { isDatabaseUp, isTemporalUp } = await check();
    const isReady = isDatabaseUp && isTemporalUp && isPolling();
    const found = {
      status: isReady ? 'ok' : 'unavailable',
      database: isDatabaseUp ? 'reachable' : 'unreachable',
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
    return c.body(await metrics.registry.metrics(), 200, {
      'Content-Type': metrics.registry.contentType,
    });
  });
  return app;
};

const serviceCheck = ({ database, temporal, metrics, log }: HealthDeps): ServiceCheck => {
  const logDatabase = changeLogger(log, 'PostgreSQL');
  const logTemporal = changeLogger(log, 'Temporal');
  return async () => {
    const [isDatabaseUp, isTemporalUp] = await Promise.all([
      succeedsWithin(READINESS_TIMEOUT_MS, checkDatabaseWritable(database)),
      succeedsWithin(READINESS_TIMEOUT_MS, requireTemporal(temporal)),
    ]);
    metrics.databaseUp.set(isDatabaseUp ? 1 : 0);
    metrics.temporalUp.set(isTemporalUp ? 1 : 0);
    logDatabase(isDatabaseUp);
    logTemporal(isTemporalUp);
    return { isDatabaseUp, isTemporalUp };
  };
};

/** Logs one line when a service stops answering, and one when it answers again. */
const changeLogger = (log: Log, name: string): ((isUp: boolean) => void) => {
  let wasUp = true;
  return (isUp) => {
    if (wasUp && !isUp) log.warn(`${name} does not answer`);
    if (!wasUp && isUp) log.info(`${name} answers again`);
    wasUp = isUp;
  };
};

const requireTemporal = async (temporal: Client): Promise<void> => {
  if (!(await isTemporalAnswering(temporal))) throw new Error('Temporal does not answer');
};
