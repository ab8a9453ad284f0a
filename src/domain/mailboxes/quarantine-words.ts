import { z } from 'zod';
import type { WordsOf } from '../notifications/words.ts';

/** The words of the notification about messages that could not be read. */

const Params = z.object({ email: z.string() });

export const mailboxQuarantinedWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  return locale === 'fr'
    ? {
        titre: `Du courrier de ${params.email} n’a pas pu être lu`,
        message:
          'Relais ne réessaie plus de lui-même. La page de la boîte montre ces messages : relancez-les ou abandonnez-les.',
      }
    : {
        titre: `Mail of ${params.email} could not be read`,
        message:
          'Relais does not try again by itself. The page of the mailbox shows these messages: retry or drop them.',
      };
};
