import { z } from '@hono/zod-openapi';
import { declareEvent, declareInternalEvent } from '../shared/declare-event.ts';
import failed from './examples/message-failed.json' with { type: 'json' };
import sent from './examples/message-sent.json' with { type: 'json' };
import { SENT_EVIDENCES } from './statuses.ts';

/** Events of outgoing messages. Their subject is the conversation, so that its readers are told. */

const stream = {
  topic: 'conversation.updated',
  data: (_data: unknown, subjectId: string) => ({ id: Number(subjectId) }),
};
const internalStream = {
  topic: stream.topic,
  data: (_data: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};

const Outgoing = {
  message_id: z.int(),
  conversation_id: z.int(),
  mailbox_id: z.int().nullable(),
  call_centre_id: z.int().nullable(),
  author_id: z.int().nullable(),
  subject: z.string(),
};

const counter = (name: string, help: string) => ({
  name,
  help,
  labels: () => ({}),
  initialLabels: [{}],
});

/** `evidence`: how it is known. `refused_count`: recipients that the server did not take. */
export const messageSent = declareEvent('MessageSent', 'conversation', {
  permission: 'conversations:read',
  data: z.object({
    ...Outgoing,
    evidence: z.enum(SENT_EVIDENCES),
    refused_count: z.int().min(0),
  }),
  example: sent,
  audit: 'conversations.message_sent',
  stream,
  counter: counter('relais_replies_sent_total', 'Replies that were sent.'),
});

export const messageFailed = declareEvent('MessageFailed', 'conversation', {
  permission: 'conversations:read',
  data: z.object({ ...Outgoing, error_code: z.string() }),
  example: failed,
  audit: 'conversations.message_failed',
  stream,
  notification: {
    code: 'message_failed',
    kinds: ['MESSAGE_FAILED'],
    type: () => 'MESSAGE_FAILED',
    level: () => 'error',
  },
  counter: counter('relais_replies_failed_total', 'Replies that were not sent.'),
});

/** It may have been sent: its author decides. */
export const messageUncertain = declareInternalEvent('MessageUncertain', 'conversation', {
  audit: 'conversations.message_uncertain',
  stream: internalStream,
  notification: {
    code: 'message_uncertain',
    kinds: ['MESSAGE_UNCERTAIN'],
    type: () => 'MESSAGE_UNCERTAIN',
    level: () => 'warning',
  },
  counter: counter('relais_replies_uncertain_total', 'Replies that may have been sent.'),
});

/** Sent, but not to all. */
export const messagePartlyRefused = declareInternalEvent('MessagePartlyRefused', 'conversation', {
  notification: {
    code: 'message_partly_refused',
    kinds: ['MESSAGE_PARTLY_REFUSED'],
    type: () => 'MESSAGE_PARTLY_REFUSED',
    level: () => 'warning',
  },
});

/** A colleague deleted its conversation, or marked it as spam, before it was sent. */
export const messageStopped = declareInternalEvent('MessageStopped', 'conversation', {
  notification: {
    code: 'message_stopped',
    kinds: ['MESSAGE_STOPPED'],
    type: () => 'MESSAGE_STOPPED',
    level: () => 'warning',
  },
});

export const messageQueued = declareInternalEvent('MessageQueued', 'conversation', {
  audit: 'conversations.reply',
  stream: internalStream,
});
export const messageCancelled = declareInternalEvent('MessageCancelled', 'conversation', {
  audit: 'conversations.cancel_reply',
  stream: internalStream,
});
export const messageRetried = declareInternalEvent('MessageRetried', 'conversation', {
  audit: 'conversations.retry_reply',
  stream: internalStream,
});
/** An attempt began, or ended without a final outcome. */
export const messageAttempted = declareInternalEvent('MessageAttempted', 'conversation', {
  stream: internalStream,
});
export const messageAttemptsRead = declareInternalEvent('MessageAttemptsRead', 'conversation', {
  audit: 'conversations.read_attempts',
});
export const replyDefaultsRead = declareInternalEvent('ReplyDefaultsRead', 'conversation', {
  audit: 'conversations.read_reply_defaults',
});
