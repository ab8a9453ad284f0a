import { z } from '@hono/zod-openapi';
import { PersonOut } from '../contacts/shapes.ts';
import { ENTITY_TYPES } from '../entities/types.ts';
import { CONVERSATION_STATUSES } from './statuses.ts';

/** What is known of the contact of a conversation. */

/** Of each kind, the newest. Their lists have all. */
export const CONTACT_ITEM_COUNT_MAX = 20;

export const ConversationContactOut = z
  .object({
    person: z.union([PersonOut, z.null()]).openapi({
      description: 'Null: there is none, or `people:read` is missing.',
    }),
    contact_address: z.string().nullable(),
    contact_name: z.string().nullable(),
    contact_skipped_reason: z.string().nullable(),
    conversations: z
      .array(
        z.object({
          id: z.number(),
          subject: z.string(),
          status: z.enum(CONVERSATION_STATUSES),
          last_message_at: z.iso.datetime(),
          is_unread: z.boolean(),
        }),
      )
      .openapi({ description: 'Others with the same person or address, within reach.' }),
    leads: z.array(
      z.object({
        id: z.number(),
        label: z.string(),
        status: z.string(),
        created_at: z.iso.datetime(),
      }),
    ),
    records: z
      .array(z.object({ type: z.enum(ENTITY_TYPES), ref: z.string(), label: z.string() }))
      .openapi({ description: 'Records in whose data the address is.' }),
    action_count: z.number().openapi({ description: 'Actions about these records, within reach.' }),
    tasks: z
      .array(
        z.object({
          id: z.number(),
          title: z.string(),
          due_at: z.iso.datetime().nullable(),
          assigned_to_name: z.string().nullable(),
          conversation_id: z.number().nullable(),
        }),
      )
      .openapi({ description: 'Not done yet: of this conversation or of the person.' }),
  })
  .openapi('ConversationContact');
