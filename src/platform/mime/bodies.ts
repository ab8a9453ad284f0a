import {
  boundHtml,
  boundText,
  fullRoom,
  type HtmlRoom,
} from '../../domain/messages/html-bounds.ts';
import { sanitiseHtml } from '../../domain/messages/html.ts';
import { readSeenHtml } from '../../domain/messages/html-text.ts';
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
  const room = fullRoom();
  const read = units.map((unit) =>
    unit.html === undefined ? readPlain(unit, room) : readFormatted(unit, unit.html, room),
  );
  const html = hasHtml ? htmlOf(read) : null;
  const text = [...read.map((unit) => unit.text), ...addedLines]
    .filter((part) => part !== '')
    .join('\n\n');
  return {
    text: text.slice(0, TEXT_LENGTH_MAX).toWellFormed(),
    quoteOffset: quoteOffsetOf(
      text.slice(0, TEXT_LENGTH_MAX),
      read.at(-1)?.history ?? null,
      addedLines,
    ),
    html,
    hasRemoteImages: read.some((unit) => unit.hasRemoteImages),
    isTruncated:
      room.isExceeded || text.length > TEXT_LENGTH_MAX || read.some((unit) => unit.isTruncated),
  };
};

interface ReadUnit {
  text: string;
  history: string | null;
  html: () => string;
  hasRemoteImages: boolean;
  isTruncated: boolean;
}

const readPlain = ({ plain = '' }: TextUnit, room: HtmlRoom): ReadUnit => ({
  text: tidyLines(withoutInvisible(plain.slice(0, TEXT_LENGTH_MAX))),
  history: null,
  html: () => asHtml(boundText(plain, room)),
  hasRemoteImages: false,
  isTruncated: plain.length > TEXT_LENGTH_MAX,
});

/** The text is that of the HTML, which is shown. A plain part with the same words has better line breaks. */
const readFormatted = (unit: TextUnit, html: string, room: HtmlRoom): ReadUnit => {
  const sanitised = sanitiseHtml(boundHtml(html, room));
  const seen = readSeenHtml(sanitised.html, { isSure: sanitised.areBackgroundsKnown });
  const plain = readPlain(unit, room);
  const { hasRemoteImages } = sanitised;
  // A page without words does not hide the words of the plain part.
  if (seen.text === '' && plain.text !== '') {
    return { ...plain, html: () => `${seen.html}${plain.html()}`, hasRemoteImages };
  }
  return {
    ...(isPlainShown(plain.text, seen.text) ? { text: plain.text, history: null } : seen),
    html: () => seen.html,
    hasRemoteImages,
    isTruncated: false,
  };
};

/** Each is sanitised alone: what one leaves open does not hide the next. */
const htmlOf = (units: readonly ReadUnit[]): string =>
  units
    .map(({ html }) => html())
    .join('\n')
    .trim();

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

const asHtml = (plain: string): string => {
  const escaped = plain
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .trim();
  return `<div>${escaped.replace(/\r\n?|\n/g, '<br>')}</div>`;
};
