import { z } from '@hono/zod-openapi';
import { ActionTypeCode } from '../action-types/shapes.ts';
import { LOCALES } from '../companies/shapes.ts';
import { ENTITY_TYPES } from '../entities/types.ts';
import { because } from '../shared/schema-faults.ts';
import { STATUS_TONES } from './defaults.ts';

/** Shapes of the statuses of records, in their order. */

const STATUS_COUNT_MAX = 50;
const SUGGESTED_COUNT_MAX = 10;
const DIFFERENT_CODES_MAX = 500;

const code = z.string().trim().min(1).max(100).openapi({ example: 'DOSSIER_INCOMPLET' });
const tone = z.enum(STATUS_TONES);

export const EntityStatusesParams = z.object({ type: z.enum(ENTITY_TYPES) });

export const EntityStatusesIn = z
  .strictObject({
    statuses: z
      .array(
        z.strictObject({
          code,
          label: z.string().trim().min(1).max(100),
          tone,
          suggested_action_types: z
            .array(ActionTypeCode)
            .max(SUGGESTED_COUNT_MAX)
            .default([])
            .openapi({ description: 'The usual actions on a record with this status, in order.' }),
        }),
      )
      .max(STATUS_COUNT_MAX)
      .openapi({ description: 'In the order of lists. Empty: the default statuses.' })
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
      }),
  })
  .openapi('EntityStatusesIn');

const EntityStatusOut = z
  .object({
    code: z.string(),
    label: z.string().openapi({ description: 'In French, or as the company wrote it.' }),
    labels: z
      .union([z.object({ fr: z.string(), en: z.string() }), z.null()])
      .openapi({ description: `In ${LOCALES.join(' and ')}; null if the company wrote its own.` }),
    tone,
    suggested_action_types: z.array(z.string()),
  })
  .openapi('EntityStatus');

export const EntityStatusesOut = z
  .object({
    type: z.enum(ENTITY_TYPES),
    is_default: z.boolean(),
    statuses: z.array(EntityStatusOut),
  })
  .openapi('EntityStatuses');

export const AllEntityStatusesOut = z
  .object({ data: z.array(EntityStatusesOut) })
  .openapi('AllEntityStatuses');

export const StatusUsageOut = z
  .object({
    data: z.array(z.object({ code: z.string().nullable(), count: z.number() })),
  })
  .openapi('EntityStatusUsage');

export const STATUS_LIMITS = { differentCodes: DIFFERENT_CODES_MAX } as const;
