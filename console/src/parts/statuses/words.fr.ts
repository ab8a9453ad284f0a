/** The French words of the lists of statuses that a company can change. */
export const statusesFr = {
  statusList: {
    list: 'Statuts',
    label: 'Nom',
    tone: 'Couleur',
    tones: {
      neutral: 'Gris',
      info: 'Bleu pétrole',
      moving: 'Bleu ciel',
      waiting: 'Safran',
      late: 'Prune',
      good: 'Vert',
      bad: 'Rouge',
    },
    moveUp: (label: string) => `Monter ${label}`,
    moveDown: (label: string) => `Descendre ${label}`,
    remove: (label: string) => `Retirer ${label}`,
    add: 'Ajouter un statut',
    newLabel: 'Nom du nouveau statut',
    taken: 'Un statut porte déjà ce nom',
    save: 'Enregistrer les statuts',
    saved: 'Statuts enregistrés',
    reset: 'Rétablir la liste d’origine',
    resetTitle: 'Rétablir la liste d’origine ?',
  },
};
