/** Characters that a reader does not see: they hide text from people, or words from a search. */

/**
 * Zero-width characters, soft hyphens, marks and overrides of direction, characters of the "tags" block and variation
 * selectors that carry data. Joiners stay where they join two letters or emoji.
 */
// eslint-disable-next-line no-misleading-character-class -- a set of single code points
const INVISIBLE =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|[\u200c\u200d]{2,}|(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}\p{Extended_Pictographic}])/gu;

/** C0 and C1, but for tab and line feed. PostgreSQL refuses U+0000. */
// eslint-disable-next-line no-control-regex -- they are what it removes
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Lines end with a line feed. */
export const withoutInvisible = (text: string): string =>
  text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(CONTROL, '')
    .replace(INVISIBLE, '')
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
