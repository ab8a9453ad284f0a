import { ConversationMergeIn, ConversationSplitIn } from '../../domain/conversations/changes.ts';
import { ConversationOut, ConversationParams } from '../../domain/conversations/shapes.ts';
import { fault } from '../../domain/shared/faults.ts';
import { invalid } from '../../errors.ts';
import { lockConversations } from '../../queries/conversations/records.ts';
import { mergeConversations } from '../../services/conversations/merge.ts';
import { splitConversation } from '../../services/conversations/split.ts';
import { requireVersion } from '../../services/shared/versions.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { nothingHere } from '../http/request.ts';
import { findInReach, lockInReach, shownConversation } from './views.ts';

/** Endpoints that make one conversation of two, and two of one. */

export const conversationMergeEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'conversations.merge',
      method: 'post',
      path: '/inbox/conversations/{id}/merge',
      permission: 'conversations:update',
      summary: 'Merge a conversation into another one',
      description:
        'Messages, notes, tasks and follow-ups move; this conversation is deleted, and its address shows the other one. Not undone: split messages off instead. Answers the other one. Refused with 409 if `version` is not the current version of this one, or the channels differ.',
      params: ConversationParams,
      load: findInReach,
      body: ConversationMergeIn,
      sample: { into_id: 1, version: 1 },
      status: 200,
      answer: ConversationOut,
    },
    async ({ body, scope, params, write }) =>
      write(async (tx) => {
        const ids = [params.id, body.into_id];
        const rows = new Map(
          (await lockConversations(tx, { ids, scope })).map((row) => [row.id, row]),
        );
        const [loser, winner] = [rows.get(params.id), rows.get(body.into_id)];
        if (!loser) throw nothingHere();
        if (!winner)
          throw invalid([fault('into_id', 'unknown_record', { record: 'conversation' })]);
        requireVersion(loser, body.version);
        await mergeConversations(tx, { winner, loser });
        return { body: await shownConversation(tx, winner.id) };
      }),
  ),
  endpoint(
    deps,
    {
      id: 'conversations.split',
      method: 'post',
      path: '/inbox/conversations/{id}/split',
      permission: 'conversations:update',
      summary: 'Move messages to a new conversation',
      description:
        'Exactly these messages; what answers them follows them. Notes and tasks stay. Answers the new conversation. Refused with 409 if `version` is not the current version.',
      params: ConversationParams,
      load: lockInReach,
      body: ConversationSplitIn,
      sample: { version: 1, message_ids: [1] },
      status: 201,
      answer: ConversationOut,
    },
    async ({ body, write }) =>
      write(async (tx, from) => {
        requireVersion(from, body.version);
        const id = await splitConversation(tx, from, body.message_ids);
        return {
          body: await shownConversation(tx, id),
          headers: { Location: `/inbox/conversations/${id}` },
        };
      }),
  ),
];
