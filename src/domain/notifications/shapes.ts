import { z } from '@hono/zod-openapi';
import { ENTITY_TYPES } from '../entities/types.ts';
import { NOTIFICATION_LEVELS } from '../shared/declare-event.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import { EntityRef, Uuid } from '../shared/values.ts';

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
    lead_id: z.number().nullable().openapi({ description: 'The lead it is about.' }),
    lead_import_id: z.uuid().nullable(),
    knowledge_import_id: z.uuid().nullable(),
    action_id: z.uuid().nullable(),
    webhook_id: z.number().nullable(),
    mailbox_id: z.number().nullable(),
    task_id: z.number().nullable(),
    case_id: z.number().nullable().openapi({ description: 'The case it is about.' }),
    conversation_id: z.number().nullable().openapi({
      description: 'The conversation it is about, or that of its task or follow-up.',
    }),
    suggested_action_types: z.array(z.string()).openapi({
      description: 'Codes of the action types that usually answer it, the most fitting first.',
    }),
    read_at: z.iso.datetime().nullable(),
    handled_at: z.iso.datetime().nullable().openapi({
      description: 'When an action answered it first. Later answers do not change it.',
    }),
    handled_by: z.number().nullable(),
    handled_by_name: z.string().nullable(),
    handled_action_id: z.uuid().nullable(),
    created_at: z.iso.datetime(),
  })
  .openapi('Notification');

/** What notifications are about: the page that the caller has opened. */
export const NotificationSubjectIn = z
  .strictObject({
    subject: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('action'), id: Uuid }),
      z.strictObject({ type: z.literal('webhook'), id: z.int().positive() }),
      z.strictObject({ type: z.literal('mailbox'), id: z.int().positive() }),
      z.strictObject({ type: z.literal('lead'), id: z.int().positive() }),
      z.strictObject({ type: z.literal('conversation'), id: z.int().positive() }),
      z.strictObject({ type: z.literal('task'), id: z.int().positive() }),
      z.strictObject({ type: z.literal('case'), id: z.int().positive() }),
      z.strictObject({
        type: z.literal('entity'),
        entity_type: z.enum(ENTITY_TYPES),
        ref: EntityRef,
      }),
    ]),
  })
  .openapi('NotificationSubject');
export type NotificationSubject = z.infer<typeof NotificationSubjectIn>['subject'];
