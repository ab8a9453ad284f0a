import { z } from '@hono/zod-openapi';

/** Who looks at a conversation, or types in it. */

export const PRESENCE_STATES = ['viewing', 'typing'] as const;

/** A console says so again before that; one that is closed does not. */
export const PRESENCE_SECONDS = 30;

export const ConversationViewer = z
  .object({
    user_id: z.number(),
    name: z.string(),
    state: z.enum(PRESENCE_STATES),
    expires_at: z.iso.datetime(),
  })
  .openapi('ConversationViewer');

export const PresenceIn = z
  .strictObject({
    state: z.enum([...PRESENCE_STATES, 'gone']).openapi({
      description: `Ends by itself after ${PRESENCE_SECONDS} s; \`gone\`: at once.`,
    }),
  })
  .openapi('ConversationPresenceIn');

export const PresenceOut = z
  .object({ viewers: z.array(ConversationViewer) })
  .openapi('ConversationPresence');
