import { z } from '@hono/zod-openapi';
import { Integer, Uuid } from '../shared/values.ts';
import { ActionFilter } from './filter.ts';
import { ACTION_STATUSES } from './statuses.ts';

/** Sending many actions again. */

export const BULK_RETRY_COUNT_MAX = 500;
const BULK_RETRY_IDS_MAX = 200;

export const BulkRetryIn = z
  .strictObject({
    filter: z.strictObject({
      ...ActionFilter.shape,
      ids: z.array(Uuid).min(1).max(BULK_RETRY_IDS_MAX).optional().openapi({
        description: 'Of these actions, those that can be sent again.',
      }),
      status: z.array(z.enum(ACTION_STATUSES)).optional(),
      decide_par: z.int().optional(),
      route_index: Integer.optional(),
      is_unrouted: z.boolean().optional(),
      is_in_doubt: z.boolean().optional(),
    }),
    expected_count: z.int().min(1).max(BULK_RETRY_COUNT_MAX),
  })
  .openapi('ActionBulkRetry');

export const RetryCountOut = z
  .object({
    count: z.number(),
    oldest_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: 'When the oldest of them was accepted; null if there is none.' }),
  })
  .openapi('RetryCount');
