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
    inbox: 'Boîte de réception',
    signature: 'Signature',
    signatureHint: 'Sous chaque réponse, sauf si la boîte mail a la sienne.',
    contactPolicy: 'Créer un contact pour un expéditeur inconnu',
    contactPolicyHint: 'Jamais pour une adresse de fonction, comme noreply@, ni pour vos domaines.',
    contactPolicies: {
      always: 'Dès son premier message',
      replies_only: 'À notre première réponse',
      never: 'Jamais',
    },
    ownDomains: 'Domaines de l’entreprise',
    ownDomainsHint: 'Leurs expéditeurs ne deviennent pas des contacts.',
    hours: 'Heures ouvrées',
    hoursHint: 'Les statistiques donnent aussi les délais comptés pendant ces heures.',
    hoursDays: 'Jours',
    hoursFrom: 'De',
    hoursTo: 'À',
    hoursOrder: 'Doit suivre le début',
    hoursZone: 'Fuseau horaire',
    days: { 1: 'lun.', 2: 'mar.', 3: 'mer.', 4: 'jeu.', 5: 'ven.', 6: 'sam.', 7: 'dim.' },
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
