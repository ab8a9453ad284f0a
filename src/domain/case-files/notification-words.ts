import { z } from 'zod';
import type { WordsOf } from '../notifications/words.ts';

const Added = z.object({ reference: z.string(), file: z.string() });

export const caseFileAddedWords: WordsOf = (locale, stored) => {
  const { data: params } = Added.safeParse(stored);
  if (!params) return undefined;
  return {
    titre: { fr: 'Nouveau fichier dans un dossier', en: 'New file in a case' }[locale],
    message: `${params.reference} · ${params.file}`,
  };
};

const Params = Added.extend({ finding: z.string() });

export const caseFileInfectedWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  return {
    titre: { fr: 'Fichier infecté supprimé', en: 'Infected file removed' }[locale],
    message: `${params.reference} · ${params.file} · ${params.finding}`,
  };
};
