import { z } from '@hono/zod-openapi';
import { RISK_LEVELS } from '../case-analyses/kinds.ts';
import { CASE_PRIORITIES, CASE_STATUSES, CASE_TYPES } from '../cases/words.ts';
import { STATISTICS_STEPS } from '../inbox-statistics/shapes.ts';
import { wholeNumber } from '../shared/pages.ts';
import { because } from '../shared/schema-faults.ts';
import { TimeZone } from '../shared/time-zone.ts';

/** Figures of cases: those that were opened or resolved in a range of days, and those that are open now. */

export const CaseReportQuery = z.object({
  from: z.iso.date().optional().openapi({ description: 'The first day. Without: 30 days.' }),
  to: z.iso.date().optional().openapi({ description: 'The last day, included. Without: today.' }),
  time_zone: TimeZone,
  step: z.enum(STATISTICS_STEPS).default('week'),
  call_centre_id: wholeNumber(z.int().positive()).optional(),
  assigned_to: z.union([z.literal('none'), wholeNumber(z.int().positive())]).optional(),
  case_type: z.enum(CASE_TYPES).optional(),
});
export type CaseReportQuery = z.infer<typeof CaseReportQuery>;

export const CaseReportMonthQuery = CaseReportQuery.omit({
  from: true,
  to: true,
  step: true,
}).extend({
  month: z
    .string()
    .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'date')
    .refine((month) => month >= '2000-01', because('invalid_format', { format: 'date' }))
    .openapi({ example: '2026-11' }),
});

/** How long open cases have been open. */
export const CASE_AGES = ['week', 'month', 'quarter', 'longer'] as const;

const flow = { opened_count: z.number(), resolved_count: z.number() };
const figures = { ...flow, open_count: z.number() };
const count = { count: z.number() };

export const CaseReportOut = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    step: z.enum(STATISTICS_STEPS),
    ...flow,
    open_count: z.number().openapi({ description: 'Open now, whenever they were opened.' }),
    overdue_count: z
      .number()
      .openapi({ description: 'Of those, with a due date that has passed.' }),
    resolution: z
      .object({
        median_seconds: z.number().nullable(),
        p90_seconds: z.number().nullable(),
      })
      .openapi({ description: 'Of those resolved in the range, since they were opened.' }),
    periods: z.array(z.object({ since: z.iso.date(), ...flow })).openapi({
      description: 'Each day, week or month of the range, oldest first, none omitted.',
    }),
    by_type: z.array(z.object({ case_type: z.enum(CASE_TYPES), ...figures })),
    by_status: z.array(z.object({ status: z.enum(CASE_STATUSES), ...count })).openapi({
      description: 'Of all cases, now.',
    }),
    by_priority: z.array(z.object({ priority: z.enum(CASE_PRIORITIES), ...count })).openapi({
      description: 'Of those that are open.',
    }),
    by_age: z.array(z.object({ age: z.enum(CASE_AGES), ...count })).openapi({
      description: 'Of those that are open: up to 7, 30, 90 days, or longer.',
    }),
    by_risk: z.array(z.object({ risk_level: z.enum(RISK_LEVELS).nullable(), ...count })).openapi({
      description: 'Of those that are open, by their last analysis. Null: there is none.',
    }),
    by_agent: z.array(
      z.object({
        user_id: z.number().nullable(),
        name: z.string().nullable(),
        ...figures,
        median_seconds: z.number().nullable(),
      }),
    ),
    by_client: z
      .array(z.object({ client_id: z.number(), name: z.string(), ...figures }))
      .openapi({ description: 'Those with most cases in these figures, 50 at most.' }),
  })
  .openapi('CaseReport');
export type CaseReport = z.infer<typeof CaseReportOut>;

/** A line of the CSV, in words: a figure of a period, or one part of a distribution. */
export const CaseReportLineOut = z.object({
  table: z.string(),
  name: z.string(),
  opened_count: z.number().nullable(),
  resolved_count: z.number().nullable(),
  open_count: z.number().nullable(),
  all_count: z.number().nullable(),
  median_days: z.string().nullable(),
});
export type CaseReportLine = z.infer<typeof CaseReportLineOut>;
