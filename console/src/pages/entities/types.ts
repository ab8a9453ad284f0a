/** The types of records, as the api has them. */

export const ENTITY_TYPES = [
  'prospect',
  'candidat',
  'eleve',
  'formateur',
  'session',
  'document',
] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

/** What an action may be about: a record, or a case by its number. */
export const ACTION_ENTITY_TYPES = [...ENTITY_TYPES, 'dossier'] as const;
export type ActionEntityType = (typeof ACTION_ENTITY_TYPES)[number];
