import { z } from 'zod';
import type { WordsOf } from '../../notifications/words.ts';
import { DISABLED_REASONS } from './events.ts';

/** The words of the notifications about a webhook. */

const Params = z.object({ name: z.string() });
const DisabledParams = Params.extend({ reason: z.enum(DISABLED_REASONS) });

export const failingWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  return locale === 'fr'
    ? {
        titre: `Le webhook « ${params.name} » échoue`,
        message: 'La plupart de ses envois échouent. Relais réessaie de lui-même.',
      }
    : {
        titre: `The webhook “${params.name}” is failing`,
        message: 'Most of its deliveries fail. Relais tries again by itself.',
      };
};

export const recoveredWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  return locale === 'fr'
    ? {
        titre: `Le webhook « ${params.name} » fonctionne de nouveau`,
        message: 'Les envois en attente repartent.',
      }
    : {
        titre: `The webhook “${params.name}” works again`,
        message: 'What was waiting is delivered now.',
      };
};

export const disabledWords: WordsOf = (locale, stored) => {
  const { data: params } = DisabledParams.safeParse(stored);
  if (!params) return undefined;
  const reason = REASONS[params.reason][locale];
  return locale === 'fr'
    ? { titre: `Webhook « ${params.name} » désactivé`, message: reason }
    : { titre: `Webhook “${params.name}” disabled`, message: reason };
};

const REASONS = {
  gone: {
    fr: 'Son serveur a répondu 410 : cette adresse n’existe plus.',
    en: 'Its server answered 410: this address is gone.',
  },
  failing: {
    fr: 'Tous ses envois ont échoué pendant cinq jours. Corrigez l’adresse, puis réactivez-le.',
    en: 'All its deliveries failed for five days. Correct the address, then activate it again.',
  },
} as const;
