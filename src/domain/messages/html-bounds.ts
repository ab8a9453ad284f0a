/** Cuts HTML that would take long to read. */

/** In characters. One megabyte takes about half a second. */
const HTML_LENGTH_MAX = 1_000_000;
/** As many take about as long as one megabyte of text. */
const ELEMENT_COUNT_MAX = 50_000;
/** The time of the parser grows with the square of the depth. */
const NESTING_DEPTH_MAX = 1_000;

const TAG = /<(\/?)([a-z][a-z0-9:-]{0,30})/gi;
/** Without an end tag, or ended by the next one of its kind: mails often leave out their end. */
const UNCOUNTED = new Set(
  'area base br col embed hr img input link meta param source track wbr p li td th tr dt dd option tbody thead tfoot colgroup'.split(
    ' ',
  ),
);

/** What is left for the next part of a mail. */
export interface HtmlRoom {
  length: number;
  elementCount: number;
  /** Something did not fit. */
  isExceeded: boolean;
}

export const fullRoom = (): HtmlRoom => ({
  length: HTML_LENGTH_MAX,
  elementCount: ELEMENT_COUNT_MAX,
  isExceeded: false,
});

/** Takes what it keeps from the room. */
export const boundHtml = (source: string, room: HtmlRoom): string => {
  const html = boundText(source, room);
  const { end, elementCount } = endOfElements(html, room.elementCount);
  room.elementCount -= elementCount;
  if (end < html.length) room.isExceeded = true;
  return html.slice(0, end);
};

/** The same for text without elements. */
export const boundText = (source: string, room: HtmlRoom): string => {
  const text = source.slice(0, room.length);
  room.length -= text.length;
  if (text.length < source.length) room.isExceeded = true;
  return text;
};

/** Where the elements become too many or too deep. */
const endOfElements = (html: string, countMax: number): { end: number; elementCount: number } => {
  let depth = 0;
  let elementCount = 0;
  for (const { 1: slash, 2: name = '', index } of html.matchAll(TAG)) {
    if (slash !== '/') {
      if (elementCount === countMax) return { end: index, elementCount };
      elementCount += 1;
    }
    if (UNCOUNTED.has(name.toLowerCase())) continue;
    depth = slash === '/' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > NESTING_DEPTH_MAX) return { end: index, elementCount };
  }
  return { end: html.length, elementCount };
};
