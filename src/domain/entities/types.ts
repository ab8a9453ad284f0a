/** Types of business records. Source: seed 001, "Types d'entités". */
export const ENTITY_TYPES = [
  'prospect',
  'candidat',
  'eleve',
  'formateur',
  'session',
  'document',
] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

/** What an action may be about: a record, or a case by its number (`DOS-2026-0001`). */
export const ACTION_ENTITY_TYPES = [...ENTITY_TYPES, 'dossier'] as const;
export type ActionEntityType = (typeof ACTION_ENTITY_TYPES)[number];

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** What `entityLabel` reads. */
export const LABEL_FIELDS = [
  'prenom',
  'nom',
  'candidatPrenom',
  'candidatNom',
  'typeDocument',
  'titre',
  'intitule',
] as const;

/** The display name: first and last name, or a document's kind and owner, or a title, or the reference. */
export const entityLabel = (data: Readonly<Record<string, unknown>>, ref: string): string => {
  const person = `${text(data['prenom'])} ${text(data['nom'])}`.trim();
  if (person !== '') return person;
  const owner = `${text(data['candidatPrenom'])} ${text(data['candidatNom'])}`.trim();
  const kind = text(data['typeDocument']);
  if (kind !== '') return owner === '' ? kind : `${kind} (${owner})`;
  return text(data['titre']) || text(data['intitule']) || ref;
};
