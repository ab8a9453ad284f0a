import { z } from '@hono/zod-openapi';
import { ENTITY_TYPES } from '../entities/types.ts';
import { NOTIFICATION_LEVELS } from '../shared/declare-event.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';

/** Notifications of a user. The field names are from seed 001. */

export const NotificationParams = z.object({ id: wholeNumber(z.int().positive()) });

export const NotificationQuery = PageQuery.extend({
  is_read: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
});

export const NotificationOut = z
  .object({
    id: z.number(),
    categorie: z.string(),
    type: z.string(),
    titre: z.string(),
    message: z.string(),
    level: z.enum(NOTIFICATION_LEVELS),
    entity: z.object({ type: z.enum(ENTITY_TYPES), ref: z.string() }).nullable(),
    action_id: z.uuid().nullable(),
    read_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .openapi('Notification');
