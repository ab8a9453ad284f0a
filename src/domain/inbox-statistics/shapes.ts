import { z } from '@hono/zod-openapi';
import { CHANNELS, CONVERSATION_STATUSES } from '../conversations/statuses.ts';
import { wholeNumber } from '../shared/pages.ts';
import { TimeZone } from '../shared/time-zone.ts';

/** Figures of the inbox in a range of days. */

export const STATISTICS_DAY_COUNT_MAX = 1_100;
const DAY_COUNT_DEFAULT = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

export const STATISTICS_STEPS = ['day', 'week', 'month'] as const;
export type StatisticsStep = (typeof STATISTICS_STEPS)[number];

const idOrNone = z.union([z.literal('none'), wholeNumber(z.int().positive())]).optional();

const Query = z.object({
  from: z.iso.date().optional().openapi({ description: 'The first day. Without: 30 days.' }),
  to: z.iso.date().optional().openapi({ description: 'The last day, included. Without: today.' }),
  time_zone: TimeZone,
  step: z.enum(STATISTICS_STEPS).default('day'),
  call_centre_id: wholeNumber(z.int().positive()).optional(),
  folder_id: idOrNone.openapi({ description: '`none`: without a folder.' }),
  channel: z.enum(CHANNELS).optional(),
  assigned_to: idOrNone.openapi({ description: '`none`: without an assignee.' }),
});
export type InboxStatisticsQuery = z.infer<typeof Query>;
export const InboxStatisticsQuery = Query;

const dayNumber = (day: string): number => Date.parse(day) / DAY_MS;
const dayOf = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);

export type DayRange =
  { kind: 'range'; from: string; to: string } | { kind: 'too_long' | 'reversed' };

/** The days that a query asks for. `today`: in its time zone. */
export const rangeOf = (
  { from: asked, to }: Pick<InboxStatisticsQuery, 'from' | 'to'>,
  today: string,
): DayRange => {
  const last = to ?? (asked !== undefined && asked > today ? asked : today);
  const from = asked ?? dayOf(dayNumber(last) - DAY_COUNT_DEFAULT + 1);
  if (from > last) return { kind: 'reversed' };
  if (dayNumber(last) - dayNumber(from) >= STATISTICS_DAY_COUNT_MAX) return { kind: 'too_long' };
  return { kind: 'range', from, to: last };
};

const Seconds = z.number().nullable();

const Duration = z
  .object({
    count: z.number(),
    mean_seconds: Seconds,
    median_seconds: Seconds,
    business_mean_seconds: Seconds,
    business_median_seconds: Seconds,
  })
  .openapi('InboxDuration', {
    description: 'By the clock, and counting only business hours (settings). Null: there is none.',
  });

export const PeriodOut = z.object({
  since: z.iso.date().openapi({ description: 'Its first day; of a week, Monday.' }),
  received_count: z.number(),
  sent_count: z.number(),
  conversation_count: z.number(),
});

const count = { count: z.number() };

/** A line of the CSV: a period, or one part of a distribution. */
export const StatisticsLineOut = z.object({
  table: z.enum(['period', 'folder', 'status', 'channel', 'agent']),
  key: z.string().openapi({
    description:
      'The first day of a period; a status or channel; the id of a folder or agent, empty for none.',
  }),
  name: z.string().nullable().openapi({ description: 'Of a folder or agent.' }),
  received_count: z.number().nullable().openapi({ description: 'Of a period.' }),
  sent_count: z.number().nullable(),
  conversation_count: z.number(),
});
export type StatisticsLine = z.infer<typeof StatisticsLineOut>;

export const InboxStatisticsOut = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    step: z.enum(STATISTICS_STEPS),
    received_count: z.number(),
    sent_count: z.number(),
    conversation_count: z.number().openapi({
      description: 'That began in the range. The figures below are about them.',
    }),
    resolved_count: z.number().openapi({ description: 'That are resolved or archived now.' }),
    resolution_rate: z.number().min(0).max(1).nullable(),
    first_reply: Duration,
    resolution: Duration,
    periods: z.array(PeriodOut).openapi({
      description: 'Each day, week or month of the range, oldest first, none omitted.',
    }),
    by_folder: z.array(
      z.object({ folder_id: z.number().nullable(), name: z.string().nullable(), ...count }),
    ),
    by_status: z
      .array(z.object({ status: z.enum(CONVERSATION_STATUSES), ...count }))
      .openapi({ description: 'With spam, which no other figure counts.' }),
    by_channel: z.array(z.object({ channel: z.enum(CHANNELS), ...count })),
    by_agent: z.array(
      z.object({ user_id: z.number().nullable(), name: z.string().nullable(), ...count }),
    ),
  })
  .openapi('InboxStatistics');
