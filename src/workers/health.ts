import type { Client } from '@temporalio/client';
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import type { Metrics } from '../metrics.ts';
import { askDatabase, atMostEvery, READINESS_TIMEOUT_MS, succeedsWithin } from '../probes.ts';
import { isAnswering } from '../temporal.ts';

/** A worker answers nobody but those who watch it: alive, ready, measured. */

const LOOK_MS = 2_000;

interface HealthDeps extends Pick<Deps, 'database'> {
  temporal: Client;
  metrics: Metrics;
  /** It has started and asks Temporal for work. */
  isPolling: () => boolean;
}

export const workerHealth = (deps: HealthDeps): Hono => {
  const app = new Hono();
  const look = atMostEvery(LOOK_MS, () => lookAround(deps));
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const { isDatabaseUp, isTemporalUp } = await look();
    const isReady = isDatabaseUp && isTemporalUp && deps.isPolling();
    const found = {
      status: isReady ? 'ok' : 'unavailable',
      database: isDatabaseUp ? 'reachable' : 'unreachable',
      temporal: isTemporalUp ? 'reachable' : 'unreachable',
      polling: deps.isPolling(),
    };
    return c.json(found, isReady ? 200 : 503);
  });
  app.get('/metrics', async (c) => {
    await look();
    return c.body(await deps.metrics.registry.metrics(), 200, {
      'Content-Type': deps.metrics.registry.contentType,
    });
  });
  return app;
};

const lookAround = async ({ database, temporal, metrics }: HealthDeps) => {
  const [isDatabaseUp, isTemporalUp] = await Promise.all([
    succeedsWithin(READINESS_TIMEOUT_MS, askDatabase(database)),
    succeedsWithin(READINESS_TIMEOUT_MS, requireTemporal(temporal)),
  ]);
  metrics.databaseUp.set(isDatabaseUp ? 1 : 0);
  metrics.temporalUp.set(isTemporalUp ? 1 : 0);
  return { isDatabaseUp, isTemporalUp };
};

const requireTemporal = async (temporal: Client): Promise<void> => {
  if (!(await isAnswering(temporal))) throw new Error('Temporal does not answer');
};
