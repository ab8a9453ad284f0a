/** As the list shows a message. */

const PREVIEW_LENGTH_MAX = 300;

/** On one line; at most 300 characters, never half of one, and none that can't be stored. */
export const previewOf = (text: string): string =>
  text
    .replaceAll('\0', '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, PREVIEW_LENGTH_MAX)
    .replace(/[\uD800-\uDBFF]$/, '')
    .toWellFormed();
