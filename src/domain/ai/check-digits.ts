/** Numbers that carry a checksum: those of payment cards and bank accounts. In: digits, or capitals and digits. */

/** Prefixes and lengths of the card networks. Source: ISO/IEC 7812-1; ranges published by the networks. */
const CARD_NUMBER =
  /^(?:4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|5\d\d|4[4-9]\d)\d{12}|62\d{14,17}|(?:5[06-8]|6[037])\d{10,17})$/;

/** Luhn. Source: ISO/IEC 7812-1, annex B. */
export const isCardNumber = (digits: string): boolean => {
  if (!CARD_NUMBER.test(digits)) return false;
  let sum = 0;
  for (let fromEnd = 0; fromEnd < digits.length; fromEnd += 1) {
    sum += luhnValue(Number(digits.at(-1 - fromEnd)), fromEnd);
  }
  return sum % 10 === 0;
};

const luhnValue = (digit: number, fromEnd: number): number => {
  if (fromEnd % 2 === 0) return digit;
  return digit > 4 ? digit * 2 - 9 : digit * 2;
};

/** Characters of an account by country. Source: IBAN registry of SWIFT; of some countries in Africa, their central banks. */
const IBAN_LENGTHS: Readonly<Record<number, string>> = {
  15: 'NO',
  16: 'BE',
  18: 'DK FI FK FO GL NL SD',
  19: 'MK SI',
  20: 'AT BA EE KZ LT LU MN XK',
  21: 'CH HR LI LV',
  22: 'BG BH CR DE GB GE IE ME RS VA',
  23: 'AE GI IL IQ OM SO TL',
  24: 'AD CZ ES MD PK RO SA SE SK TN VG',
  25: 'AO CV GW LY MZ PT ST',
  26: 'DZ IR IS TR',
  27: 'BI CF CG CM DJ FR GA GQ GR IT KM MC MG MR SM TD',
  28: 'AL AZ BF BJ BY CI CY DO GT HN HU LB MA ML NE NI PL SN SV TG',
  29: 'BR PS QA UA',
  30: 'JO KW MU YE',
  31: 'MT SC',
  32: 'LC',
  33: 'RU',
};

const IBAN_LENGTH_BY_COUNTRY: ReadonlyMap<string, number> = new Map(
  Object.entries(IBAN_LENGTHS).flatMap(([length, countries]) =>
    countries.split(' ').map((country) => [country, Number(length)] as const),
  ),
);

/** Undefined: the country has no such accounts. */
export const ibanLengthOf = (country: string): number | undefined =>
  IBAN_LENGTH_BY_COUNTRY.get(country);

/** Modulo 97. Source: ISO 13616. */
export const isIban = (text: string): boolean => {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  if (text.length !== ibanLengthOf(text.slice(0, 2))) return false;
  const moved = text.slice(4) + text.slice(0, 4);
  let remainder = 0;
  for (const character of moved) {
    for (const digit of String(Number.parseInt(character, 36))) {
      remainder = (remainder * 10 + Number(digit)) % 97;
    }
  }
  return remainder === 1;
};
