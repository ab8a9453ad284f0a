import { z } from '@hono/zod-openapi';
import { because, eachOnce } from '../shared/schema-faults.ts';
import {
  STATUS_COUNT_MAX,
  StatusCode,
  statusInFields,
  statusOutFields,
} from '../shared/statuses.ts';
import { LEAD_STATUS_ROLES } from './defaults.ts';

/** Shapes of the statuses of leads, in their order. */

const role = z
  .union([z.enum(LEAD_STATUS_ROLES), z.null()])
  .openapi({ description: '`initial`: of new leads. `converted`: of leads that were converted.' });

const StatusIn = z.strictObject({
  code: StatusCode.openapi({
    example: 'qualified',
    description: 'Stable: leads and webhooks carry it.',
  }),
  ...statusInFields,
  role: role.default(null),
});

export const LeadStatusesIn = z
  .strictObject({
    statuses: z
      .array(StatusIn)
      .max(STATUS_COUNT_MAX)
      .openapi({
        description:
          'In the order of lists; exactly one is `initial` and exactly one `converted`. Empty: the default statuses.',
      })
      .superRefine(eachOnce(({ code }) => code, 'code'))
      .superRefine((statuses, context) => {
        for (const wanted of statuses.length === 0 ? [] : LEAD_STATUS_ROLES) {
          if (statuses.filter((status) => status.role === wanted).length !== 1) {
            context.addIssue({ code: 'custom', ...because('exactly_one_role', { role: wanted }) });
          }
        }
      }),
  })
  .openapi('LeadStatusesIn');

export const LeadStatusesOut = z
  .object({
    is_default: z.boolean(),
    statuses: z.array(
      z
        .object({
          ...statusOutFields,
          role,
        })
        .openapi('LeadStatus'),
    ),
  })
  .openapi('LeadStatuses');

export const LeadStatusUsageOut = z
  .object({ data: z.array(z.object({ code: z.string(), count: z.number() })) })
  .openapi('LeadStatusUsage');
