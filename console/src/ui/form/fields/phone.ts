import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';

/** Phone numbers. Loaded when a phone field takes the focus: its tables are 30 kB compressed. */

/** In E.164, `+33612345678`; null if it is not a possible number of the country. */
export const toE164 = (text: string, country: CountryCode): string | null => {
  const number = parsePhoneNumberFromString(text, country);
  return number?.isValid() === true ? number.number : null;
};

/** Where a number without a country code is dialled. */
const HOME_COUNTRY = 'FR';

/** A number that can be called: of a country, or of France if none is given. */
export const isPossiblePhone = (text: string): boolean =>
  parsePhoneNumberFromString(text, HOME_COUNTRY)?.isPossible() === true;

/** `+33 6 12 34 56 78`. */
export const spaced = (e164: string): string =>
  parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
