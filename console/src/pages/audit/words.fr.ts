/** The French words of the audit trail. */
export const auditFr = {
  audit: {
    title: 'Journal d’audit',
    description: 'Qui a fait quoi, quand. Chaque entrée scelle la précédente : rien ne s’efface.',
    viewAll: 'Toutes',
    listLabel: 'Entrées du journal',
    when: 'Quand',
    who: 'Qui',
    operation: 'Opération',
    resource: 'Objet',
    sequence: 'N°',
    ip: 'Adresse',
    request: 'Demande',
    before: 'Avant',
    after: 'Après',
    hash: 'Empreinte',
    system: 'Système',
    byKey: (id: number) => `clé n° ${id}`,
    filterOperation: 'Opération',
    filterResource: 'Type d’objet',
    filterResourceId: 'Identifiant',
    filterUser: 'Personne',
    filterRequest: 'Demande',
    emptyTitle: 'Aucune entrée',
    emptyHint: 'Élargissez la période ou retirez un filtre.',
    detail: (sequence: number) => `Entrée n° ${sequence}`,
    all: (many: string) => `${many} (liste)`,
    numbered: (word: string, id: string) => `${word} n° ${id}`,
    noChange: 'Aucun contenu enregistré',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      audit: 'Journal d’audit',
    },
    auditOperations: {
      'audit.list': 'Journal d’audit consulté',
    },
    auditResources: {
      audit: 'Journal d’audit',
    },
  },
};
