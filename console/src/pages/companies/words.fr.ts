/** The French words of the company. */
export const companiesFr = {
  company: {
    title: 'Entreprise',
    name: 'Nom',
    slug: 'Identifiant',
    slugHint: 'Il nomme l’entreprise dans l’API et ne change pas.',
    locale: 'Langue par défaut',
    saved: 'Entreprise enregistrée',
    readOnly: 'Seul un propriétaire peut modifier l’entreprise.',
    mail: 'E-mails',
    mailInvitations: 'Envoyer aussi les invitations par e-mail',
    mailSender: 'Nom de l’expéditeur',
    mailSenderHint: 'Vide : le nom de l’entreprise.',
    mailSaved: 'Réglages enregistrés',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      company: 'Entreprise',
      settings: 'Réglages',
    },
    auditOperations: {
      'companies.create': 'Entreprise créée',
      'company.update': 'Entreprise modifiée',
      'settings.update': 'Réglages modifiés',
      'secrets.reencrypt': 'Secrets rechiffrés',
      'database.restore': 'Base de données restaurée',
    },
    auditResources: {
      company: 'Entreprise',
      settings: 'Réglages',
    },
  },
};
