import { z } from 'zod';
import type { WordsOf } from '../notifications/words.ts';

/** The words of the notifications about messages. */

const ReceivedParams = z.object({ sender: z.string(), subject: z.string() });
const ReportedParams = z.object({
  kind: z.enum(['bounce', 'complaint']),
  recipient: z.string(),
  subject: z.string(),
});

const line = (...parts: string[]): string => parts.filter((part) => part !== '').join(' · ');

export const messageReceivedWords: WordsOf = (locale, stored) => {
  const { data: params } = ReceivedParams.safeParse(stored);
  if (!params) return undefined;
  return {
    titre: { fr: 'Nouveau message', en: 'New message' }[locale],
    message: line(params.sender, params.subject),
  };
};

export const messageReportedWords: WordsOf = (locale, stored) => {
  const { data: params } = ReportedParams.safeParse(stored);
  if (!params) return undefined;
  const titles = {
    bounce: { fr: 'Votre message n’a pas été remis', en: 'Your message was not delivered' },
    complaint: {
      fr: 'Votre message a été signalé comme indésirable',
      en: 'Your message was reported as spam',
    },
  };
  return { titre: titles[params.kind][locale], message: line(params.recipient, params.subject) };
};
