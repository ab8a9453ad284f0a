import { z } from 'zod';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

/** Events of follow-ups. */

export const followUpTopics = {
  'follow_up.updated': { permission: 'follow_ups:read', data: z.object({ id: z.number() }) },
} as const satisfies Record<string, StreamTopicDeclaration>;

const stream = {
  topic: 'follow_up.updated',
  data: (_data: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};

export const followUpCreated = declareInternalEvent('FollowUpCreated', 'follow_up', {
  audit: 'follow_ups.create',
  stream,
});
export const followUpUpdated = declareInternalEvent('FollowUpUpdated', 'follow_up', {
  audit: 'follow_ups.update',
  stream,
});
export const followUpCancelled = declareInternalEvent('FollowUpCancelled', 'follow_up', {
  audit: 'follow_ups.cancel',
  stream,
});
export const followUpDone = declareInternalEvent('FollowUpDone', 'follow_up', {
  audit: 'follow_ups.done',
  stream,
});
export const followUpFellDue = declareInternalEvent('FollowUpFellDue', 'follow_up', {
  audit: 'follow_ups.due',
  stream,
  notification: {
    code: 'follow_up_due',
    kinds: ['FOLLOW_UP_DUE'],
    type: () => 'FOLLOW_UP_DUE',
    level: () => 'info',
  },
});
