import { z } from '@hono/zod-openapi';
import { TimeZone } from '../shared/time-zone.ts';
import { DELIVERY_STATUSES } from './deliveries.ts';
import { WEBHOOK_ERROR_CLASSES } from './error-classes.ts';

/** How a webhook did in a window of time. */

/** Newest first: older rows of the window are not read. */
export const COUNTED_ROW_COUNT_MAX = 100_000;

export const STATISTICS_WINDOWS = ['24h', '7d', '28d'] as const;
export type StatisticsWindow = (typeof STATISTICS_WINDOWS)[number];

/** `step`: a bar of the chart. */
export const WINDOW_SIZES = {
  '24h': { hours: 24, step: 'hour' },
  '7d': { hours: 7 * 24, step: 'day' },
  '28d': { hours: 28 * 24, step: 'day' },
} as const satisfies Record<StatisticsWindow, { hours: number; step: 'hour' | 'day' }>;

export const WebhookStatisticsQuery = z.object({
  window: z.enum(STATISTICS_WINDOWS).default('24h'),
  time_zone: TimeZone,
});

const Milliseconds = z.number().nullable();

export const WebhookStatisticsOut = z
  .object({
    window: z.enum(STATISTICS_WINDOWS),
    since: z.iso.datetime(),
    is_capped: z.boolean().openapi({
      description: `The window holds more than ${COUNTED_ROW_COUNT_MAX} deliveries or attempts: the newest are counted.`,
    }),
    deliveries: z
      .record(z.enum(DELIVERY_STATUSES), z.number())
      .openapi({ description: 'Created in the window, by status.' }),
    success_rate: z.number().min(0).max(1).nullable().openapi({
      description:
        'Of the deliveries that have ended, but for cancelled ones. Null: there is none.',
    }),
    attempts: z.object({ count: z.number(), failed_count: z.number() }),
    duration_ms: z
      .object({ p50: Milliseconds, p95: Milliseconds })
      .openapi({ description: 'Of the attempts that got an answer.' }),
    step: z.enum(['hour', 'day']).openapi({ description: 'Length of an interval of `intervals`.' }),
    intervals: z
      .array(
        z.object({
          since: z.iso.datetime(),
          succeeded_count: z.number(),
          failed_count: z.number(),
          p95_ms: Milliseconds,
        }),
      )
      .openapi({
        description:
          'Attempts of each hour (24h) or day of the window, oldest first, none omitted.',
      }),
    error_classes: z
      .array(z.object({ error_class: z.enum(WEBHOOK_ERROR_CLASSES), count: z.number() }))
      .openapi({ description: 'Of the failed attempts, the most frequent first.' }),
  })
  .openapi('WebhookStatistics');
