/** The kinds of business record an action can be about: seed 001, "Types d'entités". */
export const ENTITY_TYPES = [
  'prospect',
  'candidat',
  'eleve',
  'formateur',
  'session',
  'document',
] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** What people call it: first and last name, a document's kind and owner, or its reference. */
export const entityLabel = (data: Readonly<Record<string, unknown>>, ref: string): string => {
  const person = `${text(data['prenom'])} ${text(data['nom'])}`.trim();
  if (person !== '') return person;
  const owner = `${text(data['candidatPrenom'])} ${text(data['candidatNom'])}`.trim();
  const kind = text(data['typeDocument']);
  if (kind !== '') return owner === '' ? kind : `${kind} (${owner})`;
  return text(data['titre']) || text(data['intitule']) || ref;
};
