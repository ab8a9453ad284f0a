/** The French words of the page of sent mails. */
export const sentMailFr = {
  sentMail: {
    title: 'Courriels envoyés',
    description: 'En démonstration, les courriels ne sont pas remis. Lisez-les ici.',
    empty: 'Aucun courriel',
    emptyHint: 'Invitez quelqu’un : son courriel paraîtra ici.',
    subject: 'Objet',
    to: 'Destinataire',
    at: 'Envoyé',
  },

  /** For the audit trail, which shows the codes of every capability. */
  codes: {
    auditOperations: {
      'operations.list_sent_mail': 'Courriels envoyés consultés',
    },
    auditResources: {
      sent_mail: 'Courriels envoyés',
    },
  },
};
