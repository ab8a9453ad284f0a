import { z } from 'zod';
import type { WordsOf } from '../notifications/words.ts';

/** The notification that an import of documents ended. */

const Params = z.object({
  status: z.enum(['succeeded', 'failed']),
  imported_count: z.number(),
  unchanged_count: z.number(),
  failed_count: z.number(),
});

export const knowledgeImportWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  const { imported_count: imported, unchanged_count: unchanged, failed_count: failed } = params;
  const isWhole = params.status === 'succeeded';
  return locale === 'fr'
    ? {
        titre: isWhole ? 'Import de documents terminé' : 'Import de documents interrompu',
        message: `${imported} importé${plural(imported > 1)}, ${unchanged} déjà présent${plural(unchanged > 1)}, ${failed} refusé${plural(failed > 1)}`,
      }
    : {
        titre: isWhole ? 'Import of documents finished' : 'Import of documents stopped',
        message: `${imported} imported, ${unchanged} already there, ${failed} refused`,
      };
};

const plural = (isPlural: boolean): string => (isPlural ? 's' : '');
