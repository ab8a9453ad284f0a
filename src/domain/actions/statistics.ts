import { z } from '@hono/zod-openapi';
import { ACTION_STATUSES } from './statuses.ts';
import { wholeNumber } from '../shared/pages.ts';
import { TimeZone } from '../shared/time-zone.ts';

/** Number of actions per day and status. */

const DAY_COUNT_DEFAULT = 14;
const DAY_COUNT_MAX = 92;

export const ActionStatisticsQuery = z.object({
  days: wholeNumber(z.int().min(1).max(DAY_COUNT_MAX))
    .default(DAY_COUNT_DEFAULT)
    .openapi({ description: 'Number of days, today included.' }),
  time_zone: TimeZone,
});

export const ActionStatisticsOut = z
  .object({
    days: z
      .array(
        z.object({
          day: z.iso.date(),
          counts: z.partialRecord(z.enum(ACTION_STATUSES), z.number()),
        }),
      )
      .openapi({ description: 'Every day, oldest first. Statuses without actions are omitted.' }),
    unrouted_count: z.number(),
  })
  .openapi('ActionStatistics');
