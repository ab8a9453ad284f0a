import type { sentMailFr } from './words.fr.ts';

/** The English words of the page of sent mails. */
export const sentMailEn: typeof sentMailFr = {
  sentMail: {
    title: 'Sent e-mails',
    description: 'In the demo, e-mails are not delivered. Read them here.',
    empty: 'No e-mail',
    emptyHint: 'Invite someone: the e-mail appears here.',
    subject: 'Subject',
    to: 'To',
    at: 'Sent',
  },

  /** For the audit trail, which shows the codes of every capability. */
  codes: {
    auditOperations: {
      'operations.list_sent_mail': 'Sent e-mails viewed',
    },
    auditResources: {
      sent_mail: 'Sent e-mails',
    },
  },
};
