import { Parser } from 'htmlparser2';
import { backgroundOf, isSameColour, readColour, type Colour } from './html-colours.ts';
import {
  declarationsOf,
  FONT_SIZE_SEEN_PX,
  fontSizeOf,
  isSubtreeHidden,
  readStyleRules,
  type StyleRules,
} from './html-style.ts';
import { tidyLines, withoutInvisible } from './visible-characters.ts';

/**
 * The text of HTML as a reader sees it: for search, for folder rules and for AI. Text that style hides is left out.
 * Quotes begin with `> `, as in plain text.
 */

export interface HtmlText {
  text: string;
  /** Before it, the reader's own words; after it, what a mail program marked as history. Null: not marked. */
  history: string | null;
}

/** What an element hands down to those within it. */
interface Frame {
  name: string;
  isHidden: boolean;
  isInvisible: boolean;
  fontPx: number;
  colour: Colour;
  background: Colour | null;
  quoteDepth: number;
  isPreformatted: boolean;
}

const ROOT: Frame = {
  name: '',
  isHidden: false,
  isInvisible: false,
  fontPx: 16,
  colour: undefined,
  background: [255, 255, 255],
  quoteDepth: 0,
  isPreformatted: false,
};

const UNSEEN = new Set(
  'head title script style template noembed noframes object iframe svg math textarea select option audio video xmp'.split(
    ' ',
  ),
);
const PARAGRAPHS = new Set('p h1 h2 h3 h4 h5 h6 ul ol blockquote table pre dl hr'.split(' '));
const LINES = new Set(
  'div tr li section article header footer main address dt dd center form fieldset'.split(' '),
);
const QUOTE_DEPTH_MAX = 8;

/** Of Gmail, Outlook, Yahoo, Thunderbird, Proton. */
const HISTORY_CLASS =
  /\b(?:gmail_quote(?:_container)?|yahoo_quoted|moz-cite-prefix|protonmail_quote|OutlookMessageHeader)\b/;
const HISTORY_ID =
  /^(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container)$/;

/** In: HTML that `boundHtml` has cut. */
export const readHtmlText = (html: string): HtmlText => {
  const rules = readStyleRules(html);
  const writer = createWriter();
  const stack: Frame[] = [ROOT];
  const current = (): Frame => stack.at(-1) ?? ROOT;
  let historyAt: number | null = null;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const frame = enter(current(), name, attributes, rules);
        stack.push(frame);
        if (isUnseen(frame)) return;
        if (historyAt === null && isHistory(name, attributes)) historyAt = writer.mark();
        writer.open(name, frame);
      },
      ontext: (text) => {
        const frame = current();
        if (!isUnseen(frame)) writer.write(text, frame);
      },
      onclosetag: (name) => {
        if (stack.length > 1) stack.pop();
        if (!isUnseen(current())) writer.close(name);
      },
    },
    { lowerCaseTags: true, lowerCaseAttributeNames: true, decodeEntities: true },
  );
  parser.end(html);
  const { before, after } = writer.read(historyAt);
  const text = tidyLines(withoutInvisible(before + after));
  return { text, history: historyAt === null ? null : tidyLines(withoutInvisible(after)) };
};

const enter = (
  parent: Frame,
  name: string,
  attributes: Readonly<Record<string, string>>,
  rules: StyleRules,
): Frame => {
  const isHidden = parent.isHidden || UNSEEN.has(name);
  if (isHidden) return { ...parent, name, isHidden };
  const isQuote = name === 'blockquote' && parent.quoteDepth < QUOTE_DEPTH_MAX;
  const isPreformatted = parent.isPreformatted || name === 'pre';
  const quoteDepth = parent.quoteDepth + (isQuote ? 1 : 0);
  const isPlain = attributes['style'] === undefined && rules.size === 0;
  const style = declarationsOf(rules, name, attributes);
  if (isPlain && Object.keys(attributes).length === 0)
    return { ...parent, name, quoteDepth, isPreformatted };
  const visibility = style.get('visibility');
  const colour =
    style.get('color') ?? attributes['color'] ?? (name === 'body' ? attributes['text'] : undefined);
  const background = backgroundOf(style, attributes);
  return {
    name,
    isHidden: isSubtreeHidden(style, attributes),
    isInvisible: visibility === undefined ? parent.isInvisible : /hidden|collapse/.test(visibility),
    fontPx: fontSizeOf(style, parent.fontPx) ?? parent.fontPx,
    colour: colour === undefined || colour === 'inherit' ? parent.colour : readColour(colour),
    background:
      background === undefined || background === 'transparent' ? parent.background : background,
    quoteDepth,
    isPreformatted,
  };
};

const isUnseen = (frame: Frame): boolean =>
  frame.isHidden ||
  frame.isInvisible ||
  frame.fontPx < FONT_SIZE_SEEN_PX ||
  isSameColour(frame.colour, frame.background);

const isHistory = (name: string, attributes: Readonly<Record<string, string>>): boolean =>
  HISTORY_CLASS.test(attributes['class'] ?? '') ||
  HISTORY_ID.test(attributes['id'] ?? '') ||
  (name === 'blockquote' && attributes['type'] === 'cite');

/** Collects lines. Breaks are written late, so that empty elements make no empty lines. */
const createWriter = () => {
  const pieces: string[] = [];
  let isLineStart = true;
  let breakCount = 0;
  let isSpaceDue = false;

  const breakLine = (count: number): void => {
    breakCount = Math.max(breakCount, count);
    isSpaceDue = false;
  };

  const put = (text: string, quoteDepth: number): void => {
    if (breakCount > 0 && pieces.length > 0) pieces.push('\n'.repeat(breakCount));
    if (breakCount > 0 || pieces.length === 0) isLineStart = true;
    breakCount = 0;
    if (isLineStart && quoteDepth > 0) pieces.push('> '.repeat(quoteDepth));
    if (!isLineStart && isSpaceDue) pieces.push(' ');
    isSpaceDue = false;
    isLineStart = false;
    pieces.push(text);
  };

  const writeFlowing = (text: string, frame: Frame): void => {
    const words = text.replace(/[ \t\r\n\f\u00a0]+/g, ' ');
    if (words.startsWith(' ')) isSpaceDue = true;
    const inner = words.trim();
    if (inner === '') return;
    put(inner, frame.quoteDepth);
    isSpaceDue = words.endsWith(' ');
  };

  return {
    open: (name: string, frame: Frame): void => {
      if (PARAGRAPHS.has(name)) breakLine(2);
      else if (LINES.has(name)) breakLine(1);
      else if (name === 'br') breakCount = Math.min(breakCount + 1, 2);
      else if (name === 'td' || name === 'th') isSpaceDue = true;
      if (name === 'li') put('-', frame.quoteDepth);
      if (name === 'li') isSpaceDue = true;
    },
    close: (name: string): void => {
      if (PARAGRAPHS.has(name)) breakLine(2);
      else if (LINES.has(name)) breakLine(1);
    },
    write: (text: string, frame: Frame): void => {
      if (!frame.isPreformatted) return writeFlowing(text, frame);
      for (const [index, line] of text.split(/\r?\n/).entries()) {
        if (index > 0) breakCount = Math.min(breakCount + 1, 2);
        if (line.trim() !== '') put(line, frame.quoteDepth);
      }
    },
    mark: (): number => pieces.length,
    read: (at: number | null) => ({
      before: pieces.slice(0, at ?? pieces.length).join(''),
      after: at === null ? '' : pieces.slice(at).join(''),
    }),
  };
};
