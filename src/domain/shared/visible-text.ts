/** Characters that no reader sees: they hide a text, or make it look like another one. Line ends and tabs stay. */
const HIDDEN = /(?![\n\t])[\p{C}\p{Default_Ignorable_Code_Point}]/gu;

export const withoutHidden = (text: string): string => text.replaceAll(HIDDEN, '');

/** A foreign text as it is read: line ends in one form, nothing hidden. Markup stays: it is text. */
export const visibleText = (written: string): string =>
  withoutHidden(written.replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')).trim();

/** The same on one line. */
export const visibleLine = (written: string): string =>
  visibleText(written).replaceAll(/\s+/g, ' ').trim();
