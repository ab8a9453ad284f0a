import type { sentMailFr } from './words.fr.ts';

/** The English words of the page of sent mails. */
export const sentMailEn: typeof sentMailFr = {
  sentMail: {
    title: 'Sent mail',
    description: 'In the demo, mails are not delivered. Read them here.',
    empty: 'No mail',
    emptyHint: 'Invite a user: the mail appears here.',
    subject: 'Subject',
    to: 'To',
    at: 'Sent',
  },

  /** For the audit trail, which shows the codes of every capability. */
  codes: {
    auditOperations: {
      'operations.list_sent_mail': 'Sent mail viewed',
    },
    auditResources: {
      sent_mail: 'Sent mail',
    },
  },
};
