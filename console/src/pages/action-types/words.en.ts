import { pluralEn as plural } from '../../i18n/plural.ts';
import type { actionTypesFr } from './words.fr.ts';

/** The English words of the catalogue of action types. */
export const actionTypesEn: typeof actionTypesFr = {
  actionTypes: {
    title: 'Action types',
    description: 'What can be decided, on which records and by whom.',
    listLabel: 'Action types',
    search: 'Code or label…',
    new: 'New type',
    code: 'Code',
    codeHint:
      'VERBE_ENTITE_METHODE, for example RELANCE_CANDIDAT_WHATSAPP. Its beginning decides its route.',
    label: 'Label',
    entityTypes: 'Applies to',
    roles: 'Decided by',
    schema: 'Metadata fields',
    schemaHint:
      'A JSON schema of type “object”. Empty: the catalogue’s if it has one, otherwise any object is accepted.',
    route: 'Route',
    own: 'Your company’s own',
    customised: 'Changed',
    createTitle: 'New action type',
    editTitle: 'Edit the type',
    saved: 'Type saved',
    remove: 'Delete this type',
    reset: 'Back to the catalogue',
    removeTitle: 'Delete this type?',
    removeBody: 'It can no longer be decided. Past actions do not change.',
    resetTitle: 'Back to the catalogue’s definition?',
    resetBody: 'Your changes of this type will be lost.',
    removed: 'Type deleted',
    resetDone: 'Catalogue definition restored',
    emptyTitle: 'No type matches',
    emptyHint: 'Search for something else, or add a type of your own.',
    fieldCount: (count) => plural(count, 'field', 'fields'),
    uncaught: (count) => plural(count, 'type has no route', 'types have no route'),
    uncaughtAction: 'See the routing',
    addThis: 'Add to the action types',
    noRoute: 'No route',
    goesTo: (workflow) => `Its actions will go to ${workflow}.`,
    codeTaken: 'This code exists already: edit that type instead',
    schemaNotObject: 'The schema must be of type “object” with “properties”',
    andUp: (role) => `${role} and up`,
    everyone: 'Everyone',
    schemaExample: 'Start from an example',
  },

  codes: {
    permissions: {
      action_types: 'Action types',
    },
    auditOperations: {
      'action_types.put': 'Action type saved',
      'action_types.delete': 'Action type deleted',
    },
    auditResources: {
      action_type: 'Action type',
    },
  },
};
