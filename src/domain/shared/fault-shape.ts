import { z } from '@hono/zod-openapi';
import { FAULT_FORMATS, FAULT_RECORDS, FAULT_TYPES } from './fault-codes.ts';
import { FAULT_CODES, keysOf } from './faults.ts';

/** A fault as answers show it. The console's client takes the codes and formats from here. */

export const FaultOut = z
  .object({
    path: z.string().openapi({ example: 'metadonnees.priorite' }),
    code: z.enum(FAULT_CODES).openapi({ example: 'too_long' }),
    params: z
      .object({
        min: z.number(),
        max: z.number(),
        exclusive: z.literal(true),
        divisor: z.number(),
        current: z.number(),
        expected: z.enum(FAULT_TYPES),
        format: z.enum(keysOf(FAULT_FORMATS)),
        allowed: z.array(z.string()),
        field: z.string(),
        record: z.enum(FAULT_RECORDS),
        type: z.string(),
        action_type: z.string(),
        role: z.string(),
        permission: z.string(),
        scope: z.string(),
        status: z.string(),
        count: z.number(),
        days: z.number(),
        variable: z.string(),
      })
      .partial()
      .openapi('FaultParams', { description: 'What the code needs to be worded, no more.' }),
    message: z.string().openapi({ example: 'at most 200 characters' }),
  })
  .openapi('Fault', {
    description: 'One fault of the request. docs/api-errors.md lists the codes.',
  });
