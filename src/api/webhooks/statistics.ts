import { WebhookParams } from '../../domain/webhooks/shapes.ts';
import {
  COUNTED_ROW_COUNT_MAX,
  WebhookStatisticsOut,
  WebhookStatisticsQuery,
  WINDOW_SIZES,
} from '../../domain/webhooks/statistics.ts';
import { countAttempts, countDeliveries } from '../../queries/webhooks/statistics.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { foundWebhook } from './find.ts';
import { successRate } from './views.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Success rate, durations and faults of a webhook, for its chart. */
export const webhookStatisticsEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'webhooks.statistics',
      method: 'get',
      path: '/api/webhooks/{id}/stats',
      permission: 'webhooks:read',
      summary: 'How a webhook did in the last day, week or four weeks',
      params: WebhookParams,
      load: foundWebhook(deps),
      query: WebhookStatisticsQuery,
      status: 200,
      answer: WebhookStatisticsOut,
    },
    async ({ query, read }) => {
      const until = deps.clock.now();
      const { hours, step } = WINDOW_SIZES[query.window];
      const since = new Date(until.getTime() - hours * HOUR_MS);
      const { deliveries, attempts } = await read(async (tx, { id }) => {
        const window = { webhookId: id, since, until };
        const [deliveries, attempts] = await Promise.all([
          countDeliveries(tx, window),
          countAttempts(tx, { ...window, step, timeZone: query.time_zone }),
        ]);
        return { deliveries, attempts };
      });
      const counts = { pending: 0, succeeded: 0, failed: 0, cancelled: 0 };
      for (const { status, count } of deliveries) counts[status] = count;
      const total = deliveries.reduce((sum, { count }) => sum + count, 0);
      return {
        body: {
          window: query.window,
          since: since.toISOString(),
          is_capped: Math.max(total, attempts.count) > COUNTED_ROW_COUNT_MAX,
          deliveries: counts,
          success_rate: successRate(counts.succeeded, counts.failed),
          attempts: { count: attempts.count, failed_count: attempts.failed_count },
          duration_ms: { p50: attempts.p50, p95: attempts.p95 },
          step,
          intervals: attempts.intervals.map((interval) => ({
            ...interval,
            since: new Date(interval.since).toISOString(),
          })),
          error_classes: attempts.error_classes ?? [],
        },
      };
    },
  );
