/** Characters that a reader does not see: they hide text from people, or words from a search. */

/**
 * Zero-width characters, soft hyphens, marks and overrides of direction, fillers, characters of the "tags" block and
 * variation selectors that carry data.
 */
const UNSEEN =
  String.raw`\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180b}-\u{180f}\u{200b}\u{200e}\u{200f}` +
  String.raw`\u{202a}-\u{202e}\u{2060}-\u{206f}\u{3164}\u{fe00}-\u{fe0e}\u{feff}\u{ffa0}\u{fff9}-\u{fffb}` +
  String.raw`\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}`;
/** They stay where they join two letters or emoji. */
const JOINER = String.raw`[\u{200c}\u{200d}]`;
const JOINED = String.raw`\p{L}\p{M}\p{Extended_Pictographic}`;

const INVISIBLE = new RegExp(
  `[${UNSEEN}]|${JOINER}{2,}|` +
    String.raw`(?<![${JOINED}\p{Emoji_Modifier}\u{fe0f}])${JOINER}|${JOINER}(?![${JOINED}])`,
  'gu',
);

/** C0 and C1, but for tab and line feed. PostgreSQL refuses U+0000. */
// eslint-disable-next-line no-control-regex -- they are what it removes
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** No writing puts more than four marks on a letter: more cover the lines above and below. */
const EXCESS_MARKS = /(\p{M}{4})\p{M}+/gu;

/** Lines end with a line feed. */
export const withoutInvisible = (text: string): string =>
  text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(CONTROL, '')
    .replace(INVISIBLE, '')
    .replace(EXCESS_MARKS, '$1')
    .toWellFormed();

/** On one line, cut. For subjects, names of people and header values. */
export const oneLine = (text: string, lengthMax: number): string =>
  withoutInvisible(text.slice(0, 4 * lengthMax))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, lengthMax)
    .toWellFormed();

/** At most one blank line between paragraphs, no space at the end of a line. */
export const tidyLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+/, '')
    .trimEnd();
