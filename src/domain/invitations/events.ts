import { z } from '@hono/zod-openapi';
import { declareInternalEvent, type StreamTopicDeclaration } from '../shared/declare-event.ts';

export const invitationTopics = {
  /** The status of the user's invitation mail changed. */
  'user.updated': { permission: 'users:read', data: z.object({ id: z.number() }) },
} as const satisfies Record<string, StreamTopicDeclaration>;

interface MailChange {
  userId: number;
}

const stream = {
  topic: 'user.updated',
  data: ({ userId }: MailChange) => ({ id: userId }),
};

/** The mail server did not accept it yet. */
export const invitationMailPostponed = declareInternalEvent<MailChange>(
  'InvitationMailPostponed',
  'user',
  { stream },
);

/** The status is final. */
export const invitationMailEnded = declareInternalEvent<MailChange>('InvitationMailEnded', 'user', {
  audit: 'users.invitation_mail',
  stream,
});
