import { z } from 'zod';
import type { Locale } from '../companies/shapes.ts';
import type { WordsOf } from '../notifications/words.ts';
import { CONVERSATION_STATUSES, STATUS_LABELS } from './statuses.ts';

/** The words of the notifications about conversations. */

const Conversation = z.object({ subject: z.string(), contact: z.string() });
const AssignedParams = Conversation.extend({ count: z.number() });
const StatusParams = AssignedParams.extend({ status: z.enum(CONVERSATION_STATUSES) });

const WITHOUT_SUBJECT: Record<Locale, string> = { fr: 'Sans objet', en: 'Without a subject' };

/** `Marie Dumitru · Devis`. */
const nameOf = (locale: Locale, { subject, contact }: z.infer<typeof Conversation>): string =>
  [contact, subject === '' ? WITHOUT_SUBJECT[locale] : subject]
    .filter((part) => part !== '')
    .join(' · ');

export const conversationAssignedWords: WordsOf = (locale, stored) => {
  const { data: params } = AssignedParams.safeParse(stored);
  if (!params) return undefined;
  if (params.count === 1) {
    return {
      titre: {
        fr: 'Une conversation vous est attribuée',
        en: 'A conversation was assigned to you',
      }[locale],
      message: nameOf(locale, params),
    };
  }
  return {
    titre: {
      fr: `${params.count} conversations vous sont attribuées`,
      en: `${params.count} conversations were assigned to you`,
    }[locale],
    message: namesOf(locale, params),
  };
};

/** `Marie Dumitru · Devis et 3 autres`. */
const namesOf = (locale: Locale, params: z.infer<typeof AssignedParams>): string => {
  const name = nameOf(locale, params);
  const rest = params.count - 1;
  if (rest <= 0) return name;
  return {
    fr: `${name} et ${rest} ${rest === 1 ? 'autre' : 'autres'}`,
    en: `${name} and ${rest} more`,
  }[locale];
};

export const conversationStatusWords: WordsOf = (locale, stored) => {
  const { data: params } = StatusParams.safeParse(stored);
  if (!params) return undefined;
  return {
    titre: { fr: 'Statut de conversation modifié', en: 'Status of a conversation changed' }[locale],
    message: `${namesOf(locale, params)} · ${STATUS_LABELS[params.status][locale]}`,
  };
};

export const conversationWokenWords: WordsOf = (locale, stored) => {
  const { data: params } = Conversation.safeParse(stored);
  if (!params) return undefined;
  return {
    titre: { fr: 'Conversation de retour', en: 'A conversation is back' }[locale],
    message: nameOf(locale, params),
  };
};

/** Of a conversation in the to-do list. */
export const conversationTodoTitle = (locale: Locale): string =>
  ({ fr: 'Réponse attendue', en: 'Waits for an answer' })[locale];
