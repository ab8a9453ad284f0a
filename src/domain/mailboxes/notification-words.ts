import { z } from 'zod';
import type { WordsOf } from '../notifications/words.ts';

/** The words of the notifications about a mailbox. */

const Params = z.object({ email: z.string() });

export const mailboxRefusedWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  return locale === 'fr'
    ? {
        titre: `La boîte ${params.email} refuse la connexion`,
        message:
          'Son serveur a refusé les identifiants. La synchronisation est arrêtée : saisissez-les de nouveau.',
      }
    : {
        titre: `The mailbox ${params.email} refuses to sign in`,
        message: 'Its server refused the credentials. Syncing has stopped: enter them again.',
      };
};

export const mailboxLateWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  return locale === 'fr'
    ? {
        titre: `La boîte ${params.email} n’est plus synchronisée`,
        message: 'Aucun courrier n’est relevé depuis 15 minutes. Relais réessaie de lui-même.',
      }
    : {
        titre: `The mailbox ${params.email} is no longer in sync`,
        message: 'No mail was read for 15 minutes. Relais tries again by itself.',
      };
};

export const mailboxRecoveredWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  return locale === 'fr'
    ? {
        titre: `La boîte ${params.email} fonctionne de nouveau`,
        message: 'Le courrier arrivé entre-temps est relevé.',
      }
    : {
        titre: `The mailbox ${params.email} works again`,
        message: 'Mail that arrived in the meantime is read.',
      };
};
