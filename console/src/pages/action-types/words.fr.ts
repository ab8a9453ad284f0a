import { pluralFr as plural } from '../../i18n/plural.ts';

/** The French words of the catalogue of action types. */
export const actionTypesFr = {
  actionTypes: {
    title: 'Types d’actions',
    description: 'Ce qui peut être décidé, sur quelles fiches et par qui.',
    listLabel: 'Types d’actions',
    search: 'Code ou libellé…',
    new: 'Nouveau type',
    code: 'Code',
    codeHint:
      'VERBE_ENTITE_METHODE, par exemple RELANCE_CANDIDAT_WHATSAPP. Son début décide de sa route.',
    label: 'Libellé',
    entityTypes: 'S’applique à',
    roles: 'Décidé par',
    schema: 'Champs des métadonnées',
    schemaHint:
      'Un schéma JSON de type « object ». Vide : celui du catalogue s’il en a un, sinon tout objet est accepté.',
    route: 'Route',
    own: 'Propre à l’entreprise',
    customised: 'Modifié',
    createTitle: 'Nouveau type d’action',
    editTitle: 'Modifier le type',
    saved: 'Type enregistré',
    remove: 'Supprimer ce type',
    reset: 'Revenir au catalogue',
    removeTitle: 'Supprimer ce type ?',
    removeBody: 'Il ne pourra plus être décidé. Les actions passées ne changent pas.',
    resetTitle: 'Revenir à la définition du catalogue ?',
    resetBody: 'Vos modifications de ce type seront perdues.',
    removed: 'Type supprimé',
    resetDone: 'Définition du catalogue rétablie',
    emptyTitle: 'Aucun type ne correspond',
    emptyHint: 'Cherchez autrement, ou ajoutez votre propre type.',
    fieldCount: (count: number) => plural(count, 'champ', 'champs'),
    uncaught: (count: number) => plural(count, 'type n’a pas de route', 'types n’ont pas de route'),
    uncaughtAction: 'Voir le routage',
    addThis: 'Ajouter aux types d’actions',
    noRoute: 'Sans route',
    goesTo: (workflow: string) => `Ses actions iront vers ${workflow}.`,
    codeTaken: 'Ce code existe déjà : modifiez plutôt ce type',
    schemaNotObject: 'Le schéma doit être de type « object » avec des « properties »',
    andUp: (role: string) => `${role} et plus`,
    everyone: 'Tous',
    schemaExample: 'Partir d’un exemple',
  },

  /** For API keys and the audit trail, which show the codes of every capability. */
  codes: {
    permissions: {
      action_types: 'Types d’actions',
    },
    auditOperations: {
      'action_types.put': 'Type d’action enregistré',
      'action_types.delete': 'Type d’action supprimé',
    },
    auditResources: {
      action_type: 'Type d’action',
    },
  },
};
