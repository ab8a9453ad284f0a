/** Cuts HTML that would take long to read. */

/** In characters. One megabyte takes about half a second. */
export const HTML_LENGTH_MAX = 1_000_000;
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

/** In: the room that earlier parts of the mail leave. */
export const boundHtml = (
  source: string,
  lengthMax: number = HTML_LENGTH_MAX,
): { html: string; isCut: boolean } => {
  const html = source.slice(0, lengthMax);
  const end = endOfElements(html);
  return { html: html.slice(0, end), isCut: end < source.length };
};

/** Where the elements become too many or too deep. */
const endOfElements = (html: string): number => {
  let depth = 0;
  let count = 0;
  for (const { 1: slash, 2: name = '', index } of html.matchAll(TAG)) {
    count += slash === '/' ? 0 : 1;
    if (count > ELEMENT_COUNT_MAX) return index;
    if (UNCOUNTED.has(name.toLowerCase())) continue;
    depth = slash === '/' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > NESTING_DEPTH_MAX) return index;
  }
  return html.length;
};
