/** The French words of the projects. */
export const projectsFr = {
  projects: {
    new: 'Nouveau projet',
    edit: 'Modifier',
    editTitle: 'Modifier le projet',
    created: 'Projet créé',
    saved: 'Projet enregistré',
    search: 'Nom du projet ou du contact…',
    columnName: 'Nom',
    columnState: 'État',
    columnContact: 'Contact',
    columnConversations: 'Conversations',
    createdAt: 'Créé',
    updatedAt: 'Modifié',
    description: 'Description',
    person: 'Personne',
    organisation: 'Organisation',
    isClosed: 'Le projet est clos',
    open: 'Ouvert',
    closed: 'Clos',
    viewAll: 'Tous',
    viewOpen: 'Ouverts',
    remove: 'Supprimer le projet',
    removed: 'Projet supprimé',
    removeTitle: (name: string) => `Supprimer « ${name} » ?`,
    removeBody: 'Ses conversations restent.',
    emptyTitle: 'Aucun projet',
    emptyHint: 'Un projet rassemble les conversations d’une même demande.',
    emptyFilteredTitle: 'Aucun projet ne correspond',
    emptyFilteredHint: 'Retirez un filtre, ou essayez le début d’un nom.',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      projects: 'Projets',
    },
    auditOperations: {
      'projects.list': 'Projets consultés',
      'projects.read': 'Projet consulté',
      'projects.create': 'Projet créé',
      'projects.update': 'Projet modifié',
      'projects.delete': 'Projet supprimé',
    },
    auditResources: {
      project: 'Projet',
    },
  },
};
