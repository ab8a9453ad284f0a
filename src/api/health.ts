import { OpenAPIHono } from '@hono/zod-openapi';
import { tolerate } from '../errors.ts';
import { countWaitingCommands } from '../queries/commands.ts';
import type { ApiDeps, Env } from './context.ts';

/** For load balancers and Prometheus: alive, ready, measured. */

export const healthRoutes = (deps: ApiDeps): OpenAPIHono<Env> => {
  const app = new OpenAPIHono<Env>();
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
    await tolerate(measureCommands(deps), 'the other metrics need no database', deps.log);
    return c.body(await deps.metrics.registry.metrics(), 200, {
      'Content-Type': deps.metrics.registry.contentType,
    });
  });
  return app;
};

const measureCommands = async ({ database, metrics }: ApiDeps): Promise<void> => {
  const { waiting, oldest_seconds: oldestSeconds } = await countWaitingCommands(database);
  metrics.commandsWaiting.set(waiting);
  metrics.oldestCommandSeconds.set(oldestSeconds);
};
