import { z } from 'zod';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

/** Events of canned replies. */

export const cannedReplyTopics = {
  'canned_reply.updated': {
    permission: 'canned_replies:read',
    data: z.object({ id: z.number() }),
  },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'canned_reply.updated',
  data: (_data: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};

export const cannedReplyCreated = declareInternalEvent('CannedReplyCreated', 'canned_reply', {
  audit: 'canned_replies.create',
  stream,
});
export const cannedReplyUpdated = declareInternalEvent('CannedReplyUpdated', 'canned_reply', {
  audit: 'canned_replies.update',
  stream,
});
export const cannedReplyDeleted = declareInternalEvent('CannedReplyDeleted', 'canned_reply', {
  audit: 'canned_replies.delete',
  stream,
});
/** Its text with the name of a contact in it. */
export const cannedReplyRendered = declareInternalEvent('CannedReplyRendered', 'canned_reply', {
  audit: 'canned_replies.render',
});
