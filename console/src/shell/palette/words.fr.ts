import { pluralFr as plural } from '../../i18n/plural.ts';

/** The French words of the palette. */
export const paletteFr = {
  palette: {
    open: 'Rechercher ou aller à…',
    placeholder: 'Un nom, un numéro, une page, une commande…',
    close: 'Fermer',
    search: 'Rechercher dans la liste, ou partout',
    results: 'Résultats',
    searching: 'Recherche…',
    nothing: (text: string) => `Aucun résultat pour « ${text} »`,
    count: (count: number) => plural(count, 'résultat', 'résultats'),
    failed: 'Les fiches et les actions n’ont pas pu être cherchées.',
    onThisPage: 'Sur cette page',
    recent: 'Récents',
    goTo: 'Aller à',
    commands: 'Commandes',
    groups: {
      record: 'Fiches',
      lead: 'Leads',
      conversation: 'Conversations',
      case: 'Dossiers',
      person: 'Personnes',
      organisation: 'Organisations',
      project: 'Projets',
      action: 'Actions',
      user: 'Utilisateurs',
    },
    kinds: { action: 'Action', lead: 'Lead' },
    inactive: 'Désactivé',
    appearance: (name: string) => `Apparence : ${name.toLowerCase()}`,
    language: (name: string) => `Changer de langue : ${name}`,
    hints: { choose: 'choisir', open: 'ouvrir', close: 'fermer' },
    /** Words that a command is also found by. */
    keywords: {
      newAction: ['créer', 'ajouter', 'décider'],
      appearance: ['thème', 'couleurs', 'mode'],
      language: ['language', 'anglais'],
      shortcuts: ['aide', 'touches'],
      signOut: ['quitter', 'logout', 'sortir'],
    },
  },

  codes: {
    permissions: {
      search: 'Recherche',
    },
    auditOperations: {
      'search.read': 'Recherche',
    },
    auditResources: {
      search: 'Recherche',
    },
  },
};
