import { z } from 'zod';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

/** Events of automatic replies. Their subject is the reply; its readers are those of its conversation. */

export const autoReplyTopics = {
  'auto_reply.updated': {
    permission: 'auto_replies:read',
    data: z.object({ id: z.string() }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'auto_reply.updated',
  data: (_data: undefined, subjectId: string) => ({ id: subjectId }),
};

const counter = (name: string, help: string) => ({
  name,
  help,
  labels: () => ({}),
  initialLabels: [{}],
});

/** A rule speaks against an answer. */
export const autoReplyRefused = declareInternalEvent('AutoReplyRefused', 'auto_reply', {
  audit: 'auto_replies.refuse',
  stream,
});
/** A rule was lifted, or another version was asked for. */
export const autoReplyAsked = declareInternalEvent('AutoReplyAsked', 'auto_reply', {
  audit: 'auto_replies.ask',
  stream,
});
/** The company sent too many: those that follow are refused. Told once per opening of the breaker. */
export const autoRepliesSuspended = declareInternalEvent('AutoRepliesSuspended', 'auto_reply', {
  audit: 'auto_replies.suspend',
  notification: {
    code: 'auto_replies_suspended',
    kinds: ['AUTO_REPLIES_SUSPENDED'],
    type: () => 'AUTO_REPLIES_SUSPENDED',
    level: () => 'error',
  },
});
export const autoReplyStarted = declareInternalEvent('AutoReplyStarted', 'auto_reply', {
  audit: 'auto_replies.start',
  stream,
});
export const autoReplyWaiting = declareInternalEvent('AutoReplyWaiting', 'auto_reply', {
  audit: 'auto_replies.wait',
  stream,
  notification: {
    code: 'auto_reply_waiting',
    kinds: ['AUTO_REPLY_WAITING'],
    type: () => 'AUTO_REPLY_WAITING',
    level: () => 'info',
  },
});
export const autoReplyRecalled = declareInternalEvent('AutoReplyRecalled', 'auto_reply', {
  stream,
  notification: {
    code: 'auto_reply_recalled',
    kinds: ['AUTO_REPLY_RECALLED'],
    type: () => 'AUTO_REPLY_RECALLED',
    level: () => 'warning',
  },
});
export const autoReplyEdited = declareInternalEvent('AutoReplyEdited', 'auto_reply', {
  audit: 'auto_replies.edit',
  stream,
});
/** By the first of two people. */
export const autoReplyFirstApproved = declareInternalEvent('AutoReplyFirstApproved', 'auto_reply', {
  audit: 'auto_replies.first_approve',
  stream,
});
/** By a person, or by the gate alone. */
export const autoReplyAccepted = declareInternalEvent('AutoReplyAccepted', 'auto_reply', {
  audit: 'auto_replies.accept',
  stream,
  counter: counter(
    'relais_auto_replies_accepted_total',
    'Automatic replies handed over to be sent.',
  ),
});
/** Its mail was taken back before it left: it waits again. */
export const autoReplyTakenBack = declareInternalEvent('AutoReplyTakenBack', 'auto_reply', {
  audit: 'auto_replies.take_back',
  stream,
});
export const autoReplyRejected = declareInternalEvent('AutoReplyRejected', 'auto_reply', {
  audit: 'auto_replies.reject',
  stream,
});
export const autoReplyReassigned = declareInternalEvent('AutoReplyReassigned', 'auto_reply', {
  audit: 'auto_replies.reassign',
  stream,
  notification: {
    code: 'auto_reply_reassigned',
    kinds: ['AUTO_REPLY_REASSIGNED'],
    type: () => 'AUTO_REPLY_REASSIGNED',
    level: () => 'info',
  },
});
export const autoReplySuperseded = declareInternalEvent('AutoReplySuperseded', 'auto_reply', {
  audit: 'auto_replies.supersede',
  stream,
});
export const autoReplyExpired = declareInternalEvent('AutoReplyExpired', 'auto_reply', {
  audit: 'auto_replies.expire',
  stream,
  notification: {
    code: 'auto_reply_expired',
    kinds: ['AUTO_REPLY_EXPIRED'],
    type: () => 'AUTO_REPLY_EXPIRED',
    level: () => 'error',
  },
});
export const autoReplyFailed = declareInternalEvent('AutoReplyFailed', 'auto_reply', {
  audit: 'auto_replies.fail',
  stream,
});
export const autoReplyRead = declareInternalEvent('AutoReplyRead', 'auto_reply', {
  audit: 'auto_replies.read',
});

/** Settings were tried with a message, or a conversation that was read for it. */
export const folderAutoReplyTried = declareInternalEvent('FolderAutoReplyTried', 'inbox_folder', {
  audit: 'auto_replies.try',
});

/** How a folder is answered. */
export const folderAutoReplyChanged = declareInternalEvent(
  'FolderAutoReplyChanged',
  'inbox_folder',
  { audit: 'auto_replies.settings' },
);
