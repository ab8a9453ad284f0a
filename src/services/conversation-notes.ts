import { conversationNoteCreated } from '../domain/conversation-notes/events.ts';
import type { Transaction } from '../platform/database.ts';
import { insertConversationNote, type ConversationNoteRow } from '../queries/conversation-notes.ts';
import type { ConversationRow } from '../queries/conversations/records.ts';
import { audienceOf, CONVERSATION_CATEGORY } from './conversations/facts.ts';
import { requireColleagues } from './shared/colleagues.ts';

/**
 * Writes a note, and tells those whom it mentions, once each; not its author. Errors: `validation_failed` if a
 * mentioned user is unknown, disabled, or does not reach the conversation.
 */
export const addNote = async (
  tx: Transaction,
  conversation: ConversationRow,
  input: { authorId: number; text: string; mentionedUserIds: readonly number[] },
): Promise<ConversationNoteRow> => {
  const mentionedUserIds = [...new Set(input.mentionedUserIds)];
  await requireColleagues(tx, {
    userIds: mentionedUserIds,
    path: 'mentioned_user_ids',
    isList: true,
    permission: 'conversations:read',
    owned: audienceOf(conversation),
  });
  const { authorId, text } = input;
  const note = await insertConversationNote(tx, {
    conversationId: conversation.id,
    authorId,
    text,
    mentionedUserIds,
  });
  const userIds = mentionedUserIds.filter((id) => id !== authorId);
  tx.emit(conversationNoteCreated, {
    subjectId: conversation.id,
    audience: audienceOf(conversation),
    after: { note_id: note.id, mentioned_user_ids: mentionedUserIds },
    ...(userIds.length > 0 && {
      notify: {
        userIds,
        category: CONVERSATION_CATEGORY,
        params: { author: note.author_name, subject: conversation.subject },
      },
    }),
  });
  return note;
};
