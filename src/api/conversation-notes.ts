import { z } from '@hono/zod-openapi';
import {
  conversationNoteDeleted,
  conversationNotesListed,
} from '../domain/conversation-notes/events.ts';
import {
  ConversationNoteIn,
  ConversationNoteOut,
  ConversationNoteParams,
  ConversationNoteQuery,
} from '../domain/conversation-notes/shapes.ts';
import { COLLEAGUE_COUNT_MAX, ColleagueQuery, ColleaguesOut } from '../domain/shared/colleagues.ts';
import { decodeCursor, pageOf, toPage } from '../domain/shared/pages.ts';
import { AppError } from '../errors.ts';
import {
  deleteConversationNote,
  findConversationNote,
  listConversationNotes,
  type ConversationNoteRow,
} from '../queries/conversation-notes.ts';
import { addNote } from '../services/conversation-notes.ts';
import { audienceOf } from '../services/conversations/facts.ts';
import { findColleagues } from '../services/shared/colleagues.ts';
import { conversationInReach, InConversationParams } from './conversations/in-reach.ts';
import type { ApiDeps } from './http/context.ts';
import { endpoint, type Endpoint } from './http/endpoint.ts';
import type { LoadRequest } from './http/spec.ts';

/** Notes of a conversation: written for colleagues, never sent. */

const findInConversation = async (request: LoadRequest<typeof ConversationNoteParams>) => {
  const conversation = await conversationInReach(request);
  if (!conversation) return undefined;
  const { note_id: id } = request.params;
  const note = await findConversationNote(request.tx, { id, conversationId: conversation.id });
  return note && { note, conversation };
};

export const conversationNoteEndpoints = (deps: ApiDeps): Endpoint[] => [
  endpoint(
    deps,
    {
      id: 'conversation_notes.list',
      method: 'get',
      path: '/inbox/conversations/{id}/notes',
      permission: 'conversations:read',
      summary: 'The notes of a conversation, newest first',
      params: InConversationParams,
      load: conversationInReach,
      query: ConversationNoteQuery,
      status: 200,
      answer: pageOf(ConversationNoteOut),
    },
    async ({ query: { limit, cursor }, read }) => {
      const beforeId = decodeCursor(cursor, z.number());
      return read(async (tx, { id: conversationId }) => {
        const rows = await listConversationNotes(tx, {
          conversationId,
          beforeId,
          limit: limit + 1,
        });
        const page = toPage(rows, limit, (row) => row.id);
        tx.emit(conversationNotesListed, {
          subjectId: conversationId,
          after: { note_ids: page.data.map(({ id }) => id) },
        });
        return { body: { ...page, data: page.data.map(noteOut) } };
      });
    },
  ),
  endpoint(
    deps,
    {
      id: 'conversation_notes.create',
      method: 'post',
      path: '/inbox/conversations/{id}/notes',
      permission: 'conversations:update',
      summary: 'Write a note for colleagues',
      params: InConversationParams,
      load: conversationInReach,
      body: ConversationNoteIn,
      sample: { text: 'Cliente pressée, à rappeler avant midi.', mentioned_user_ids: [] },
      status: 201,
      answer: ConversationNoteOut,
    },
    async ({ body, caller, write }) =>
      write(async (tx, conversation) => ({
        body: noteOut(
          await addNote(tx, conversation, {
            authorId: caller.userId,
            text: body.text,
            mentionedUserIds: body.mentioned_user_ids,
          }),
        ),
      })),
  ),
  endpoint(
    deps,
    {
      id: 'conversation_notes.delete',
      method: 'delete',
      path: '/inbox/conversations/{id}/notes/{note_id}',
      permission: 'conversations:update',
      summary: 'Delete a note',
      description: "One's own. Supervisors and owners also delete those of others.",
      params: ConversationNoteParams,
      load: findInConversation,
      status: 204,
    },
    async ({ caller, write }) =>
      write(async (tx, { note, conversation }) => {
        if (note.author_id !== caller.userId && caller.role === 'agent') {
          throw new AppError('forbidden', 'an agent may only delete own notes');
        }
        if (await deleteConversationNote(tx, note.id)) {
          tx.emit(conversationNoteDeleted, {
            subjectId: conversation.id,
            audience: audienceOf(conversation),
            before: { note_id: note.id, author_id: note.author_id },
          });
        }
        return {};
      }),
  ),
  endpoint(
    deps,
    {
      id: 'conversation_notes.colleagues',
      method: 'get',
      path: '/inbox/conversations/{id}/colleagues',
      permission: 'conversations:read',
      summary: 'Who reaches a conversation: to mention them, or to give them a task',
      description: `By name, the first ${COLLEAGUE_COUNT_MAX}.`,
      params: InConversationParams,
      load: conversationInReach,
      query: ColleagueQuery,
      status: 200,
      answer: ColleaguesOut,
    },
    ({ query: { q: text }, read }) =>
      read(async (tx, conversation) => {
        const permission = 'conversations:read';
        const owned = audienceOf(conversation);
        const found = await findColleagues(tx, { text, permission, owned });
        const data = found.slice(0, COLLEAGUE_COUNT_MAX).map(({ id, name }) => ({ id, name }));
        return { body: { data } };
      }),
  ),
];

const noteOut = (row: ConversationNoteRow): z.infer<typeof ConversationNoteOut> => ({
  ...row,
  created_at: row.created_at.toISOString(),
});
