import { isCardNumber, isIban } from './check-digits.ts';

/** Where a text has numbers of cards and bank accounts, written as people write them: in groups. */

export interface Span {
  start: number;
  end: number;
}

/** Spaces on one line, dots, dashes, slashes, and characters without a width. */
const GAP = String.raw`[^\S\n\r]|[.·_/\-‐-―\u200b-\u200d\u2060\ufeff]`;
/** Decimal digits of any script. */
const DIGITS = new RegExp(String.raw`\p{Nd}(?:(?:${GAP}){0,3}\p{Nd}){11,}`, 'gu');

const CARD_LENGTHS = [19, 18, 17, 16, 15, 14, 13, 12];
/** Groups of pairs are telephone numbers and dates. */
const GROUP_LENGTH_MIN = 3;

interface Digit extends Span {
  value: string;
  /** The position of its group in the text. */
  group: number;
  isFirst: boolean;
  isLast: boolean;
}

/**
 * A number begins where a group of digits begins, and ends where one ends, or within the group it began in: a
 * date or a code may follow.
 */
export const findCardNumbers = (text: string): Span[] =>
  [...text.matchAll(DIGITS)].flatMap(({ 0: run, index }) => cardsIn(digitsOf(run, index)));

const cardsIn = (digits: readonly Digit[]): Span[] => {
  const spans: Span[] = [];
  for (let first = 0; first < digits.length;) {
    const length = cardLengthAt(digits, first);
    const last = length === undefined ? undefined : digits[first + length - 1];
    if (last !== undefined) spans.push({ start: digits[first]?.start ?? 0, end: last.end });
    first += length ?? 1;
  }
  return spans;
};

const cardLengthAt = (digits: readonly Digit[], first: number): number | undefined => {
  const digit = digits[first];
  if (digit?.isFirst !== true || !/[2-6]/.test(digit.value)) return undefined;
  return CARD_LENGTHS.find((length) => {
    const window = digits.slice(first, first + length);
    return (
      window.length === length &&
      isCardNumber(window.map(({ value }) => value).join('')) &&
      isGrouped(window)
    );
  });
};

const isGrouped = (window: readonly Digit[]): boolean => {
  const last = window.at(-1);
  if (window[0]?.group === last?.group) return true;
  if (last?.isLast !== true) return false;
  const sizes = [...Map.groupBy(window, ({ group }) => group).values()].map(({ length }) => length);
  return (
    sizes.every((size) => size >= GROUP_LENGTH_MIN) ||
    sizes.every((size) => size === sizes[0] && size === 1)
  );
};

const digitsOf = (run: string, offset: number): Digit[] => {
  const found = [...run.matchAll(/\p{Nd}/gu)].map(({ 0: text, index }) => ({
    value: valueOf(text),
    start: offset + index,
    end: offset + index + text.length,
  }));
  let group = 0;
  return found.map((digit, position) => {
    const isFirst = isApart(run, found[position - 1], digit, offset);
    if (isFirst) group += 1;
    return { ...digit, group, isFirst, isLast: isApart(run, digit, found[position + 1], offset) };
  });
};

/** Something that a reader sees is between them. */
const isApart = (
  run: string,
  left: Span | undefined,
  right: Span | undefined,
  offset: number,
): boolean =>
  left === undefined ||
  right === undefined ||
  /[^\u200b-\u200d\u2060\ufeff]/.test(run.slice(left.end - offset, right.start - offset));

/** The digits of a script follow each other, from zero to nine. */
const valueOf = (digit: string): string => {
  const plain = digit.normalize('NFKC');
  if (/^[0-9]$/.test(plain)) return plain;
  const point = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(point - value - 1))) value += 1;
  return String(value);
};

const IBAN_START = /(?<![\p{L}\p{N}])[A-Z]{2}[ \u00a0\u202f.-]?\d{2}/giu;
const IBAN_LENGTH_MAX = 34;
const IBAN_LENGTH_MIN = 15;
const IBAN_SEPARATORS = ' \u00a0\u202f.-';

/** The longest text with right check digits: a word may follow. */
export const findBankAccounts = (text: string): Span[] => {
  const spans: Span[] = [];
  for (const { index: start } of text.matchAll(IBAN_START)) {
    if (start < (spans.at(-1)?.end ?? 0)) continue;
    const end = ibanEnd(text, start);
    if (end !== undefined) spans.push({ start, end });
  }
  return spans;
};

const ibanEnd = (text: string, start: number): number | undefined => {
  let written = '';
  let end: number | undefined;
  for (let at = start; at < text.length && written.length < IBAN_LENGTH_MAX; at += 1) {
    const character = text.charAt(at);
    if (/[A-Za-z0-9]/.test(character)) {
      written += character.toUpperCase();
      if (written.length >= IBAN_LENGTH_MIN && isIban(written)) end = at + 1;
    } else if (!IBAN_SEPARATORS.includes(character)) break;
  }
  return end;
};
