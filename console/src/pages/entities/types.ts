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
