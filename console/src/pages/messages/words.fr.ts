/** The French words of messages and of senders of newsletters. */
export const messagesFr = {
  codes: {
    auditOperations: {
      'conversations.receive': 'Message reçu',
      'conversations.report': 'Message non remis ou signalé',
      'conversations.newsletter_sender': 'Expéditeur de newsletters choisi',
      'conversations.list_newsletter_senders': 'Expéditeurs de newsletters consultés',
    },
    auditResources: {
      newsletter_sender: 'Expéditeur de newsletters',
    },
  },
};
