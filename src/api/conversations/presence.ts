import { conversationPresenceChanged } from '../../domain/conversations/events.ts';
import { PresenceIn, PresenceOut, PRESENCE_SECONDS } from '../../domain/conversations/presence.ts';
import { ConversationParams } from '../../domain/conversations/shapes.ts';
import { deletePresence, savePresence } from '../../queries/conversations/presence.ts';
import { listViewers } from '../../queries/conversations/views.ts';
import { aboutConversation } from '../../services/conversations/facts.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { findInReach, viewerOut } from './views.ts';

/** The endpoint that says who looks at a conversation. */

export const conversationPresenceEndpoint = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversations.set_presence',
      method: 'put',
      path: '/inbox/conversations/{id}/presence',
      permission: 'conversations:read',
      summary: 'Say that you look at a conversation, or type in it',
      description: `Shown to the others for ${PRESENCE_SECONDS} s, unless it is said again. Answers the others. Not recorded in the audit trail: to read the conversation is.`,
      params: ConversationParams,
      load: findInReach,
      body: PresenceIn,
      sample: { state: 'viewing' },
      status: 200,
      answer: PresenceOut,
    },
    async ({ body: { state }, caller: { userId }, write }) =>
      write(async (tx, conversation) => {
        const who = { conversationId: conversation.id, userId };
        const isChanged =
          state === 'gone'
            ? await deletePresence(tx, who)
            : (await savePresence(tx, { ...who, state })) !== state;
        const viewers = (await listViewers(tx, conversation.id)).map(viewerOut);
        const others = viewers.filter(({ user_id: id }) => id !== userId);
        // Said again, it is told only where somebody else looks, whose console would forget it.
        if (isChanged || others.length > 0) {
          tx.emit(conversationPresenceChanged, {
            ...aboutConversation(conversation),
            data: { viewers },
          });
        }
        return { body: { viewers: others } };
      }),
  );
