import type { Locale } from '../companies/shapes.ts';
import { normalise } from '../search/rank.ts';

/** Which column of a CSV file fills which field of a lead. */

/** `first_name` and `last_name` together are the name. */
export const IMPORT_FIELDS = [
  'email',
  'name',
  'first_name',
  'last_name',
  'phone',
  'company_name',
  'status',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** Of one column. `data`: a field of `data` with the name `key`. */
export type ColumnTarget =
  { target: ImportField } | { target: 'data'; key: string } | { target: 'ignore' };

const KEY_LENGTH_MAX = 100;

/** What people call a column, in French and English, without accents and signs. */
const NAMES: Record<ImportField, readonly string[]> = {
  email: [
    'email',
    'e mail',
    'mail',
    'courriel',
    'adresse email',
    'adresse e mail',
    'adresse mail',
    'adresse electronique',
    'email address',
    'e mail address',
    'mel',
  ],
  name: [
    'nom complet',
    'nom et prenom',
    'nom prenom',
    'prenom nom',
    'prenom et nom',
    'full name',
    'fullname',
    'name',
    'contact',
    'nom du contact',
    'contact name',
    'interlocuteur',
  ],
  first_name: ['prenom', 'prenoms', 'first name', 'firstname', 'given name', 'forename'],
  last_name: [
    'nom',
    'nom de famille',
    'nom d usage',
    'last name',
    'lastname',
    'surname',
    'family name',
  ],
  phone: [
    'telephone',
    'tel',
    'mobile',
    'portable',
    'telephone mobile',
    'telephone portable',
    'tel mobile',
    'tel portable',
    'numero de telephone',
    'n de telephone',
    'numero',
    'gsm',
    'phone',
    'phone number',
    'mobile phone',
    'cell',
    'cell phone',
    'cellphone',
    'telephone number',
  ],
  company_name: [
    'societe',
    'entreprise',
    'nom de la societe',
    'nom de l entreprise',
    'nom societe',
    'nom entreprise',
    'raison sociale',
    'organisation',
    'organization',
    'company',
    'company name',
    'employeur',
    'compte',
  ],
  status: ['statut', 'etat', 'status', 'lead status', 'statut du lead'],
};

/** Columns of a file of errors before those of the original: the row of the original, and the reasons. */
export const ERROR_COLUMNS: Record<Locale, readonly [string, string]> = {
  fr: ['Ligne', 'Motif'],
  en: ['Row', 'Reason'],
};

/** The last as files had them before. */
const OWN_COLUMNS = [...Object.values(ERROR_COLUMNS), ['row_number', 'reason']];

/**
 * How many columns at the beginning only say what was wrong with the rows: two in a corrected file of errors.
 * Elsewhere a column `Motif` is one of the user's own.
 */
export const countOwnColumns = (header: readonly string[]): number =>
  OWN_COLUMNS.find((names) => names.every((name, position) => header[position] === name))?.length ??
  0;

const FIELD_OF = new Map(
  IMPORT_FIELDS.flatMap((field) =>
    NAMES[field].map((name): [string, ImportField] => [name, field]),
  ),
);

/**
 * In: the names of the columns. Out: what each of them probably is. A field is filled by one column, the
 * first that is called so; other columns become fields of `data`; a column without a name is left out.
 */
export const guessMapping = (header: readonly string[]): ColumnTarget[] => {
  const fields = new Set<ImportField>();
  const keys = new Set<string>();
  const ownCount = countOwnColumns(header);
  const guesses = header.map((name, position): ColumnTarget => {
    if (position < ownCount) return { target: 'ignore' };
    const field = FIELD_OF.get(normalise(name));
    if (field !== undefined && !fields.has(field)) {
      fields.add(field);
      return { target: field };
    }
    const key = name.slice(0, KEY_LENGTH_MAX).toWellFormed();
    if (key === '' || key === '__proto__' || keys.has(key)) return { target: 'ignore' };
    keys.add(key);
    return { target: 'data', key };
  });
  // `Nom` beside no `Prénom` is the whole name.
  const isWholeName = !fields.has('first_name') && !fields.has('name');
  return guesses.map((guess) =>
    guess.target === 'last_name' && isWholeName ? { target: 'name' } : guess,
  );
};
