/** The French words of what surrounds every page. */
export const shellFr = {
  shell: {
    skip: 'Aller au contenu',
    menu: 'Menu',
    closeMenu: 'Fermer le menu',
    navigation: 'Navigation principale',
    groups: {
      start: 'Début',
      clients: 'Clients',
      activity: 'Activité',
      reports: 'Rapports',
      end: 'Autres',
    },
    collapse: 'Réduire la navigation',
    expand: 'Déployer la navigation',
    waiting: (label: string, count: number) => `${label} (${count})`,
    todoCount: (count: number, isMore: boolean) =>
      `${isMore ? `plus de ${count}` : count} à traiter`,
    account: (name: string) => `Compte de ${name}`,
    profile: 'Mon profil',
    language: 'Langue',
    appearance: 'Apparence',
    light: 'Clair',
    dark: 'Sombre',
    auto: 'Système',
    signOut: 'Se déconnecter',
    documentation: 'Documentation de l’API',
    temporal: 'Interface Temporal',
    streamDown: 'Le direct est interrompu : ce qui s’affiche peut dater. Reconnexion en cours…',
    offline:
      'Vous êtes hors ligne : la page garde ses données et se mettra à jour au retour de la connexion.',
    serverAway:
      'Le serveur ne répond pas : la page garde ses données et se mettra à jour à son retour.',
  },

  /** The pages of the navigation. */
  navigation: {
    home: 'Accueil',
    todo: 'À traiter',
    tasks: 'Tâches',
    projects: 'Projets',
    cases: 'Dossiers',
    leads: 'Leads',
    entities: 'Fiches',
    people: 'Personnes',
    organisations: 'Organisations',
    forms: 'Formulaires',
    actions: 'Actions',
    newAction: 'Nouvelle action',
    conversations: 'Boîte de réception',
    autoReplies: 'À valider',
    inboxFolders: 'Dossiers de la boîte',
    knowledge: 'Base de connaissances',
    inboxStatistics: 'Statistiques',
    caseReports: 'Rapport des dossiers',
    mailboxes: 'Boîtes mail',
    webhooks: 'Webhooks',
    settings: 'Réglages',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      stream: 'Mises à jour en direct',
    },
  },
};
