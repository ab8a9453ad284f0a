import { z } from '@hono/zod-openapi';
import { ActionTypeCode } from '../action-types/shapes.ts';
import { ENTITY_TYPES } from '../entities/types.ts';
import { eachOnce } from '../shared/schema-faults.ts';
import {
  STATUS_COUNT_MAX,
  StatusCode,
  statusInFields,
  statusOutFields,
} from '../shared/statuses.ts';

/** Shapes of the statuses of records, in their order. */

const SUGGESTED_COUNT_MAX = 10;
const DIFFERENT_CODES_MAX = 500;

export const EntityStatusesParams = z.object({ type: z.enum(ENTITY_TYPES) });

export const EntityStatusesIn = z
  .strictObject({
    statuses: z
      .array(
        z.strictObject({
          code: StatusCode.openapi({ example: 'DOSSIER_INCOMPLET' }),
          ...statusInFields,
          suggested_action_types: z
            .array(ActionTypeCode)
            .max(SUGGESTED_COUNT_MAX)
            .default([])
            .openapi({ description: 'The usual actions on a record with this status, in order.' }),
        }),
      )
      .max(STATUS_COUNT_MAX)
      .openapi({ description: 'In the order of lists. Empty: the default statuses.' })
      .superRefine(eachOnce(({ code }) => code, 'code')),
  })
  .openapi('EntityStatusesIn');

const EntityStatusOut = z
  .object({
    ...statusOutFields,
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
