import { z } from 'zod';
import type { Locale } from '../companies/shapes.ts';
import type { Words, WordsOf } from '../notifications/words.ts';

/** The words of the notifications about outgoing messages. */

const Params = z.object({ contact: z.string(), subject: z.string() });

const words =
  (titles: Record<Locale, string>, advice: Record<Locale, string>): WordsOf =>
  (locale, stored): Words | undefined => {
    const { data: params } = Params.safeParse(stored);
    if (!params) return undefined;
    const about = [params.contact, params.subject].filter((text) => text !== '').join(' · ');
    return { titre: titles[locale], message: `${about}. ${advice[locale]}` };
  };

export const messageFailedWords = words(
  { fr: "Votre message n'a pas été envoyé", en: 'Your message was not sent' },
  {
    fr: 'La raison est indiquée sous le message.',
    en: 'The reason is shown below the message.',
  },
);

export const messageUncertainWords = words(
  { fr: 'Message peut-être envoyé', en: 'Message perhaps sent' },
  {
    fr: "Le serveur n'a pas confirmé l'envoi. Vérifiez, puis renvoyez le message ou marquez-le comme envoyé.",
    en: 'The server did not confirm it. Check, then send it again or mark it as sent.',
  },
);

export const messagePartlyRefusedWords = words(
  {
    fr: "Certains destinataires n'ont pas reçu votre message",
    en: 'Some recipients did not get your message',
  },
  {
    fr: 'Leurs adresses sont indiquées sous le message.',
    en: 'Their addresses are shown below the message.',
  },
);

export const messageStoppedWords = words(
  { fr: "Votre message n'est pas parti", en: 'Your message was not sent' },
  {
    fr: 'Un collègue a supprimé la conversation, ou l’a signalée comme indésirable, avant son envoi.',
    en: 'A colleague deleted the conversation, or marked it as spam, before it was sent.',
  },
);
