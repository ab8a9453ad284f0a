import { z } from '@hono/zod-openapi';
import { because } from '../shared/schema-faults.ts';
import { LeadFilterIn } from './filter.ts';

/** Giving leads to users. */

export const BULK_ASSIGN_COUNT_MAX = 500;

export const LeadAssignIn = z
  .strictObject({
    user_id: z
      .int()
      .positive()
      .nullable()
      .openapi({ description: 'Null: the lead becomes unassigned.' }),
  })
  .openapi('LeadAssignIn');

/** `round_robin`: in turn to the active agents of the call centre. */
export const LeadBulkAssignIn = z
  .strictObject({
    ids: z.array(z.int().positive()).min(1).max(BULK_ASSIGN_COUNT_MAX).optional().openapi({
      description: 'These leads. Either `ids` or `filter`.',
    }),
    filter: LeadFilterIn.optional().openapi({
      description: 'The leads that match, with their number in `expected_count`.',
    }),
    expected_count: z.int().min(1).max(BULK_ASSIGN_COUNT_MAX).optional().openapi({
      description: 'Needed with `filter`: refused with 409 if another number of leads match.',
    }),
    user_id: z.int().positive().nullable().optional().openapi({
      description: 'Null: the leads become unassigned. Either `user_id` or `strategy`.',
    }),
    strategy: z.enum(['round_robin']).optional(),
    call_centre_id: z.int().positive().optional().openapi({
      description:
        'Of the round robin. With `user_id` null: the leads wait in this call centre for somebody.',
    }),
  })
  .refine(({ ids, filter }) => ids !== undefined || filter !== undefined, {
    path: ['ids'],
    ...because('required_or', { field: 'filter' }),
  })
  .openapi('LeadBulkAssignIn');

export const ASSIGN_OUTCOMES = ['assigned', 'unchanged', 'not_found'] as const;

export const LeadBulkAssignOut = z
  .object({
    assigned_count: z.number(),
    data: z.array(
      z.object({
        id: z.number(),
        outcome: z.enum(ASSIGN_OUTCOMES).openapi({
          description: '`not_found`: there is no such lead, or it is out of reach.',
        }),
        assigned_to: z.number().nullable(),
      }),
    ),
  })
  .openapi('LeadBulkAssignment');
