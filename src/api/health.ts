import { OpenAPIHono } from '@hono/zod-openapi';
import { tolerate } from '../errors.ts';
import { OPEN_STATUSES } from '../domain/action-statuses.ts';
import { countWaitingCommands } from '../queries/commands.ts';
import { countOpenActions } from '../queries/open-actions.ts';
import type { ApiDeps, Env } from './context.ts';

/** For load balancers and Prometheus: alive, ready, measured. */

export const healthRoutes = (deps: ApiDeps): OpenAPIHono<Env> => {
  const app = new OpenAPIHono<Env>();
  const measureSometimes = atMostEvery(MEASURE_MS, () =>
    tolerate(measure(deps), 'the other metrics need no database', deps.log),
  );
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    try {
      await deps.database`select 1`;
    } catch {
      return c.json({ status: 'unavailable', database: 'unreachable' }, 503);
    }
    // Temporal is told, not required: without it work is accepted and waits.
    const isReachable = deps.isTemporalReachable();
    const temporal = isReachable === null ? 'unknown' : isReachable ? 'reachable' : 'unreachable';
    return c.json({ status: 'ok', database: 'reachable', temporal });
  });
  app.get('/metrics', async (c) => {
    await measureSometimes();
    return c.body(await deps.metrics.registry.metrics(), 200, {
      'Content-Type': deps.metrics.registry.contentType,
    });
  });
  return app;
};

/** Whoever asks more often gets what was measured last: counting costs the database. */
const MEASURE_MS = 2_000;

const atMostEvery = (periodMs: number, work: () => Promise<void>): (() => Promise<void>) => {
  let startedAt = Number.NEGATIVE_INFINITY;
  let last = Promise.resolve();
  return () => {
    if (performance.now() - startedAt >= periodMs) {
      startedAt = performance.now();
      last = work();
    }
    return last;
  };
};

const measure = async (deps: ApiDeps): Promise<void> => {
  await Promise.all([measureCommands(deps), measureActions(deps)]);
};

const measureActions = async ({ database, metrics }: ApiDeps): Promise<void> => {
  const counts = await countOpenActions(database);
  for (const status of OPEN_STATUSES) {
    const found = counts.find((count) => count.status === status);
    metrics.actionsOpen.set({ status }, found?.open ?? 0);
    metrics.quietestActionSeconds.set({ status }, found?.oldest_seconds ?? 0);
  }
};

const measureCommands = async ({ database, metrics }: ApiDeps): Promise<void> => {
  const { waiting, oldest_seconds: oldestSeconds } = await countWaitingCommands(database);
  metrics.commandsWaiting.set(waiting);
  metrics.oldestCommandSeconds.set(oldestSeconds);
};
