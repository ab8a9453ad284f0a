import { pluralFr as plural } from '../../i18n/plural.ts';

/** The French words of what waits for the user. */
export const todoFr = {
  todo: {
    description:
      'Ce qui attend quelqu’un, le plus grave d’abord, jusqu’à ce qu’on y réponde ou le classe.',
    list: 'À traiter',
    whose: 'De qui',
    all: 'Tous',
    mine: 'Les miens',
    retry: 'Renvoyer',
    retried: 'Action renvoyée',
    check: 'À vérifier : peut-être déjà exécutée',
    answer: 'Répondre',
    otherAction: 'Autre action',
    open: 'Ouvrir',
    done: 'Classer',
    doneToast: 'Classé',
    undo: 'Annuler',
    undone: 'Remis dans la liste',
    next: 'Suivant',
    previous: 'Précédent',
    expires: (at: string) => `expire ${at}`,
    approve: 'Valider',
    by: (name: string) => `décidée par ${name}`,
    emptyTitle: 'Rien à traiter',
    emptyHint: 'Les échecs et les avertissements arriveront ici.',
    succeededToday: (count: number) =>
      plural(count, 'action réussie aujourd’hui', 'actions réussies aujourd’hui'),
    severities: { urgent: 'À vérifier', error: 'Échec', warning: 'Attention' },
  },

  codes: {
    auditOperations: {
      'actions.dismiss': 'Action classée',
      'actions.undo_dismissal': 'Action remise à traiter',
    },
  },
};
