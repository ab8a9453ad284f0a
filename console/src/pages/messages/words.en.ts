import type { messagesFr } from './words.fr.ts';

/** The English words of messages and of senders of newsletters. */
export const messagesEn: typeof messagesFr = {
  codes: {
    auditOperations: {
      'conversations.receive': 'Message received',
      'conversations.report': 'Message not delivered, or reported',
      'conversations.newsletter_sender': 'Sender of newsletters decided',
      'conversations.list_newsletter_senders': 'Senders of newsletters viewed',
    },
    auditResources: {
      newsletter_sender: 'Sender of newsletters',
    },
  },
};
