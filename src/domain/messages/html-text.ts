import { defaultTreeAdapter, html, parse, serialize, type DefaultTreeAdapterTypes } from 'parse5';
import { blend, readColour, visibilityOf, type Colour } from './html-colours.ts';
import { readDeclarations } from './html-style.ts';
import { createWriter } from './html-writer.ts';
import { tidyLines, withoutInvisible } from './visible-characters.ts';

/**
 * The text of sanitised HTML as a reader of it sees it: for search, for folder rules and for AI. It is read from the
 * tree that a browser makes of it. Text that the style hides is left out; text of which it is not certain is shown to
 * the reader, with a style of its own. Quotes begin with `> `, as in plain text.
 */

export interface SeenHtml {
  text: string;
  /** Before it, the reader's own words; after it, what a mail program marked as history. Null: not marked. */
  history: string | null;
  html: string;
}

/** What an element hands down to those within it. */
interface Frame {
  isInvisible: boolean;
  fontPx: number;
  colour: Colour;
  background: Colour;
  quoteDepth: number;
  isPreformatted: boolean;
}

const FONT_PX = 14;
/** As the page of a message has it (src/api/attachments/message-page.ts). */
const ROOT: Frame = {
  isInvisible: false,
  fontPx: FONT_PX,
  colour: [26, 26, 26, 1],
  background: [255, 255, 255, 1],
  quoteDepth: 0,
  isPreformatted: false,
};
const LINK_COLOUR: Colour = [0, 0, 238, 1];
const CLEAR_STYLE = 'color:#1a1a1a;background-color:#ffffff;font-size:14px';

/** Smaller than that, a reader sees no letters; or can't read them. */
const FONT_SEEN_PX = 2;
const FONT_CLEAR_PX = 7;
const QUOTE_DEPTH_MAX = 8;

type Element = DefaultTreeAdapterTypes.Element;
type TextNode = DefaultTreeAdapterTypes.TextNode;
type Node = DefaultTreeAdapterTypes.ChildNode;

/** In: sanitised HTML. `isSure`: false if backgrounds may be missing in it. */
export const readSeenHtml = (source: string, { isSure }: { isSure: boolean }): SeenHtml => {
  const body = bodyOf(source);
  const writer = createWriter();
  const doubtful = new Set<Node>();
  let historyAt: number | null = null;

  const visitText = (node: TextNode, frame: Frame): void => {
    if (node.value.trim() === '') return writer.write(node.value, frame);
    const seen = visibilityIn(frame);
    if (seen === 'hidden' && (isSure || frame.isInvisible || frame.fontPx < FONT_SEEN_PX)) return;
    if (seen !== 'clear') doubtful.add(node);
    writer.write(node.value, frame);
  };

  const visit = (node: Node, parent: Frame): void => {
    if ('value' in node) return visitText(node, parent);
    if (!('tagName' in node)) return;
    const frame = enter(parent, node);
    if (historyAt === null && attributeOf(node, 'data-history') !== undefined)
      historyAt = writer.mark();
    writer.open(node.tagName, frame);
    for (const child of node.childNodes) visit(child, frame);
    writer.close(node.tagName);
  };

  for (const child of body?.childNodes ?? []) visit(child, ROOT);
  const { before, after } = writer.read(historyAt);
  showClearly(doubtful);
  return {
    text: tidyLines(withoutInvisible(before + after)),
    history: historyAt === null ? null : tidyLines(withoutInvisible(after)),
    html: doubtful.size === 0 || body === undefined ? source : serialize(body),
  };
};

const bodyOf = (source: string): Element | undefined => {
  const root = parse(
    `<!doctype html><html><head></head><body>${source}</body></html>`,
  ).childNodes.find((node) => node.nodeName === 'html');
  if (root === undefined || !('childNodes' in root)) return undefined;
  return root.childNodes.find((node): node is Element => node.nodeName === 'body');
};

const attributeOf = ({ attrs }: Element, name: string): string | undefined =>
  attrs.find((attribute) => attribute.name === name)?.value;

const enter = (parent: Frame, element: Element): Frame => {
  const { tagName } = element;
  const isQuote = tagName === 'blockquote' && parent.quoteDepth < QUOTE_DEPTH_MAX;
  const frame: Frame = {
    ...parent,
    ...ofBrowser(element),
    fontPx: parent.fontPx * (FONT_FACTORS[tagName] ?? 1),
    quoteDepth: parent.quoteDepth + (isQuote ? 1 : 0),
    isPreformatted: parent.isPreformatted || tagName === 'pre',
  };
  const style = attributeOf(element, 'style');
  if (style === undefined) return frame;
  const { allowed } = readDeclarations(style);
  const valueOf = (name: string): string | undefined => allowed.get(name)?.value;
  const visibility = valueOf('visibility');
  const background = readColour(valueOf('background-color') ?? '');
  return {
    ...frame,
    isInvisible: visibility === undefined ? parent.isInvisible : visibility !== 'visible',
    fontPx: fontPxOf(valueOf('font-size'), parent.fontPx) ?? frame.fontPx,
    colour: readColour(valueOf('color') ?? '') ?? frame.colour,
    background: background === undefined ? frame.background : blend(background, parent.background),
  };
};

const FONT_FACTORS: Readonly<Record<string, number>> = {
  small: 1 / 1.2,
  sub: 1 / 1.2,
  sup: 1 / 1.2,
  h5: 0.83,
  h6: 0.67,
};

/** Colours that an element has without a style. */
const ofBrowser = (element: Element): Partial<Frame> => {
  if (element.tagName === 'mark') return { colour: [0, 0, 0, 1], background: [255, 255, 0, 1] };
  const isLink = element.tagName === 'a' && attributeOf(element, 'href') !== undefined;
  return isLink ? { colour: LINK_COLOUR } : {};
};

const visibilityIn = ({ isInvisible, fontPx, colour, background }: Frame) => {
  if (isInvisible || fontPx < FONT_SEEN_PX) return 'hidden';
  const seen = visibilityOf(blend(colour, background), background);
  return seen === 'clear' && fontPx < FONT_CLEAR_PX ? 'doubtful' : seen;
};

const SIZES: Readonly<Record<string, number>> = {
  'xx-small': 9,
  'x-small': 10,
  small: 13,
  medium: 16,
  large: 18,
  'x-large': 24,
  'xx-large': 32,
};
const UNITS: Readonly<Record<string, number>> = {
  px: 1,
  pt: 4 / 3,
  pc: 16,
  in: 96,
  cm: 37.8,
  mm: 3.78,
  rem: 16,
};

const fontPxOf = (value: string | undefined, parentPx: number): number | undefined => {
  if (value === undefined) return undefined;
  if (value === 'smaller' || value === 'larger')
    return value === 'smaller' ? parentPx / 1.2 : parentPx * 1.2;
  const number = Number.parseFloat(value);
  if (Number.isNaN(number)) return SIZES[value];
  const unit = value.replace(/^[\d.]+/, '');
  if (unit === '%') return (number / 100) * parentPx;
  if (unit === 'em') return number * parentPx;
  if (unit === 'ex' || unit === 'ch') return (number * parentPx) / 2;
  return number * (UNITS[unit] ?? 1);
};

const showClearly = (nodes: ReadonlySet<Node>): void => {
  const parents = new Set([...nodes].flatMap(({ parentNode }) => parentNode ?? []));
  for (const parent of parents) {
    parent.childNodes = parent.childNodes.map((node) => (nodes.has(node) ? clearly(node) : node));
  }
};

const clearly = (node: Node): Element => {
  const span = defaultTreeAdapter.createElement('span', html.NS.HTML, [
    { name: 'style', value: CLEAR_STYLE },
  ]);
  span.parentNode = node.parentNode;
  defaultTreeAdapter.appendChild(span, node);
  return span;
};
