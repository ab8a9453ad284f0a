import { declareInternalEvent } from '../shared/declare-event.ts';

/** Events of notes. Their subject is the conversation. */

const stream = {
  topic: 'conversation.updated',
  data: (_data: undefined, subjectId: string) => ({ id: Number(subjectId) }),
};

export const conversationNoteCreated = declareInternalEvent(
  'ConversationNoteCreated',
  'conversation',
  {
    audit: 'conversation_notes.create',
    stream,
    notification: {
      code: 'conversation_note_mention',
      kinds: ['CONVERSATION_NOTE_MENTION'],
      type: () => 'CONVERSATION_NOTE_MENTION',
      level: () => 'info',
    },
  },
);

export const conversationNoteDeleted = declareInternalEvent(
  'ConversationNoteDeleted',
  'conversation',
  { audit: 'conversation_notes.delete', stream },
);

export const conversationNotesListed = declareInternalEvent(
  'ConversationNotesListed',
  'conversation',
  { audit: 'conversation_notes.list' },
);
