/** Texts as rules compare them: without accents, case, invisible characters and line breaks. No imports. */

/** What Unicode does not take apart, and signs that keyboards and mail programs exchange. */
const REPLACED: Readonly<Record<string, string>> = {
  œ: 'oe',
  æ: 'ae',
  ø: 'o',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  ς: 'σ',
  '’': "'",
  '‘': "'",
  '‐': '-',
  '–': '-',
  '—': '-',
};
const REPLACEABLE = new RegExp(`[${Object.keys(REPLACED).join('')}]`, 'gu');
const DROPPED = /[\p{Mn}\p{Cf}]+/gu;

const foldCharacters = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(DROPPED, '')
    .toLowerCase()
    .replaceAll(REPLACEABLE, (character) => REPLACED[character] ?? character)
    .replaceAll(/\s+/gu, ' ');

/** `Pièce  d’identité` → `piece d'identite`. */
export const fold = (text: string): string => foldCharacters(text).trim();

/** Where the character at a position of the folded text is in the text. Linear. */
const positionIn = (text: string, foldedPosition: number): number => {
  let foldedLength = 0;
  let isAfterSpace = true;
  let position = 0;
  for (const character of text) {
    const folded = foldCharacters(character);
    const isSpace = folded === ' ';
    if (!(isSpace && isAfterSpace)) foldedLength += folded.length;
    if (folded !== '') isAfterSpace = isSpace;
    if (foldedLength > foldedPosition) return position;
    position += character.length;
  }
  return position;
};

const EXCERPT_BEFORE = 60;
export const EXCERPT_LENGTH_MAX = 160;

/** The text around a match, on one line. In: a position in the folded text. */
export const excerptOf = (text: string, foldedPosition: number): string => {
  const at = positionIn(text, foldedPosition);
  const start = at <= EXCERPT_BEFORE ? 0 : at - EXCERPT_BEFORE;
  const cut = text.slice(start, start + EXCERPT_LENGTH_MAX - 2).toWellFormed();
  const line = cut.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  const isCutAfter = start + EXCERPT_LENGTH_MAX - 2 < text.length;
  return `${start > 0 ? '…' : ''}${line}${isCutAfter ? '…' : ''}`;
};

const WORD = /[\p{L}\p{N}_]/u;

/** True if the part is not inside a longer word. */
const isWhole = (text: string, start: number, length: number): boolean => {
  // Of a pair of surrogates, half would be no letter.
  const before =
    start === 0 ? '' : (Array.from(text.slice(Math.max(0, start - 2), start)).at(-1) ?? '');
  const after = Array.from(text.slice(start + length, start + length + 2))[0] ?? '';
  return !WORD.test(before) && !WORD.test(after);
};

export const RULE_OPERATORS = ['contains', 'equals', 'starts_with', 'whole_word'] as const;
export type RuleOperator = (typeof RULE_OPERATORS)[number];

/** Where a folded value is in a folded text, by an operator. Undefined: it is not. */
export const findIn = (text: string, operator: RuleOperator, value: string): number | undefined => {
  switch (operator) {
    case 'equals':
      return text === value ? 0 : undefined;
    case 'starts_with':
      return text.startsWith(value) ? 0 : undefined;
    case 'contains': {
      const at = text.indexOf(value);
      return at === -1 ? undefined : at;
    }
    case 'whole_word': {
      for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + value.length)) {
        if (isWhole(text, at, value.length)) return at;
      }
      return undefined;
    }
  }
};
