import { z } from '@hono/zod-openapi';
import {
  declareEvent,
  declareInternalEvent,
  type StreamTopicDeclaration,
} from '../shared/declare-event.ts';
import created from './examples/conversation-created.json' with { type: 'json' };
import { CHANNELS, CONVERSATION_STATUSES } from './statuses.ts';

/** Events of conversations. */

export const conversationTopics = {
  'conversation.updated': {
    permission: 'conversations:read',
    /** Null: many conversations at once. */
    data: z.object({ id: z.number().nullable() }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'conversation.updated',
  data: (_data: unknown, subjectId: string) => ({ id: Number(subjectId) }),
};
const internalStream = {
  topic: stream.topic,
  data: (_data: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};

/** The whole conversation after the change, without its messages. */
export const ConversationState = {
  conversation_id: z.int(),
  channel: z.enum(CHANNELS),
  mailbox_id: z.int().nullable(),
  call_centre_id: z.int().nullable(),
  subject: z.string(),
  status: z.enum(CONVERSATION_STATUSES),
  priority: z.int(),
  folder_id: z.int().nullable(),
  assigned_to: z.int().nullable(),
  contact_address: z.string().nullable(),
  contact_name: z.string().nullable(),
  person_id: z.int().nullable(),
  project_id: z.int().nullable(),
  lead_id: z.int().nullable(),
  organisation_id: z.int().nullable(),
};

export const conversationCreated = declareEvent('ConversationCreated', 'conversation', {
  permission: 'conversations:read',
  data: z.object(ConversationState),
  example: created,
  audit: 'conversations.create',
  stream,
});

/** Something of it changed that only its readers need to know: a counter, a note, a state of sending. */
export const conversationTouched = declareInternalEvent('ConversationTouched', 'conversation', {
  stream: internalStream,
});

/** Many conversations changed: consoles read their lists once. */
export const conversationsChanged = declareInternalEvent('ConversationsChanged', 'conversation', {
  stream: { topic: stream.topic, data: (_data: undefined) => ({ id: null }) },
});
