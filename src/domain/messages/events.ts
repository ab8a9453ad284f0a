import { z } from '@hono/zod-openapi';
import { CHANNELS } from '../conversations/statuses.ts';
import { declareEvent, declareInternalEvent } from '../shared/declare-event.ts';
import received from './examples/message-received.json' with { type: 'json' };

/** Events of messages. They feed the stream topic of their conversation. */

const MessageReceived = z.object({
  message_id: z.int(),
  conversation_id: z.int(),
  is_new_conversation: z.boolean(),
  channel: z.enum(CHANNELS),
  mailbox_id: z.int(),
  call_centre_id: z.int().nullable(),
  assigned_to: z.int().nullable(),
  sender_address: z.string().nullable(),
  sender_name: z.string(),
  subject: z.string(),
  preview: z.string().openapi({ description: 'The beginning of the text.' }),
  attachment_count: z.int(),
  flags: z.array(z.string()).openapi({
    description:
      '`stranger`: the sender took no part in the conversation before. `not_authenticated`, `from_own_address`, `from_own_domain`: the sender is perhaps forged. `ambiguous_sender`: it names several senders. `other_conversation`: it also answers another one. `auto_reply`, `bounce`: written by a program.',
  }),
  received_at: z.iso.datetime(),
});

export const messageReceived = declareEvent('MessageReceived', 'conversation', {
  permission: 'conversations:read',
  data: MessageReceived,
  example: received,
  audit: 'conversations.receive',
  stream: {
    topic: 'conversation.updated',
    data: (_data: unknown, subjectId: string) => ({ id: Number(subjectId) }),
  },
  notification: {
    code: 'message_received',
    kinds: ['MESSAGE_RECEIVED'],
    type: () => 'MESSAGE_RECEIVED',
    level: () => 'info',
  },
});

/** A mail server refused a message that was sent, or its receiver called it spam. Its author is told once. */
export const messageReported = declareInternalEvent<{ kind: 'bounce' | 'complaint' }>(
  'MessageReported',
  'conversation',
  {
    audit: 'conversations.report',
    stream: {
      topic: 'conversation.updated',
      data: (_data: unknown, subjectId: string) => ({ id: Number(subjectId) }),
    },
    notification: {
      code: 'message_reported',
      kinds: ['MESSAGE_BOUNCED'],
      type: () => 'MESSAGE_BOUNCED',
      level: () => 'error',
    },
  },
);

/** The decision about a sender, with the conversations that it moved. */
export const newsletterSenderDecided = declareInternalEvent(
  'NewsletterSenderDecided',
  'newsletter_sender',
  { audit: 'conversations.newsletter_sender' },
);
export const newsletterSendersListed = declareInternalEvent(
  'NewsletterSendersListed',
  'newsletter_sender',
  { audit: 'conversations.list_newsletter_senders' },
);
