import { conversationRead } from '../../domain/conversations/events.ts';
import { ConversationOut, ConversationParams } from '../../domain/conversations/shapes.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { conversationBulkEndpoint } from './bulk.ts';
import { conversationChangeEndpoints } from './changes.ts';
import { conversationContactEndpoint } from './contact.ts';
import { conversationListEndpoints } from './lists.ts';
import { conversationMessageEndpoints } from './messages.ts';
import { conversationMergeEndpoints } from './merges.ts';
import { conversationPresenceEndpoint } from './presence.ts';
import { conversationTimelineEndpoint } from './timeline.ts';
import { shown, viewInReach } from './views.ts';

/** Endpoints of conversations. One out of the caller's reach is as absent as another company's. */

export const conversationEndpoints = (deps: ApiDeps): Endpoint[] => [
  // Before `/conversations/{id}`, which would read `count` as an id.
  ...conversationListEndpoints(deps),
  conversationBulkEndpoint(deps),
  read(deps),
  ...conversationChangeEndpoints(deps),
  ...conversationMergeEndpoints(deps),
  ...conversationMessageEndpoints(deps),
  conversationContactEndpoint(deps),
  conversationTimelineEndpoint(deps),
  conversationPresenceEndpoint(deps),
];

const read = (deps: ApiDeps): Endpoint =>
  endpoint(
    deps,
    {
      id: 'conversations.read',
      method: 'get',
      path: '/inbox/conversations/{id}',
      permission: 'conversations:read',
      summary: 'One conversation, without its messages',
      params: ConversationParams,
      load: viewInReach,
      status: 200,
      answer: ConversationOut,
    },
    async ({ read: look }) =>
      look(async (tx, view) => {
        tx.emit(conversationRead, { subjectId: view.id });
        return { body: await shown(tx, view) };
      }),
  );
