/** The French words of the call centres. */
export const callCentresFr = {
  callCentres: {
    title: 'Centres d’appels',
    description: 'Un superviseur voit les actions des agents de son centre, et ses leads.',
    name: 'Nom du centre',
    new: 'Nouveau centre',
    created: 'Centre créé',
    renamed: 'Centre renommé',
    rename: 'Renommer',
    renameTitle: 'Renommer le centre',
    removed: 'Centre supprimé',
    removeTitle: (name: string) => `Supprimer ${name} ?`,
    removeBody:
      'Possible seulement si plus rien n’y est rattaché : ni personne, ni action, ni lead, ni formulaire, ni webhook.',
    emptyTitle: 'Aucun centre d’appels',
    emptyHint: 'Créez-en un avant d’inviter des agents.',
    nameTaken: 'Un centre porte déjà ce nom',
    inUseHint:
      'Des personnes, des actions, des leads, des imports, des formulaires ou des webhooks y sont rattachés.',
    inUse: 'Ce centre sert encore',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      call_centres: 'Centres d’appels',
    },
    auditOperations: {
      'call_centres.create': 'Centre d’appels créé',
      'call_centres.update': 'Centre d’appels modifié',
      'call_centres.delete': 'Centre d’appels supprimé',
    },
    auditResources: {
      call_centre: 'Centre d’appels',
    },
  },
};
