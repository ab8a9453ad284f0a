import type { Locale } from '../companies/shapes.ts';
import type { FaultCode } from '../shared/fault-codes.ts';
import type { Fault } from '../shared/faults.ts';

/** The words of public pages: forms, their answers, and confirmations. */

export interface PageWords {
  requiredNote: string;
  optional: string;
  choose: string;
  send: string;
  sending: string;
  sent: string;
  thanks: string;
  confirmByMail: string;
  faulty: string;
  /** Below the form, whose faulty fields are red. */
  correct: (count: string) => string;
  goBack: string;
  gone: string;
  goneText: string;
  unknown: string;
  unknownText: string;
  tooMany: string;
  refused: string;
  failed: string;
  /** Of a field that people leave empty. */
  honeypot: string;
  faults: {
    required: string;
    email: string;
    phone: string;
    date: string;
    number: string;
    option: string;
    tooLong: (max: number) => string;
    invalid: string;
  };
}

export const PAGE_WORDS: Record<Locale, PageWords> = {
  fr: {
    requiredNote: 'Les champs marqués d’un astérisque (*) sont obligatoires.',
    optional: 'facultatif',
    choose: 'Choisissez…',
    send: 'Envoyer',
    sending: 'Envoi en cours…',
    sent: 'Message envoyé',
    thanks: 'Merci, votre demande a bien été reçue.',
    confirmByMail: 'Un e-mail vous a été envoyé : ouvrez son lien pour confirmer votre adresse.',
    faulty: 'Votre demande n’a pas été envoyée',
    correct: (count) =>
      `Votre demande n’a pas été envoyée : corrigez les champs en rouge (${count}).`,
    goBack: 'Revenez à la page précédente pour corriger : ce que vous avez écrit y est encore.',
    gone: 'Ce formulaire est fermé',
    goneText: 'Il ne reçoit plus de réponses.',
    unknown: 'Ce formulaire n’existe pas',
    unknownText: 'Le lien est incomplet, ou le formulaire a été retiré.',
    tooMany: 'Trop d’envois en peu de temps. Réessayez plus tard.',
    refused: 'Ce site n’a pas le droit d’envoyer ce formulaire.',
    failed: 'L’envoi n’a pas abouti. Réessayez dans un instant.',
    honeypot: 'Laissez ce champ vide',
    faults: {
      required: 'Ce champ est obligatoire.',
      email: 'Cette adresse e-mail n’est pas valide.',
      phone: 'Ce numéro de téléphone n’est pas valide. Par exemple : 06 12 34 56 78.',
      date: 'Cette date n’est pas valide.',
      number: 'Écrivez un nombre.',
      option: 'Choisissez une des réponses proposées.',
      tooLong: (max) => `${max} caractères au plus.`,
      invalid: 'Cette réponse n’est pas valide.',
    },
  },
  en: {
    requiredNote: 'Fields marked with an asterisk (*) are required.',
    optional: 'optional',
    choose: 'Choose…',
    send: 'Send',
    sending: 'Sending…',
    sent: 'Message sent',
    thanks: 'Thank you, we have received your request.',
    confirmByMail: 'We sent you an e-mail: open its link to confirm your address.',
    faulty: 'Your request was not sent',
    correct: (count) => `Your request was not sent: correct the fields in red (${count}).`,
    goBack: 'Go back to the previous page to correct it: what you wrote is still there.',
    gone: 'This form is closed',
    goneText: 'It takes no more answers.',
    unknown: 'This form does not exist',
    unknownText: 'The link is incomplete, or the form was removed.',
    tooMany: 'Too many requests in a short time. Try again later.',
    refused: 'This site may not send this form.',
    failed: 'It could not be sent. Try again in a moment.',
    honeypot: 'Leave this field empty',
    faults: {
      required: 'This field is required.',
      email: 'This e-mail address is not valid.',
      phone: 'This telephone number is not valid. For example: 06 12 34 56 78.',
      date: 'This date is not valid.',
      number: 'Write a number.',
      option: 'Choose one of the answers.',
      tooLong: (max) => `At most ${max} characters.`,
      invalid: 'This answer is not valid.',
    },
  },
};

/** A fault in the words of a visitor. */
export const visitorText = (locale: Locale, { code, params }: Fault): string => {
  const { faults } = PAGE_WORDS[locale];
  if (code === 'required') return faults.required;
  if (code === 'too_long') return faults.tooLong('max' in params ? params.max : 0);
  if (code === 'not_one_of') return faults.option;
  if (NUMBER_FAULTS.includes(code)) return faults.number;
  const format = code === 'invalid_format' && 'format' in params ? params.format : 'other';
  return format === 'email' || format === 'phone' || format === 'date'
    ? faults[format]
    : faults.invalid;
};

const NUMBER_FAULTS: readonly FaultCode[] = ['wrong_type', 'too_small', 'too_big'];

export const thanksOf = (
  locale: Locale,
  form: { success_message: string | null; is_confirmation_required: boolean },
): string => {
  const words = PAGE_WORDS[locale];
  const thanks = form.success_message ?? words.thanks;
  return form.is_confirmation_required ? `${thanks}\n${words.confirmByMail}` : thanks;
};
