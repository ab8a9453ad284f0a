import { z } from '@hono/zod-openapi';
import { LOCALES } from '../companies/shapes.ts';
import { STATUS_TONES } from '../entity-statuses/defaults.ts';
import { because } from '../shared/schema-faults.ts';
import { LEAD_STATUS_ROLES } from './defaults.ts';

/** Shapes of the statuses of leads, in their order. */

const STATUS_COUNT_MAX = 50;

const code = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .openapi({ example: 'qualified', description: 'Stable: leads and webhooks carry it.' });
const tone = z.enum(STATUS_TONES);
const role = z
  .union([z.enum(LEAD_STATUS_ROLES), z.null()])
  .openapi({ description: '`initial`: of new leads. `converted`: of leads that were converted.' });

const StatusIn = z.strictObject({
  code,
  label: z.string().trim().min(1).max(100),
  tone,
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
      .superRefine((statuses, context) => {
        statuses.forEach((status, position) => {
          if (statuses.findIndex((other) => other.code === status.code) < position) {
            context.addIssue({
              code: 'custom',
              path: [position, 'code'],
              ...because('given_twice', {}),
            });
          }
        });
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
          code: z.string(),
          label: z.string().openapi({ description: 'In French, or as the company wrote it.' }),
          labels: z.union([z.object({ fr: z.string(), en: z.string() }), z.null()]).openapi({
            description: `In ${LOCALES.join(' and ')}; null if the company wrote its own.`,
          }),
          tone,
          role,
        })
        .openapi('LeadStatus'),
    ),
  })
  .openapi('LeadStatuses');

export const LeadStatusUsageOut = z
  .object({ data: z.array(z.object({ code: z.string(), count: z.number() })) })
  .openapi('LeadStatusUsage');
