import type { Messages } from '../../i18n/index.tsx';
import { isEmail } from '../../ui/form/schema.ts';

/**
 * The fields whose name says what they hold. The api takes any text in them; an address or a number that
 * can't be used is refused here, when a record is created and when it is changed.
 */

export const isEmailField = (name: string): boolean => /e-?mail$/i.test(name);

export const isPhoneField = (name: string): boolean =>
  /^(?:candidat)?(?:[Tt]ele?phone|[Pp]ortable|[Mm]obile|[Tt]el(?![a-z]))/.test(name);

/** Knows the numbering of all countries, in a file of 30 kB: pages that may not need it load it later. */
export type PhoneCheck = (text: string) => boolean;

/** What is wrong with the text of a field; undefined if nothing is. */
export const typedFault = (
  { form }: Pick<Messages, 'form'>,
  isPhone: PhoneCheck,
  name: string,
  text: string,
): string | undefined => {
  const typed = text.trim();
  if (typed === '') return undefined;
  if (isEmailField(name)) return isEmail(typed) ? undefined : form.emailFault;
  if (isPhoneField(name)) return isPhone(typed) ? undefined : form.phoneFault;
  return undefined;
};

/** The name of a known field whose label was typed; else what was typed. */
export const nameOf = (fields: Readonly<Record<string, string>>, typed: string): string => {
  const text = typed.trim();
  const known = Object.entries(fields).find(
    ([, label]) => label.toLowerCase() === text.toLowerCase(),
  );
  return known?.[0] ?? text;
};
