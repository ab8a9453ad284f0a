import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';

/**
 * Telephone numbers in E.164, the one form in which they are stored and compared.
 * Source: ITU-T E.164; Google's libphonenumber. Its smallest metadata suffice: they know each country's
 * codes and lengths. Whether a number of a valid length is assigned is not checked: number plans change
 * faster than metadata, and a refused number is a lost contact.
 */

/** The country of a number that is written without its code. */
const COUNTRY_DEFAULT: CountryCode = 'FR';

const TEXT_LENGTH_MAX = 100;

/**
 * Reads a telephone number in whatever way it is written: `06 12 34 56 78`, `+33 (0)6.12.34.56.78`.
 * Out: `+33612345678`; undefined if it is no number, more than one, or not as long as a number of its country.
 */
export const parsePhone = (
  text: string,
  country: CountryCode = COUNTRY_DEFAULT,
): string | undefined => {
  if (text.length > TEXT_LENGTH_MAX) return undefined;
  const phone = parsePhoneNumberFromString(text, country);
  return phone?.isPossible() === true ? phone.number : undefined;
};
