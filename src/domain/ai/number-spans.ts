import { ibanLengthOf, isCardNumber, isIban } from './check-digits.ts';

/** Where a text has numbers of cards and bank accounts, written as people write them: in groups. */

export interface Span {
  start: number;
  end: number;
}

/** Spaces on one line, dots, dashes, slashes, and characters without a width. */
const GAP = String.raw`[^\S\n\r]|[.·_/\-‐-―\u200b-\u200d\u2060\ufeff]`;
/** Not usual in a number: then only groups as they are printed on cards are one. */
const MARK = String.raw`[,;:|*+~'’"()[\]<>=\\]`;
/** With the marks of a quotation. */
const LINE_BREAK = String.raw`\r?\n(?:[^\S\n\r]|>){0,4}`;
/** Decimal digits of any script. */
const DIGITS = new RegExp(
  String.raw`\p{Nd}(?:(?:${GAP}|${MARK}){0,3}(?:${LINE_BREAK})?\p{Nd}){11,}`,
  'gu',
);
const UNUSUAL = new RegExp(String.raw`${MARK}|\n`);

const CARD_LENGTHS = [19, 18, 17, 16, 15, 14, 13, 12];
/** As printed on cards: Visa, Mastercard, Maestro; American Express; Diners Club. */
const PRINTED_GROUPS = ['4 4 4 4', '4 4 4 4 3', '8 8', '4 6 5', '4 6 4'];
/** Groups of pairs are telephone numbers and dates. */
const GROUP_LENGTH_MIN = 3;

interface Digit extends Span {
  value: string;
  /** The position of its group in the text. */
  group: number;
  /** Something unusual is before it. */
  isUnusual: boolean;
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
  if (window.slice(1).some(({ isUnusual }) => isUnusual)) {
    return PRINTED_GROUPS.includes(sizes.join(' '));
  }
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
    const before = run.slice((found[position - 1]?.end ?? offset) - offset, digit.start - offset);
    return {
      ...digit,
      group,
      isUnusual: UNUSUAL.test(before),
      isFirst,
      isLast: isApart(run, digit, found[position + 1], offset),
    };
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

const IBAN_START = new RegExp(
  String.raw`(?<![\p{L}\p{N}])([A-Z]{2})(?:${GAP}){0,2}\d(?:${GAP})?\d`,
  'giu',
);
/** At most so many characters between two of an account: spaces, dots, dashes, a line break. */
const SEPARATOR_COUNT_MAX = 8;
const SEPARATOR = new RegExp(String.raw`${GAP}|[\r\n>]`, 'u');

/** As long as accounts of its country are: a word may follow. */
export const findBankAccounts = (text: string): Span[] => {
  const spans: Span[] = [];
  for (const { index: start, 1: country = '' } of text.matchAll(IBAN_START)) {
    if (start < (spans.at(-1)?.end ?? 0)) continue;
    const end = ibanEnd(text, start, ibanLengthOf(country.toUpperCase()));
    if (end !== undefined) spans.push({ start, end });
  }
  return spans;
};

const ibanEnd = (text: string, start: number, length = 0): number | undefined => {
  let written = '';
  let separatorCount = 0;
  for (let at = start; at < text.length && written.length < length; at += 1) {
    const character = text.charAt(at);
    if (/[A-Za-z0-9]/.test(character)) {
      written += character.toUpperCase();
      separatorCount = 0;
      if (written.length === length) return isIban(written) ? at + 1 : undefined;
    } else {
      separatorCount += 1;
      if (separatorCount > SEPARATOR_COUNT_MAX || !SEPARATOR.test(character)) return undefined;
    }
  }
  return undefined;
};
