import { z } from 'zod';
import type { Locale } from '../companies/shapes.ts';
import type { Words, WordsOf } from '../notifications/words.ts';

/** The words of the notifications about automatic replies. */

const Params = z.object({ contact: z.string(), subject: z.string() });

const words =
  (titles: Record<Locale, string>): WordsOf =>
  (locale, stored): Words | undefined => {
    const { data: params } = Params.safeParse(stored);
    if (!params) return undefined;
    return {
      titre: titles[locale],
      message: [params.contact, params.subject].filter((text) => text !== '').join(' · '),
    };
  };

/** Of a draft in the to-do list. */
export const autoReplyTodoTitle = (locale: Locale): string =>
  locale === 'fr' ? 'Réponse à valider' : 'Reply to approve';

export const autoReplyWaitingWords = words({
  fr: 'Une réponse attend votre validation',
  en: 'A reply waits for your approval',
});
export const autoReplyRecalledWords = words({
  fr: 'Une réponse attend toujours une validation',
  en: 'A reply still waits for an approval',
});
export const autoReplyReassignedWords = words({
  fr: 'Une réponse à valider vous est confiée',
  en: 'A reply was given to you to approve',
});
export const autoReplyExpiredWords = words({
  fr: 'Personne n’a validé une réponse à temps : répondez vous-même',
  en: 'Nobody approved a reply in time: answer yourself',
});

export const autoRepliesSuspendedWords: WordsOf = (locale) =>
  locale === 'fr'
    ? {
        titre: 'Les réponses automatiques sont suspendues',
        message:
          'Trop sont parties en une heure. Vérifiez qu’aucun autre répondeur ne leur répond ; elles reprennent quand leur part baisse.',
      }
    : {
        titre: 'Automatic replies are suspended',
        message:
          'Too many were sent within an hour. Check that no other responder answers them; they go on once their share falls.',
      };
