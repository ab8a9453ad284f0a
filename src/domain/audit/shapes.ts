import { z } from '@hono/zod-openapi';
import { ENTITY_TYPES } from '../entities/types.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { EntityRef, Instant, RecordId } from '../shared/values.ts';

/** Entries of the audit trail: append-only, hash-chained per company. */

export const AuditQuery = PageQuery.extend({
  resource_type: z.string().max(100).optional(),
  resource_id: RecordId.optional(),
  entity_ref: EntityRef.optional().openapi({
    description: 'The entries of the records with this reference, of any type or of `entity_type`.',
  }),
  entity_type: z.enum(ENTITY_TYPES).optional(),
  changes_only: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .openapi({ type: 'boolean', description: 'Without reads and lists.' }),
  user_id: wholeNumber(z.int().positive()).optional(),
  operation: z.string().max(100).optional().openapi({ example: 'users.update' }),
  request_id: z
    .string()
    .max(64)
    .optional()
    .openapi({ description: '`X-Request-Id` of the answer, and `requestId` of the log.' }),
  from: Instant.optional(),
  to: Instant.optional(),
});

/** Whatever was sealed is shown: a row that is no object must not make the whole page an error. */
const recorded = z
  .custom<unknown>((value) => value !== undefined)
  .openapi({ type: ['object', 'null'], additionalProperties: true });

export const AuditEntryOut = z
  .object({
    sequence: z.number(),
    occurred_at: z.iso.datetime(),
    operation: z.string(),
    resource_type: z.string(),
    resource_id: z.string(),
    entity: z
      .object({ type: z.enum(ENTITY_TYPES), ref: z.string(), label: z.string() })
      .nullable()
      .openapi({ description: 'The entity whose id is `resource_id`.' }),
    user_id: z.number().nullable(),
    user_name: z.string().nullable(),
    api_key_id: z.number().nullable(),
    request_id: z.string().nullable(),
    ip: z.string().nullable(),
    before: recorded.openapi({ description: 'The content before; null if there was none.' }),
    after: recorded.openapi({ description: 'The content after, or what was read; null if none.' }),
    hash: z.string().openapi({ description: 'Hash of this entry in the chain, hexadecimal.' }),
  })
  .openapi('AuditEntry');
