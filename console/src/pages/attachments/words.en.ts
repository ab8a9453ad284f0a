import type { attachmentsFr } from './words.fr.ts';

/** The English words of attachments. */
export const attachmentsEn: typeof attachmentsFr = {
  codes: {
    permissions: {},
    auditOperations: {
      'attachments.create': 'File uploaded for a reply',
      'attachments.read': 'Attachment read',
      'attachments.content': 'Attachment downloaded',
      'attachments.purge': 'File that was never sent deleted',
      'messages.html': 'Message shown as its sender formatted it',
      'messages.source': 'Message downloaded as received',
    },
    auditResources: {
      attachment: 'Attachment',
      message: 'Message',
    },
  },
};
