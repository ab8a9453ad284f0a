import { z } from '@hono/zod-openapi';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

export const invitationTopics = {
  /** How the mail of the user's invitation is doing. */
  'user.updated': { permission: 'users:read', data: z.object({ id: z.number() }) },
} as const satisfies Record<string, StreamTopicDeclaration>;

interface MailChange {
  userId: number;
}

const stream = {
  topic: 'user.updated',
  data: ({ userId }: MailChange) => ({ id: userId }),
};

/** It waits for the mail server. */
export const invitationMailPostponed = declareInternalEvent<MailChange>(
  'InvitationMailPostponed',
  'user',
  { stream },
);

/** It was sent, or will not be. */
export const invitationMailEnded = declareInternalEvent<MailChange>('InvitationMailEnded', 'user', {
  audit: 'users.invitation_mail',
  stream,
});
