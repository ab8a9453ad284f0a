import { problemOf } from '../api/problem.ts';
import type { Messages } from '../i18n/index.tsx';

/**
 * The api explains faults in English, for integrators. What it says often is said here in the
 * reader's language; the rest is shown as it came, which is better than nothing.
 */

type Words = Messages['faults'];
type Translation = readonly [pattern: RegExp, text: (words: Words, ...found: string[]) => string];

const TRANSLATIONS: readonly Translation[] = [
  [/received undefined|must have required property|^required/i, (words) => words.required],
  [
    /too small: expected string to have >=1 char|must NOT have fewer than 1 char/i,
    (words) => words.required,
  ],
  [/expected string to have >=(\d+)/i, (words, min) => words.tooShort(min ?? '')],
  [/expected string to have <=(\d+)/i, (words, max) => words.tooLong(max ?? '')],
  [/expected a text of 1 to (\d+)/i, (words, max) => words.tooLong(max ?? '')],
  [/at most (\d+) characters/i, (words, max) => words.tooLong(max ?? '')],
  [/invalid email/i, (words) => words.email],
  [/invalid url/i, (words) => words.url],
  [/everybody can read addresses/i, (words) => words.secretInUrl],
  [/what a header can carry/i, (words) => words.headerValue],
  [/^taken$|exists|in use already|already/i, (words) => words.taken],
  [
    /expected (\d+) to (\d+) characters/i,
    (words, min, max) => words.passwordLength(min ?? '', max ?? ''),
  ],
  [/too easy to guess/i, (words) => words.passwordCommon],
  [/must not contain the e-mail/i, (words) => words.passwordPersonal],
  [/expected VERBE_ENTITE/i, (words) => words.typeShape],
  [/expected the beginning of an action type/i, (words) => words.prefixShape],
  [/expected role\.section\.page/i, (words) => words.sourceShape],
  [/not in the catalogue/i, (words) => words.notInCatalogue],
  [/no such user/i, (words) => words.noSuchUser],
  [/this user is disabled/i, (words) => words.userDisabled],
  [/may not decide this/i, (words) => words.mayNotDecide],
  [/acting for another user/i, (words) => words.impersonation],
  [/with this reference$/i, (words) => words.noSuchEntity],
  [/applies to (.+)/i, (words, types) => words.appliesTo(types ?? '')],
  [/invalid option|must be equal to one of/i, (words) => words.notAllowedValue],
  [/unknown field|additional properties/i, (words) => words.unknownField],
];

export const faultText = ({ faults }: Messages, message: string): string => {
  if (/this prefix is in the table/i.test(message)) return faults.prefixTwice;
  for (const [pattern, text] of TRANSLATIONS) {
    const found = pattern.exec(message);
    if (found) return text(faults, ...found.slice(1));
  }
  return message;
};

/** The faults of a refused request by the field of the form that shows each of them. */
export const fieldErrors = (
  messages: Messages,
  error: unknown,
  fieldOf: (path: string) => string = (path) => path,
): Record<string, string> =>
  Object.fromEntries(
    problemOf(error).errors.map(({ path, message }) => [
      fieldOf(path),
      faultText(messages, message),
    ]),
  );
