import type { Messages } from '../../../i18n/index.tsx';
import type { Reason } from '../types.ts';

/** `Objet contient « RDV »`. */
export const reasonText = (words: Messages['inboxFolders'], reason: Reason): string => {
  const { field, operator, value } = reason;
  if (field === null) return words.reasonNone;
  if (field === 'has_attachment') return words.reasonAttachment(value === 'true');
  return operator === null
    ? words.fields[field]
    : words.reasonText(words.fields[field], words.operators[operator], value ?? '');
};
