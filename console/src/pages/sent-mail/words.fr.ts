/** The French words of the page of sent mails. */
export const sentMailFr = {
  sentMail: {
    title: 'E-mails envoyés',
    description: 'En démonstration, les e-mails ne sont pas remis. Lisez-les ici.',
    empty: 'Aucun e-mail',
    emptyHint: 'Invitez quelqu’un : son e-mail paraîtra ici.',
    subject: 'Objet',
    to: 'Destinataire',
    at: 'Envoyé',
  },

  /** For the audit trail, which shows the codes of every capability. */
  codes: {
    auditOperations: {
      'operations.list_sent_mail': 'E-mails envoyés consultés',
    },
    auditResources: {
      sent_mail: 'E-mails envoyés',
    },
  },
};
