import { z } from '@hono/zod-openapi';
import { INTENTS } from '../auto-replies/intents.ts';
import { URGENCIES } from '../inbox-folders/ai.ts';
import { AiReasonOut } from '../inbox-folders/shapes.ts';
import { wholeNumber } from '../shared/pages.ts';
import { ConversationViewer } from './presence.ts';
import { CHANNELS, CONVERSATION_STATUSES } from './statuses.ts';

/** Conversations as the API shows them. Messages: messages.ts. Filters: filter.ts. Changes: changes.ts. */

export const ConversationParams = z.object({ id: wholeNumber(z.int().positive()) });

export const SUBJECT_LENGTH_MAX = 1000;
export const PRIORITIES = [-1, 0, 1] as const;

const instant = z.iso.datetime();

const listItem = {
  id: z.number(),
  channel: z.enum(CHANNELS),
  mailbox_id: z.number().nullable(),
  mailbox_name: z.string().nullable(),
  call_centre_id: z.number().nullable().openapi({
    description: 'Null: shared by the whole company.',
  }),
  subject: z.string(),
  status: z.enum(CONVERSATION_STATUSES),
  is_newsletter: z.boolean(),
  priority: z.number().openapi({ description: '-1 low, 0 normal, 1 high.' }),
  folder_id: z.number().nullable(),
  folder_name: z.string().nullable(),
  is_folder_manual: z.boolean().openapi({
    description: 'A person chose the folder: rules leave it alone.',
  }),
  intent: z.enum(INTENTS).nullable().openapi({
    description: 'What the contact wants, as a language model read it. Null: none was asked.',
  }),
  urgency: z.enum(URGENCIES).nullable().openapi({ description: 'As a language model read it.' }),
  language: z.string().nullable().openapi({
    description: 'ISO 639-1, as a language model read it.',
  }),
  assigned_to: z.number().nullable(),
  assigned_to_name: z.string().nullable(),
  contact_address: z.string().nullable(),
  contact_name: z.string().nullable(),
  person_id: z.number().nullable(),
  is_unread: z.boolean(),
  message_count: z.number(),
  has_attachments: z.boolean(),
  preview: z.string().openapi({ description: 'The beginning of the last message.' }),
  last_message_at: instant,
  last_inbound_at: instant.nullable(),
  waiting_since: instant.nullable().openapi({
    description:
      "The contact's oldest message since our last reply. Null: the contact waits for nothing.",
  }),
  snoozed_until: instant.nullable(),
  version: z.number(),
};

export const ConversationListItem = z.object(listItem).openapi('ConversationListItem');

export const ConversationOut = z
  .object({
    ...listItem,
    person_name: z.string().nullable(),
    contact_skipped_reason: z.string().nullable().openapi({
      description: 'Why no contact was created: `role_address`, `own_domain`, `policy`.',
    }),
    project_id: z.number().nullable(),
    project_name: z.string().nullable(),
    lead_id: z.number().nullable(),
    organisation_id: z.number().nullable(),
    organisation_name: z.string().nullable(),
    mailbox_email: z.string().nullable(),
    last_message_id: z.number().nullable().openapi({
      description:
        'Send it back with a reply: a newer message means that somebody wrote meanwhile.',
    }),
    first_inbound_at: instant.nullable(),
    first_reply_at: instant.nullable(),
    first_reply_seconds: z.number().nullable(),
    first_reply_business_seconds: z.number().nullable(),
    resolved_at: instant.nullable(),
    resolution_seconds: z.number().nullable(),
    resolution_business_seconds: z.number().nullable(),
    split_from_id: z.number().nullable(),
    ai_filing: z
      .union([
        AiReasonOut.extend({ folder_id: z.number().nullable(), created_at: instant }).openapi(
          'ConversationAiFiling',
        ),
        z.null(),
      ])
      .openapi({
        description:
          'The last answer of the language model about its folder, or why there was none. Null: it was not asked.',
      }),
    viewers: z.array(ConversationViewer).openapi({
      description: 'Other users who look at it or type in it now.',
    }),
    created_at: instant,
    updated_at: instant,
  })
  .openapi('Conversation');

export const ConversationCsvRow = z.object({
  id: z.number(),
  created_at: z.string(),
  last_message_at: z.string(),
  channel: z.string(),
  mailbox: z.string().nullable(),
  subject: z.string(),
  status: z.string(),
  priority: z.number(),
  folder: z.string().nullable(),
  assigned_to: z.string().nullable(),
  contact_name: z.string().nullable(),
  contact_address: z.string().nullable(),
  message_count: z.number(),
  waiting_since: z.string().nullable(),
  first_reply_seconds: z.number().nullable(),
  first_reply_business_seconds: z.number().nullable(),
  resolved_at: z.string().nullable(),
  resolution_seconds: z.number().nullable(),
  resolution_business_seconds: z.number().nullable(),
});
