import type { formFr } from './words.fr.ts';

/** The English words of every form. */
export const formEn: typeof formFr = {
  form: {
    draftRestored: 'Draft restored',
    draftDrop: 'Discard',
    noMatch: 'No match',
    addValue: 'Enter to add',
    otherFields: 'Other fields (JSON)',
    time: 'Time',
    previousMonth: 'Previous month',
    nextMonth: 'Next month',
    dateHint: 'DD/MM/YYYY',
    dateFormat: 'DD/MM/YYYY',
    emailFault: 'Not a valid e-mail address',
    dateFault: 'Not a valid date, expected: DD/MM/YYYY',
    phoneFault: 'Not a valid phone number',
    country: 'Country of the number',
  },
};
