/** The French words of saved views. */
export const savedViewsFr = {
  savedViews: {
    label: 'Vues',
    all: 'Toutes',
    save: 'Enregistrer la vue',
    saveTitle: 'Enregistrer comme vue',
    saveHint: 'Les filtres, le tri et les colonnes sont gardés sous ce nom.',
    name: 'Nom de la vue',
    share: 'Partager avec l’entreprise',
    shareHint: 'Tout le monde la voit ; vous seul et les propriétaires la modifient.',
    saved: 'Vue enregistrée',
    updated: 'Vue mise à jour',
    deleted: 'Vue supprimée',
    changed: 'Modifiée',
    update: 'Mettre à jour',
    reset: 'Rétablir',
    menu: (name: string) => `Gérer la vue ${name}`,
    rename: 'Renommer ou partager',
    renameTitle: 'Modifier la vue',
    delete: 'Supprimer la vue',
    deleteTitle: (name: string) => `Supprimer la vue ${name} ?`,
    deleteBody: 'Les lignes de la liste restent ; seule la vue disparaît.',
    deleteSharedBody: 'Elle disparaîtra pour tout le monde.',
    sharedBy: (name: string) => `Partagée par ${name}`,
    conflict: 'Quelqu’un d’autre vient de modifier cette vue.',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      saved_views: 'Vues enregistrées',
      'saved_views:share': 'partager',
    },
    auditOperations: {
      'saved_views.create': 'Vue enregistrée',
      'saved_views.update': 'Vue modifiée',
      'saved_views.delete': 'Vue supprimée',
    },
    auditResources: {
      saved_view: 'Vue enregistrée',
    },
  },
};
