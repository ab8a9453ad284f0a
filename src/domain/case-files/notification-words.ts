import { z } from 'zod';
import type { WordsOf } from '../notifications/words.ts';

const Params = z.object({ reference: z.string(), file: z.string(), finding: z.string() });

export const caseFileInfectedWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  return {
    titre: { fr: 'Fichier infecté supprimé', en: 'Infected file removed' }[locale],
    message: `${params.reference} · ${params.file} · ${params.finding}`,
  };
};
