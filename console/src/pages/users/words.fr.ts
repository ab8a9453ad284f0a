/** The French words of the people of the company. */
export const usersFr = {
  users: {
    title: 'Personnes',
    listLabel: 'Personnes',
    search: 'Nom ou adresse…',
    invite: 'Inviter',
    inviteTitle: 'Inviter une personne',
    name: 'Nom',
    email: 'Adresse e-mail',
    role: 'Rôle',
    callCentre: 'Centre d’appels',
    callCentreNone: 'Sans centre',
    callCentreChoose: 'Choisissez un centre',
    callCentreNotFound: 'Aucun centre de ce nom',
    callCentreRequired: 'Un agent ou un superviseur appartient à un centre',
    language: 'Langue',
    languageHint: 'Chacun peut la changer dans son profil.',
    status: 'État',
    active: 'Actif',
    disabled: 'Désactivé',
    invited: 'Invité',
    invitationExpired: 'Invitation expirée',
    lastSignIn: 'Dernière connexion',
    anyRole: 'Tous les rôles',
    anyState: 'Tous les états',
    linkTitle: 'Lien d’invitation',
    linkBody: (name: string) =>
      `Transmettez ce lien à ${name}. Il ne s’affiche qu’une fois et ne sert qu’une fois.`,
    linkExpires: 'Valable jusqu’au',
    linkCopy: 'Copier le lien',
    linkDone: 'J’ai transmis le lien',
    newLink: 'Nouveau lien d’invitation',
    inviteAgain: 'Inviter à nouveau',
    edit: 'Modifier',
    editTitle: (name: string) => `Modifier ${name}`,
    saved: 'Personne enregistrée',
    disable: 'Désactiver',
    enable: 'Réactiver',
    disableTitle: (name: string) => `Désactiver ${name} ?`,
    disableBody:
      'Ses sessions se ferment et ses clés d’API cessent de fonctionner. Rien n’est effacé.',
    disabledDone: 'Personne désactivée',
    enabledDone: 'Personne réactivée',
    menu: (name: string) => `Actions pour ${name}`,
    emptyTitle: 'Personne ne correspond',
    emptyHint: 'Cherchez autrement, ou invitez quelqu’un.',
    emailTaken: 'Cette adresse est déjà celle d’une personne de l’entreprise',
  },

  roles: {
    agent: 'Agent',
    supervisor: 'Superviseur',
    owner: 'Propriétaire',
    super_admin: 'Super-administrateur',
  },

  roleHints: {
    agent: 'Voit et décide ses propres actions.',
    supervisor: 'Voit les actions de son centre d’appels.',
    owner: 'Voit tout et règle l’entreprise : routage, personnes, clés.',
    super_admin: 'A les mêmes droits qu’un propriétaire.',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      users: 'Personnes',
    },
    auditOperations: {
      'users.list': 'Personnes consultées',
      'users.read': 'Personne consultée',
      'users.create': 'Personne invitée',
      'users.invite': 'Invitation renouvelée',
      'users.update': 'Personne modifiée',
    },
    auditResources: {
      user: 'Personne',
    },
  },
};
