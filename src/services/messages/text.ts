import type { ParsedMail } from '../../domain/messages/parsed.ts';

const PREVIEW_LENGTH_MAX = 300;

/** The beginning of what its sender wrote: without the quoted history, unless there is nothing else. */
export const previewOf = ({
  text,
  quoteOffset,
}: Pick<ParsedMail, 'text' | 'quoteOffset'>): string => {
  const own = quoteOffset === null ? text : text.slice(0, quoteOffset);
  const shown = own.trim() === '' ? text : own;
  return shown
    .slice(0, 4 * PREVIEW_LENGTH_MAX)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, PREVIEW_LENGTH_MAX)
    .toWellFormed();
};
