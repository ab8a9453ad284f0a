import { boundHtml, HTML_LENGTH_MAX } from '../../domain/messages/html-bounds.ts';
import { sanitiseHtml } from '../../domain/messages/html.ts';
import { readHtmlText } from '../../domain/messages/html-text.ts';
import { TEXT_LENGTH_MAX } from '../../domain/messages/parsed.ts';
import { isPlainShown } from '../../domain/messages/plain-shown.ts';
import { findQuote } from '../../domain/messages/quotes.ts';
import { tidyLines, withoutInvisible } from '../../domain/messages/visible-characters.ts';
import type { TextUnit } from './parts.ts';

/** The readable text and the sanitised HTML of a mail. */

export interface Bodies {
  text: string;
  quoteOffset: number | null;
  html: string | null;
  hasRemoteImages: boolean;
  isTruncated: boolean;
}

/** In: the text parts of a mail in their order, and lines to add below them. */
export const readBodies = (units: readonly TextUnit[], addedLines: readonly string[]): Bodies => {
  const hasHtml = units.some(({ html }) => html !== undefined);
  const bounded = boundHtml(hasHtml ? units.map(htmlOf).join('\n') : '');
  const read = units.map((unit) => textOf(unit));
  const text = [...read.map((unit) => unit.text), ...addedLines]
    .filter((part) => part !== '')
    .join('\n\n');
  const { html, hasRemoteImages } = sanitiseHtml(bounded.html);
  return {
    text: text.slice(0, TEXT_LENGTH_MAX).toWellFormed(),
    quoteOffset: quoteOffsetOf(
      text.slice(0, TEXT_LENGTH_MAX),
      read.at(-1)?.history ?? null,
      addedLines,
    ),
    html: hasHtml ? html.trim() : null,
    hasRemoteImages,
    isTruncated:
      bounded.isCut || text.length > TEXT_LENGTH_MAX || read.some((unit) => unit.isTruncated),
  };
};

interface UnitText {
  text: string;
  history: string | null;
  isTruncated: boolean;
}

const textOf = ({ plain, html }: TextUnit): UnitText => {
  const written = tidyLines(withoutInvisible((plain ?? '').slice(0, TEXT_LENGTH_MAX)));
  const isTruncated = (plain ?? '').length > TEXT_LENGTH_MAX;
  if (html === undefined) return { text: written, history: null, isTruncated };
  const bounded = boundHtml(html);
  const seen = readHtmlText(bounded.html);
  if (written !== '' && (seen.text === '' || isPlainShown(written, seen.text))) {
    return { text: written, history: null, isTruncated };
  }
  return { ...seen, isTruncated: bounded.isCut };
};

/** What the text says, and what the mail program marked: the mark may come some lines before the first quote. */
const quoteOffsetOf = (
  text: string,
  history: string | null,
  addedLines: readonly string[],
): number | null => {
  const found = findQuote(text);
  if (history === null || addedLines.length > 0 || FORWARDED.test(history)) return found;
  if (found === null && isAnsweredWithin(history)) return null;
  const marked = history === '' ? -1 : text.lastIndexOf(history);
  if (marked <= 0 || text.slice(0, marked).trim() === '') return found;
  if (found === null) return marked;
  return marked < found && found - marked <= ATTRIBUTION_LENGTH_MAX ? marked : found;
};

const ATTRIBUTION_LENGTH_MAX = 500;

/** Some write their answers between the quotes. */
const isAnsweredWithin = (history: string): boolean =>
  /^>/m.test(history) && !(history.split('\n').at(-1) ?? '').startsWith('>');

/** What is passed on is the point of the mail. */
const FORWARDED =
  /^-{3,}\s?(?:forwarded message|message transféré|message transmis|weitergeleitete nachricht)/i;

const htmlOf = ({ plain, html }: TextUnit): string => {
  if (html !== undefined) return html;
  const text = (plain ?? '').slice(0, HTML_LENGTH_MAX);
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .trim();
  return `<div>${escaped.replace(/\r\n?|\n/g, '<br>')}</div>`;
};
