import { z } from 'zod';
import type { Locale } from '../companies/shapes.ts';
import type { WordsOf } from '../notifications/words.ts';
import { IMPORT_DUPLICATES, type ImportDuplicates } from './duplicates.ts';
import type { RowError, RowErrorCode } from './rows.ts';
import { LEAD_IMPORT_ERRORS, type LeadImportError } from './statuses.ts';

/** Why rows were not imported, and the notification that an import ended. */

const REASONS: Record<RowErrorCode, Record<Locale, string>> = {
  email_invalid: { fr: 'adresse e-mail non valide', en: 'not an e-mail address' },
  phone_invalid: { fr: 'numéro de téléphone non valide', en: 'not a telephone number' },
  status_unknown: { fr: 'statut inconnu', en: 'unknown status' },
  too_long: { fr: 'texte trop long', en: 'text too long' },
  not_storable: {
    fr: 'caractère qui ne peut pas être enregistré',
    en: 'a character that can not be stored',
  },
  nothing_known: {
    fr: 'ni nom, ni e-mail, ni téléphone, ni société',
    en: 'no name, e-mail address, telephone number or company',
  },
  too_many_cells: {
    fr: 'plus de cellules que de colonnes',
    en: 'more cells than columns',
  },
};

/** `E-mail : adresse e-mail non valide`. */
export const rowErrorWords = (
  locale: Locale,
  { column, code }: RowError,
  header: readonly string[],
): string => {
  const reason = REASONS[code][locale];
  const name = column === null ? '' : (header[column] ?? '');
  if (name === '') return reason;
  return locale === 'fr' ? `${name} : ${reason}` : `${name}: ${reason}`;
};

const FinishedParams = z.object({
  file_name: z.string(),
  status: z.enum(['succeeded', 'failed']),
  created_count: z.number(),
  unchanged_count: z.number(),
  /** Notifications of earlier imports have neither. */
  duplicate_count: z.number().default(0),
  duplicates: z.enum(IMPORT_DUPLICATES).default('create'),
  error_count: z.number(),
  error_code: z.enum(LEAD_IMPORT_ERRORS).nullable(),
});

const duplicateWords = (choice: ImportDuplicates, count: number): Record<Locale, string> => {
  if (count === 0) return { fr: '', en: '' };
  const fr = count === 1 ? '1 doublon possible' : `${count} doublons possibles`;
  const en = count === 1 ? '1 possible duplicate' : `${count} possible duplicates`;
  return choice === 'create'
    ? { fr: `, dont ${fr}`, en: `, of them ${en}` }
    : { fr: `, ${fr} ignoré${count === 1 ? '' : 's'}`, en: `, ${en} left out` };
};

const FAILURES: Record<LeadImportError, Record<Locale, string>> = {
  file_gone: { fr: "le fichier n'existe plus", en: 'the file is not there any more' },
  unreadable: {
    fr: "la suite du fichier n'est pas lisible comme CSV",
    en: 'the rest of the file can not be read as CSV',
  },
  too_many_rows: { fr: 'le fichier a trop de lignes', en: 'the file has too many rows' },
  too_many_errors: { fr: 'trop de lignes en erreur', en: 'too many rows with errors' },
  run_ended: { fr: "l'import a été interrompu", en: 'the import was interrupted' },
};

export const leadImportWords: WordsOf = (locale, stored) => {
  const { data: params } = FinishedParams.safeParse(stored);
  if (!params) return undefined;
  const { created_count: created, unchanged_count: unchanged, error_count: errors } = params;
  const doubles = duplicateWords(params.duplicates, params.duplicate_count)[locale];
  const counts = {
    fr: `${created} créés${doubles}, ${unchanged} déjà présents, ${errors} en erreur`,
    en: `${created} created${doubles}, ${unchanged} already there, ${errors} with errors`,
  }[locale];
  const failure = params.error_code === null ? undefined : FAILURES[params.error_code][locale];
  return {
    titre:
      params.status === 'succeeded'
        ? { fr: 'Import de leads terminé', en: 'Import of leads finished' }[locale]
        : { fr: 'Import de leads interrompu', en: 'Import of leads stopped' }[locale],
    message: `${params.file_name} · ${failure === undefined ? counts : `${failure} · ${counts}`}`,
  };
};
