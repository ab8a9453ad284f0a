/** Text for mails: a value can add neither a line nor a tag. */

export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/**
 * For a header. A composer encodes a line break or a control character, but a receiver that decodes it may
 * read a header of its own.
 */
export const headerText = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
