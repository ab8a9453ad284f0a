import { z } from 'zod';
import type { Locale } from '../companies/shapes.ts';
import type { WordsOf } from '../notifications/words.ts';
import { MODULE_KINDS, type ModuleKind } from './kinds.ts';

/** The words of the notifications about a module. */

const Params = z.object({ kind: z.enum(MODULE_KINDS) });

const NAMES: Record<ModuleKind, Record<Locale, string>> = {
  legal: { fr: 'Le module juridique', en: 'The legal module' },
  fiscal: { fr: 'Le module fiscal', en: 'The fiscal module' },
  rag: { fr: 'Le module de recherche documentaire', en: 'The document search module' },
  billing: { fr: 'Le module de facturation', en: 'The billing module' },
};

export const moduleFailingWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  const name = NAMES[params.kind][locale];
  return locale === 'fr'
    ? {
        titre: `${name} ne répond plus`,
        message: 'Relais travaille sans lui, et le réessaie au plus une fois par minute.',
      }
    : {
        titre: `${name} does not answer`,
        message: 'Relais works without it, and tries it again at most once a minute.',
      };
};

export const moduleRecoveredWords: WordsOf = (locale, stored) => {
  const { data: params } = Params.safeParse(stored);
  if (!params) return undefined;
  const name = NAMES[params.kind][locale];
  return locale === 'fr'
    ? { titre: `${name} répond de nouveau`, message: 'Relais l’utilise de nouveau.' }
    : { titre: `${name} answers again`, message: 'Relais uses it again.' };
};
