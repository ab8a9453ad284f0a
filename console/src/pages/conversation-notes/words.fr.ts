/** The French words of the notes in conversations, for the audit trail. */
export const conversationNotesFr = {
  codes: {
    auditOperations: {
      'conversation_notes.list': 'Notes d’une conversation consultées',
      'conversation_notes.create': 'Note écrite',
      'conversation_notes.delete': 'Note supprimée',
    },
    auditResources: {
      conversation: 'Conversation',
    },
  },
};
