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
import { isAnswering } from '../platform/temporal.ts';

/** A worker answers nobody but those who watch it: alive, ready, measured. */

const LOOK_MS = 2_000;
/** It looks for itself as well, so that the log says when somebody went away. */
const ROUND_MS = 10_000;

interface HealthDeps extends Pick<Deps, 'config' | 'database' | 'log'> {
  temporal: Client;
  metrics: Metrics;
  /** It has started and asks Temporal for work. */
  isPolling: () => boolean;
}

export interface WorkerHealth {
  app: Hono;
  stop: () => void;
}

export const watchWorker = (deps: HealthDeps): WorkerHealth => {
  const look = cachedFor(LOOK_MS, lookAround(deps));
  const timer = setInterval(() => void look(), ROUND_MS);
  return { app: healthRoutes(deps, look), stop: () => clearInterval(timer) };
};

type Look = () => Promise<{ isDatabaseUp: boolean; isTemporalUp: boolean }>;

const healthRoutes = ({ config, metrics, isPolling }: HealthDeps, look: Look): Hono => {
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const { isDatabaseUp, isTemporalUp } = await look();
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
    await look();
    return c.body(await metrics.registry.metrics(), 200, {
      'Content-Type': metrics.registry.contentType,
    });
  });
  return app;
};

const lookAround = ({ database, temporal, metrics, log }: HealthDeps): Look => {
  const hearDatabase = hearer(log, 'PostgreSQL');
  const hearTemporal = hearer(log, 'Temporal');
  return async () => {
    const [isDatabaseUp, isTemporalUp] = await Promise.all([
      succeedsWithin(READINESS_TIMEOUT_MS, checkDatabaseWritable(database)),
      succeedsWithin(READINESS_TIMEOUT_MS, requireTemporal(temporal)),
    ]);
    metrics.databaseUp.set(isDatabaseUp ? 1 : 0);
    metrics.temporalUp.set(isTemporalUp ? 1 : 0);
    hearDatabase(isDatabaseUp);
    hearTemporal(isTemporalUp);
    return { isDatabaseUp, isTemporalUp };
  };
};

/** One line when it goes away and one when it is back. */
const hearer = (log: Log, name: string): ((isUp: boolean) => void) => {
  let wasUp = true;
  return (isUp) => {
    if (wasUp && !isUp) log.warn(`${name} does not answer`);
    if (!wasUp && isUp) log.info(`${name} answers again`);
    wasUp = isUp;
  };
};

const requireTemporal = async (temporal: Client): Promise<void> => {
  if (!(await isAnswering(temporal))) throw new Error('Temporal does not answer');
};
