/** The French words of the codes of the api about conversations. */
export const conversationsFr = {
  codes: {
    permissions: {
      conversations: 'Conversations',
      'conversations:reply': 'répondre',
      'conversations:delete': 'supprimer',
    },
    auditOperations: {
      'conversations.list': 'Conversations consultées',
      'conversations.export': 'Conversations exportées',
      'conversations.read': 'Conversation consultée',
      'conversations.messages': 'Messages consultés',
      'conversations.timeline': 'Chronologie de la conversation consultée',
      'conversations.contact': 'Contact de la conversation consulté',
      'conversations.create': 'Conversation créée',
      'conversations.update': 'Conversation modifiée',
      'conversations.status': 'Statut de la conversation changé',
      'conversations.assign': 'Conversation attribuée',
      'conversations.mark': 'Conversation marquée lue ou non lue',
      'conversations.snooze': 'Conversation mise en veille',
      'conversations.wake': 'Conversation de retour de veille',
      'conversations.link': 'Conversation liée',
      'conversations.merge': 'Conversations fusionnées',
      'conversations.split': 'Conversation séparée',
      'conversations.delete': 'Conversation supprimée',
    },
    auditResources: {
      conversation: 'Conversation',
    },
  },
};
