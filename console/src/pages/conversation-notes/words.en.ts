import type { conversationNotesFr } from './words.fr.ts';

/** The English words of the notes in conversations, for the audit trail. */
export const conversationNotesEn: typeof conversationNotesFr = {
  codes: {
    auditOperations: {
      'conversation_notes.list': 'Notes of a conversation read',
      'conversation_notes.create': 'Note written',
      'conversation_notes.delete': 'Note deleted',
    },
    auditResources: {
      conversation: 'Conversation',
    },
  },
};
