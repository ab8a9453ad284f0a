import { z } from '@hono/zod-openapi';
import {
  declareEvent,
  declareInternalEvent,
  type StreamTopicDeclaration,
} from '../shared/declare-event.ts';
import assigned from './examples/conversation-assigned.json' with { type: 'json' };
import created from './examples/conversation-created.json' with { type: 'json' };
import statusUpdated from './examples/conversation-status-updated.json' with { type: 'json' };
import { ConversationViewer } from './presence.ts';
import { CHANNELS, CONVERSATION_STATUSES } from './statuses.ts';

/** Events of conversations. */

export const conversationTopics = {
  'conversation.updated': {
    permission: 'conversations:read',
    /** Null: many conversations at once. */
    data: z.object({ id: z.number().nullable() }),
  },
  'conversation.presence': {
    permission: 'conversations:read',
    data: z.object({ id: z.number(), viewers: z.array(ConversationViewer) }),
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

export const conversationStatusUpdated = declareEvent('ConversationStatusUpdated', 'conversation', {
  permission: 'conversations:read',
  data: z.object({ ...ConversationState, previous_status: z.enum(CONVERSATION_STATUSES) }),
  example: statusUpdated,
  audit: 'conversations.status',
  stream,
  notification: {
    code: 'conversation_status_updated',
    kinds: ['CONVERSATION_STATUS_UPDATED'],
    type: () => 'CONVERSATION_STATUS_UPDATED',
    level: () => 'info',
  },
});

export const conversationAssigned = declareEvent('ConversationAssigned', 'conversation', {
  permission: 'conversations:read',
  data: z.object({ ...ConversationState, previous_assigned_to: z.int().nullable() }),
  example: assigned,
  audit: 'conversations.assign',
  stream,
  notification: {
    code: 'conversation_assigned',
    kinds: ['CONVERSATION_ASSIGNED'],
    type: () => 'CONVERSATION_ASSIGNED',
    level: () => 'info',
  },
});

/** Something of it changed that only its readers need to know: a counter, a note, a state of sending. */
export const conversationTouched = declareInternalEvent('ConversationTouched', 'conversation', {
  stream: internalStream,
});

/** For those who saw a conversation before it was given to somebody else: read it again, or find it gone. */
export const conversationMoved = declareInternalEvent('ConversationMoved', 'conversation', {
  stream: internalStream,
});

/** Many conversations changed: consoles read their lists once. */
export const conversationsChanged = declareInternalEvent('ConversationsChanged', 'conversation', {
  stream: { topic: stream.topic, data: (_data: undefined) => ({ id: null }) },
});

/** Its subject, priority or folder, as a person chose. */
export const conversationUpdated = declareInternalEvent('ConversationUpdated', 'conversation', {
  audit: 'conversations.update',
  stream: internalStream,
});
/** Read, or not. */
export const conversationMarked = declareInternalEvent('ConversationMarked', 'conversation', {
  audit: 'conversations.mark',
  stream: internalStream,
});
export const conversationSnoozed = declareInternalEvent('ConversationSnoozed', 'conversation', {
  audit: 'conversations.snooze',
  stream: internalStream,
});
/** The time to which it was snoozed has come. */
export const conversationWoken = declareInternalEvent('ConversationWoken', 'conversation', {
  audit: 'conversations.wake',
  stream: internalStream,
  notification: {
    code: 'conversation_woken',
    kinds: ['CONVERSATION_WOKEN'],
    type: () => 'CONVERSATION_WOKEN',
    level: () => 'info',
  },
});
export const conversationLinked = declareInternalEvent('ConversationLinked', 'conversation', {
  audit: 'conversations.link',
  stream: internalStream,
});
/** Of the one that stays. */
export const conversationMerged = declareInternalEvent('ConversationMerged', 'conversation', {
  audit: 'conversations.merge',
  stream: internalStream,
});
/** Of the one that messages were taken from. */
export const conversationSplit = declareInternalEvent('ConversationSplit', 'conversation', {
  audit: 'conversations.split',
  stream: internalStream,
});
export const conversationDeleted = declareInternalEvent('ConversationDeleted', 'conversation', {
  audit: 'conversations.delete',
  stream: internalStream,
});

export const conversationRead = declareInternalEvent('ConversationRead', 'conversation', {
  audit: 'conversations.read',
});
export const conversationMessagesRead = declareInternalEvent(
  'ConversationMessagesRead',
  'conversation',
  { audit: 'conversations.messages' },
);
export const conversationTimelineRead = declareInternalEvent(
  'ConversationTimelineRead',
  'conversation',
  { audit: 'conversations.timeline' },
);
export const conversationContactRead = declareInternalEvent(
  'ConversationContactRead',
  'conversation',
  { audit: 'conversations.contact' },
);
export const conversationsListed = declareInternalEvent('ConversationsListed', 'conversation', {
  audit: 'conversations.list',
});
export const conversationsExported = declareInternalEvent('ConversationsExported', 'conversation', {
  audit: 'conversations.export',
});

/** Somebody began to look or to type, or stopped. */
export const conversationPresenceChanged = declareInternalEvent<{
  viewers: z.infer<typeof ConversationViewer>[];
}>('ConversationPresenceChanged', 'conversation', {
  stream: {
    topic: 'conversation.presence',
    data: ({ viewers }, subjectId) => ({ id: Number(subjectId), viewers }),
  },
});
