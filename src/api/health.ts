import { setTimeout as pause } from 'node:timers/promises';
import { OpenAPIHono } from '@hono/zod-openapi';
import { OPEN_STATUSES } from '../domain/action-statuses.ts';
import { countWaitingCommands } from '../queries/commands.ts';
import { countOpenActions } from '../queries/open-actions.ts';
import type { ApiDeps, Env } from './context.ts';

/** For load balancers and Prometheus: alive, ready, measured. */

export const healthRoutes = (deps: ApiDeps): OpenAPIHono<Env> => {
  const app = new OpenAPIHono<Env>();
  const measureSometimes = atMostEvery(MEASURE_MS, () => measureInTime(deps));
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    try {
      const [row] = await deps.database`select current_setting('transaction_read_only') as state`;
      if (row?.['state'] !== 'off') throw new Error('read-only');
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
const MEASURE_TIMEOUT_MS = 1_000;

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

/** A database that is away or hangs costs its own gauges, never the answer. */
const measureInTime = async (deps: ApiDeps): Promise<void> => {
  const { metrics } = deps;
  const work = Promise.all([measureCommands(deps), measureActions(deps)]);
  const isUp = await Promise.race([
    work.then(
      () => true,
      () => false,
    ),
    pause(MEASURE_TIMEOUT_MS, false, { ref: false }),
  ]);
  metrics.databaseUp.set(isUp ? 1 : 0);
  if (isUp) return;
  for (const gauge of [metrics.commandsWaiting, metrics.oldestCommandSeconds]) gauge.remove();
  for (const gauge of [metrics.actionsOpen, metrics.quietestActionSeconds]) gauge.reset();
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
