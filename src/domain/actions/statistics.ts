import { z } from '@hono/zod-openapi';
import { ACTION_STATUSES } from './statuses.ts';
import { wholeNumber } from '../shared/pages.ts';

/** Number of actions per day and status. */

const DAY_COUNT_DEFAULT = 14;
const DAY_COUNT_MAX = 92;

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

export const ActionStatisticsQuery = z.object({
  days: wholeNumber(z.int().min(1).max(DAY_COUNT_MAX))
    .default(DAY_COUNT_DEFAULT)
    .openapi({ description: 'Number of days, today included.' }),
  time_zone: z
    .string()
    // Region names only: PostgreSQL reads the sign of an offset such as +05:30 the other way round.
    .regex(/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/, 'expected a time zone, for example Europe/Paris')
    .refine(isTimeZone, 'expected a time zone, for example Europe/Paris')
    .default('UTC')
    .openapi({ description: 'Time zone of the days.', example: 'Europe/Paris' }),
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
