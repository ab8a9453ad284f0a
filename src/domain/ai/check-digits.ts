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

/** Modulo 97. Source: ISO 13616. */
export const isIban = (text: string): boolean => {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  const moved = text.slice(4) + text.slice(0, 4);
  let remainder = 0;
  for (const character of moved) {
    for (const digit of String(Number.parseInt(character, 36))) {
      remainder = (remainder * 10 + Number(digit)) % 97;
    }
  }
  return remainder === 1;
};
