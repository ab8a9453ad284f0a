import { z } from 'zod';
import type { WordsOf } from '../notifications/words.ts';

const Params = z.object({
  reference: z.string(),
  title: z.string(),
  status: z.enum(['succeeded', 'partial', 'failed']),
});

const TITLES = {
  succeeded: { fr: 'L’analyse d’un dossier est prête', en: 'The analysis of a case is ready' },
  partial: {
    fr: 'L’analyse d’un dossier est incomplète',
    en: 'The analysis of a case is incomplete',
  },
  failed: { fr: 'L’analyse d’un dossier a échoué', en: 'The analysis of a case failed' },
};

export const caseAnalyzedWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  return {
    titre: TITLES[params.status][locale],
    message: `${params.reference} · ${params.title}`,
  };
};
