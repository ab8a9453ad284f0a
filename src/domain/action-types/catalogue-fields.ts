import type { MetadataField, MetadataSchema } from './shapes.ts';

/**
 * The fields of `metadonnees` that types of the catalogue judge. Sources: the examples of seed 001, and
 * what the flows in `n8n/` read. None is required, and fields without a schema stay free.
 */

const text = { type: 'string', maxLength: 200 } satisfies MetadataField;

const FIELDS = {
  documentsManquants: {
    type: 'array',
    items: { type: 'string', minLength: 1, maxLength: 200 },
    maxItems: 100,
  },
  /** In days. */
  delaiDepuisDernierContact: { type: 'integer', minimum: 0 },
  /** Any text: seed 001 shows `HAUTE` and no list of values. */
  priorite: { ...text, examples: ['BASSE', 'NORMALE', 'HAUTE'] },
  montantDevis: { type: 'number', minimum: 0 },
  dateEntretien: { type: 'string', format: 'date-time' },
  urgence: { type: 'boolean' },
  sessionVisee: text,
  /** Any text: seed 001 shows `EXCELLENTE` and no list of values. */
  qualite: text,
  score: { type: 'number', minimum: 0, maximum: 100 },
} satisfies Record<string, MetadataField>;

const schemaOf = (...names: (keyof typeof FIELDS)[]): MetadataSchema => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, FIELDS[name]])),
});

export const REMINDER = schemaOf('documentsManquants', 'delaiDepuisDernierContact', 'priorite');
export const CLIENT_REMINDER = schemaOf('delaiDepuisDernierContact', 'priorite');
export const ABSENCE_REMINDER = schemaOf('delaiDepuisDernierContact', 'priorite');
export const ENROLMENT = schemaOf('sessionVisee', 'priorite');
export const QUOTE = schemaOf('montantDevis', 'sessionVisee', 'urgence');
export const GENERATED_DOCUMENT = schemaOf('sessionVisee', 'urgence');
export const FILE_DECISION = schemaOf('documentsManquants', 'priorite');
export const DOCUMENT_DECISION = schemaOf('qualite', 'score', 'documentsManquants');
export const NEW_UPLOAD = schemaOf('qualite', 'documentsManquants', 'priorite');
export const INTERVIEW = schemaOf('dateEntretien', 'sessionVisee', 'priorite');
export const AVAILABILITY = schemaOf('sessionVisee');
export const APPOINTMENT = schemaOf('dateEntretien', 'priorite');
export const LETTER = schemaOf('urgence');
