import { z } from '@hono/zod-openapi';
import { eachOnce } from '../shared/schema-faults.ts';
import { Integer } from '../shared/values.ts';
import { LeadStatusIn } from './shapes.ts';

/** One status for several leads. */

/** Each change can tell the assignee and those who follow the call centre. */
export const BULK_STATUS_COUNT_MAX = 100;

const LeadVersion = z.strictObject({
  id: z.int().positive(),
  version: Integer.min(1).openapi({ description: 'The version the change is based on.' }),
});

export const LeadBulkStatusIn = z
  .strictObject({
    status: LeadStatusIn.shape.status,
    leads: z
      .array(LeadVersion)
      .min(1)
      .max(BULK_STATUS_COUNT_MAX)
      .superRefine(eachOnce(({ id }) => String(id))),
  })
  .openapi('LeadBulkStatusIn');

export const STATUS_OUTCOMES = [
  'changed',
  'unchanged',
  'version_conflict',
  'converted',
  'not_found',
] as const;
export type StatusOutcome = (typeof STATUS_OUTCOMES)[number];

export const LeadBulkStatusOut = z
  .object({
    changed_count: z.number(),
    data: z.array(
      z.object({
        id: z.number(),
        outcome: z.enum(STATUS_OUTCOMES).openapi({
          description:
            '`unchanged`: the lead has the status already. `version_conflict`: another version is current. `converted`: a converted lead keeps its status. `not_found`: there is no such lead, or it is out of reach.',
        }),
        status: z.string().nullable().openapi({ description: 'Now. Null: not found.' }),
        version: z.number().nullable().openapi({ description: 'Now. Null: not found.' }),
      }),
    ),
  })
  .openapi('LeadBulkStatus');
