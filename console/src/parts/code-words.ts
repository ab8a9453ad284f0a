import { humanise } from '../i18n/humanise.ts';
import { useMessages, type Messages } from '../i18n/index.tsx';

/** Words for the names and values of free fields, so that no code is shown to a user. */

/** `dateInscription` → `Date d’inscription`. */
export const fieldWord = ({ fields }: Messages, name: string): string =>
  fields[name] ?? humanise(name);

/** `CNI_VERSO` → `CNI verso`, `HAUTE` → `Haute`. A text stays as it is. */
export const valueWord = ({ values }: Messages, code: string): string =>
  values[code] ?? humanise(code);

/** `relance_email` → `Relance par e-mail`. */
export const decisionWord = ({ decisions }: Messages, code: string): string =>
  decisions[code] ?? humanise(code);

/** `undeliverable` → `Le service d’envoi n’a pas pu être joint`. */
export const outcomeWord = (messages: Messages, code: string): string => {
  const outcomes: Readonly<Record<string, string>> = messages.outcomes;
  return outcomes[code] ?? humanise(code);
};

export const useCodeWords = () => {
  const messages = useMessages();
  return {
    fieldWord: (name: string) => fieldWord(messages, name),
    valueWord: (code: string) => valueWord(messages, code),
    decisionWord: (code: string) => decisionWord(messages, code),
    outcomeWord: (code: string) => outcomeWord(messages, code),
  };
};
