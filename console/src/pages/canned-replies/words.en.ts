import type { cannedRepliesFr } from './words.fr.ts';

/** The English words of the canned replies. */
export const cannedRepliesEn: typeof cannedRepliesFr = {
  cannedReplies: {
    title: 'Canned replies',
    description: 'Replies that are written once, for everyone to use in a conversation.',
    name: 'Name',
    body: 'Text',
    actions: 'Actions',
    new: 'New canned reply',
    edit: 'Edit',
    editTitle: 'Edit the canned reply',
    created: 'Canned reply created',
    saved: 'Canned reply saved',
    removed: 'Canned reply deleted',
    removeTitle: (name) => `Delete “${name}”?`,
    removeBody: 'Replies that were sent stay.',
    nameTaken: 'A canned reply has this name already',
    variablesHint: 'These variables are replaced. What is not known is left out.',
    variables: {
      'contact.name': 'name of the contact',
      'contact.first_name': 'their first name',
      'user.name': 'your name',
      'company.name': 'name of the company',
      'conversation.subject': 'subject of the conversation',
    },
    emptyTitle: 'No canned replies',
    emptyHint: 'Write one for the questions that come again and again.',
  },

  codes: {
    permissions: {
      canned_replies: 'Canned replies',
    },
    auditOperations: {
      'canned_replies.create': 'Canned reply created',
      'canned_replies.update': 'Canned reply changed',
      'canned_replies.delete': 'Canned reply deleted',
      'canned_replies.render': 'Canned reply used in a conversation',
    },
    auditResources: {
      canned_reply: 'Canned reply',
    },
  },
};
