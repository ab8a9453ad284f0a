import type { conversationsFr } from './words.fr.ts';

/** The English words of the codes of the api about conversations. */
export const conversationsEn: typeof conversationsFr = {
  codes: {
    permissions: {
      conversations: 'Conversations',
      'conversations:reply': 'reply',
      'conversations:delete': 'delete',
    },
    auditOperations: {
      'conversations.list': 'Conversations viewed',
      'conversations.export': 'Conversations exported',
      'conversations.read': 'Conversation viewed',
      'conversations.messages': 'Messages viewed',
      'conversations.timeline': 'Timeline of a conversation viewed',
      'conversations.contact': 'Contact of a conversation viewed',
      'conversations.create': 'Conversation created',
      'conversations.update': 'Conversation changed',
      'conversations.status': 'Status of a conversation changed',
      'conversations.assign': 'Conversation assigned',
      'conversations.mark': 'Conversation marked as read or unread',
      'conversations.snooze': 'Conversation snoozed',
      'conversations.wake': 'Conversation back from snooze',
      'conversations.link': 'Conversation linked',
      'conversations.merge': 'Conversations merged',
      'conversations.split': 'Conversation split',
      'conversations.delete': 'Conversation deleted',
    },
    auditResources: {
      conversation: 'Conversation',
    },
  },
};
