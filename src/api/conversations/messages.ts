import { z } from '@hono/zod-openapi';
import { conversationMessagesRead } from '../../domain/conversations/events.ts';
import {
  LISTED_TEXT_LENGTH_MAX,
  MessageOut,
  MessageParams,
  MessageQuery,
} from '../../domain/conversations/messages.ts';
import { ConversationParams } from '../../domain/conversations/shapes.ts';
import { decodeCursor, pageOf, toPage, MicrosecondsKey } from '../../domain/shared/pages.ts';
import { findMessageView, listMessages } from '../../queries/conversations/messages.ts';
import type { ApiDeps } from '../http/context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { findInReach, messageOut } from './views.ts';

/** Endpoints that read the messages of a conversation. */

const Cursor = z.tuple([MicrosecondsKey, z.int()]);

export const conversationMessageEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'conversations.messages',
      method: 'get',
      path: '/inbox/conversations/{id}/messages',
      permission: 'conversations:read',
      summary: 'The messages of a conversation, newest first',
      description: `Texts are cut after ${LISTED_TEXT_LENGTH_MAX} characters. Each read is recorded in the audit trail.`,
      params: ConversationParams,
      load: findInReach,
      query: MessageQuery,
      status: 200,
      answer: pageOf(MessageOut),
    },
    async ({ query: { limit, cursor }, read }) => {
      const after = decodeCursor(cursor, Cursor);
      return read(async (tx, { id }) => {
        const rows = await listMessages(tx, { conversationId: id, after, limit: limit + 1 });
        const page = toPage(rows, limit, (row) => [row.sort_key, row.id] as const);
        tx.emit(conversationMessagesRead, {
          subjectId: id,
          after: { message_ids: page.data.map((row) => row.id) },
        });
        return { body: { ...page, data: page.data.map(messageOut) } };
      });
    },
  ),
  endpoint(
    deps,
    {
      id: 'conversations.message',
      method: 'get',
      path: '/inbox/conversations/{id}/messages/{message_id}',
      permission: 'conversations:read',
      summary: 'One message with its whole text',
      params: MessageParams,
      load: async (request) => {
        const conversation = await findInReach(request);
        return (
          conversation &&
          findMessageView(request.tx, {
            conversationId: conversation.id,
            messageId: request.params.message_id,
          })
        );
      },
      status: 200,
      answer: MessageOut,
    },
    async ({ read }) =>
      read((tx, message) => {
        tx.emit(conversationMessagesRead, {
          subjectId: message.conversation_id,
          after: { message_ids: [message.id] },
        });
        return Promise.resolve({ body: messageOut(message) });
      }),
  ),
];
