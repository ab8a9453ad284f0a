import { OpenAPIHono } from '@hono/zod-openapi';
import { OPEN_STATUSES } from '../../domain/actions/statuses.ts';
import { AppError } from '../../errors.ts';
import { poolUseOf } from '../../platform/database.ts';
import { changeLogger } from '../../platform/log.ts';
import { clearDatabaseGauges, setDatabaseState, setPoolUse } from '../../platform/metrics.ts';
import {
  cachedFor,
  CANNOT_WRITE,
  createDatabaseCheck,
  mayReadMetrics,
  stateWithin,
  succeedsWithin,
  type DatabaseState,
} from '../../platform/probes.ts';
import { countWaitingCommands } from '../../queries/shared/commands.ts';
import { countOpenActions } from '../../queries/actions/open.ts';
import { LATE_MS } from '../../domain/mailboxes/health.ts';
import { countMailboxesInTrouble, TROUBLES } from '../../queries/mailboxes/health.ts';
import { countUnreadMails, UNREAD_OUTCOMES } from '../../queries/mailboxes/items.ts';
import { countOpenCircuits } from '../../queries/webhooks/health.ts';
import type { ApiDeps, Env } from './context.ts';
import { isUnconnectable } from './errors.ts';
import type { DatabaseBreaker } from './middleware/database-breaker.ts';

/** For load balancers and Prometheus: alive, ready, measured. */

export const healthRoutes = (deps: ApiDeps, breaker: DatabaseBreaker): OpenAPIHono<Env> => {
  const app = new OpenAPIHono<Env>();
  const checkDatabase = createDatabaseCheck(deps.database);
  const measureSometimes = cachedFor(MEASURE_MS, () => measureInTime(deps, checkDatabase));
  const logWrites = changeLogger(deps.log, CANNOT_WRITE, 'PostgreSQL writes again');
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    try {
      const state = await checkDatabase();
      breaker.record(undefined);
      logWrites(state === 'writable');
      if (state !== 'writable') return c.json({ status: 'unavailable', database: state }, 503);
      if (!breaker.isChecked()) {
        return c.json({ status: 'unavailable', database: 'unchecked' }, 503);
      }
    } catch (error) {
      if (error instanceof Error && isUnconnectable(error)) breaker.record(error);
      return c.json({ status: 'unavailable', database: 'unreachable' }, 503);
    }
    // Temporal is reported, not required: without it work is accepted and waits.
    const isReachable = deps.isTemporalReachable();
    const temporal = isReachable === null ? 'unknown' : isReachable ? 'reachable' : 'unreachable';
    return c.json({ status: 'ok', database: 'reachable', temporal });
  });
  app.get('/metrics', async (c) => {
    if (!mayReadMetrics(deps.config, c.req.header('Authorization'))) {
      throw new AppError('unauthenticated', 'this needs METRICS_TOKEN as bearer token');
    }
    await measureSometimes();
    setPoolUse(deps.metrics, poolUseOf(deps.database));
    return c.body(await deps.metrics.registry.metrics(), 200, {
      'Content-Type': deps.metrics.registry.contentType,
    });
  });
  return app;
};

const MEASURE_MS = 2_000;
const MEASURE_TIMEOUT_MS = 1_000;

/** If the database is down or hangs, its gauges are missing; the answer is not. */
const measureInTime = async (
  deps: ApiDeps,
  checkDatabase: () => Promise<DatabaseState>,
): Promise<void> => {
  const { metrics } = deps;
  const [isMeasured, state] = await Promise.all([
    succeedsWithin(MEASURE_TIMEOUT_MS, measureRows(deps)),
    stateWithin(MEASURE_TIMEOUT_MS, checkDatabase()),
  ]);
  setDatabaseState(metrics, isMeasured ? state : 'unreachable');
  if (!isMeasured) clearDatabaseGauges(metrics);
};

const measureRows = (deps: ApiDeps): Promise<unknown> =>
  Promise.all([
    measureCommands(deps),
    measureActions(deps),
    measureCircuits(deps),
    measureMailboxes(deps),
  ]);

const measureMailboxes = async ({ database, metrics, clock }: ApiDeps): Promise<void> => {
  const lateSince = new Date(clock.now().getTime() - LATE_MS);
  const counts = await countMailboxesInTrouble(database, lateSince);
  for (const reason of TROUBLES) {
    const found = counts.find((count) => count.reason === reason);
    metrics.mailboxesInTrouble.set({ reason }, found?.count ?? 0);
  }
  const unread = await countUnreadMails(database);
  for (const outcome of UNREAD_OUTCOMES) {
    const found = unread.find((count) => count.outcome === outcome);
    metrics.mailsUnread.set({ outcome }, found?.count ?? 0);
  }
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

const measureCircuits = async ({ database, metrics }: ApiDeps): Promise<void> =>
  metrics.webhookCircuitsOpen.set(await countOpenCircuits(database));
