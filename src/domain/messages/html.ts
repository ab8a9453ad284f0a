import sanitizeHtml from 'sanitize-html';
import {
  declarationsOf,
  isSubtreeHidden,
  pixelsOf,
  readDeclarations,
  readStyleRules,
  type Declarations,
} from './html-style.ts';
import {
  ALLOWED_ATTRIBUTES,
  ALLOWED_TAGS,
  DROPPED_WITH_CONTENT,
  DROPPED_TAGS,
} from './html-allowed.ts';

/**
 * HTML of a stranger, by an allow-list. Nothing in the result loads anything: remote images keep their address in
 * `data-remote-src`, images of the mail their Content-ID in `data-cid`. What style hides is not in it.
 * Defence in depth: it is shown only in a sandboxed frame with a content security policy of its own.
 */

export interface SanitisedHtml {
  html: string;
  hasRemoteImages: boolean;
  /** False if text may be on a background that is not in the HTML. */
  areBackgroundsKnown: boolean;
}

const NESTING_DEPTH_MAX = 200;
const DATA_IMAGE_MAX_LENGTH = 140_000; // 100 kB in Base64
const DATA_IMAGES_MAX_LENGTH = 700_000;
const LINK_MAX_LENGTH = 4_000;
/** An image that a reader can't see only tells the sender that the mail was opened. */
const TRACKING_IMAGE_MAX_PX = 2;

type Attributes = Record<string, string>;

/** In: HTML that `boundHtml` has cut. */
export const sanitiseHtml = (source: string): SanitisedHtml => {
  const found: Found = { hasRemoteImages: false, dataLength: 0 };
  const rules = readStyleRules(source);
  const styleOf = createStyler((name, attributes) => declarationsOf(rules, name, attributes));
  const places = createPlaces();
  const html = sanitizeHtml(source, {
    ...OPTIONS,
    onOpenTag: places.open,
    onCloseTag: places.close,
    transformTags: {
      '*': (name, attributes) => {
        const style = styleOf(name, attributes);
        return transform(places.tagName(), attributes, style, found);
      },
    },
  });
  return {
    html: html.replaceAll('\u0000', '').toWellFormed(),
    hasRemoteImages: found.hasRemoteImages,
    areBackgroundsKnown: !rules.hasOtherBackgrounds,
  };
};

interface Found {
  hasRemoteImages: boolean;
  dataLength: number;
}

interface Style {
  declarations: Declarations;
  isHidden: boolean;
  /** The attribute. */
  text: string;
}

const STYLES_KEPT_MAX = 1_000;
const STYLE_KEY_LENGTH_MAX = 1_000;
/** Of all elements together: a short rule may apply to many. */
const STYLES_LENGTH_MAX = 1_500_000;

const createStyler = (read: (name: string, attributes: Attributes) => Declarations) => {
  const kept = new Map<string, Style>();
  let length = 0;

  const compute = (name: string, attributes: Attributes): Style => {
    const declarations = read(name, attributes);
    const isHidden = isSubtreeHidden(declarations, attributes);
    return { declarations, isHidden, text: isHidden ? '' : styleText(name, declarations) };
  };

  return (name: string, attributes: Attributes): Style => {
    const { style, class: classes, id, bgcolor, background, color, text, hidden } = attributes;
    const key = JSON.stringify([
      name,
      style,
      classes,
      id,
      bgcolor,
      background,
      color,
      text,
      hidden,
    ]);
    const known = kept.get(key) ?? compute(name, attributes);
    if (key.length < STYLE_KEY_LENGTH_MAX && kept.size < STYLES_KEPT_MAX) kept.set(key, known);
    length += known.text.length;
    return length <= STYLES_LENGTH_MAX ? known : { ...known, text: '' };
  };
};

/** These paint and hide cells that are not within them. */
const COLUMNS = new Set(['col', 'colgroup']);
/** Where a height is only the least one, or that of a picture. Elsewhere what follows would cover the text. */
const TALL = new Set(['img', 'table', 'tr', 'td', 'th', 'hr']);
const HEIGHTS = new Set(['height', 'max-height']);

const styleText = (name: string, { allowed }: Declarations): string =>
  COLUMNS.has(name)
    ? ''
    : [...allowed]
        .filter(([property]) => TALL.has(name) || !HEIGHTS.has(property))
        .map(([property, { value }]) => `${property}:${value}`)
        .join(';');

/** Within what a browser takes a part of a table for one. Elsewhere it drops it, and its style. */
const WITHIN: Readonly<Record<string, readonly string[]>> = {
  td: ['tr', 'table', 'tbody', 'thead', 'tfoot'],
  th: ['tr', 'table', 'tbody', 'thead', 'tfoot'],
  tr: ['table', 'tbody', 'thead', 'tfoot'],
  tbody: ['table'],
  thead: ['table'],
  tfoot: ['table'],
  caption: ['table'],
};

/** The element that is being opened, among those around it. */
const createPlaces = () => {
  const names: string[] = [];
  /** Old HTML has forms between a table and its rows, and browsers look through them. */
  const parent = (): string =>
    names.findLast((name, at) => at < names.length - 1 && name !== 'form') ?? '';
  return {
    open: (name: string): void => void names.push(name),
    close: (): void => void names.pop(),
    tagName: (): string => {
      const name = names.at(-1) ?? '';
      if (WITHIN[name]?.includes(parent()) === false) return 'div';
      const isBetween = name === 'form' && (parent() === 'table' || parent() in WITHIN);
      return isBetween && parent() !== 'td' && parent() !== 'th' ? name : tagOf(name);
    },
  };
};

export interface ImageSources {
  /** By Content-ID. Undefined: there is no such image. */
  inline: (contentId: string) => string | undefined;
  /** Null: images of other servers stay blocked. */
  remote: ((address: string) => string) | null;
}

/** In: sanitised HTML. Out: with the addresses of its images. It is sanitised again: rules may be newer than it. */
export const withImages = (html: string, images: ImageSources): string => {
  const styleOf = createStyler((_, { style = '' }) => readDeclarations(style));
  return sanitizeHtml(html, {
    ...OPTIONS,
    transformTags: {
      '*': (name, attributes) => ({
        tagName: name,
        attribs: withStyle(withAllowedLinks(attributes), styleOf(name, attributes).text),
      }),
      img: (name, attributes) => ({ tagName: name, attribs: withSource(attributes, images) }),
    },
  });
};

const withStyle = (attributes: Attributes, style: string): Attributes => {
  const changed: Attributes = { ...attributes, style };
  if (style === '') delete changed['style'];
  return changed;
};

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: [...ALLOWED_TAGS],
  allowedAttributes: ALLOWED_ATTRIBUTES,
  parseStyleAttributes: false, // `styleText` wrote them
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['data', 'https', 'http'] },
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nonTextTags: [...DROPPED_WITH_CONTENT],
  nestingLimit: NESTING_DEPTH_MAX,
  exclusiveFilter: ({ attribs }) => attribs['data-hidden'] !== undefined,
};

const transform = (
  tagName: string,
  attributes: Attributes,
  { declarations, isHidden, text }: Style,
  found: Found,
): sanitizeHtml.Tag => {
  const attribs = withStyle(attributes, text);
  for (const name of ['data-hidden', 'data-history', 'data-remote-src', 'data-cid'])
    delete attribs[name];
  if (isHidden) return { tagName, attribs: { 'data-hidden': '' } };
  if (isHistory(tagName, attributes)) attribs['data-history'] = '';
  for (const [name, max] of NUMBERS) if (!isNumberUpTo(attribs[name], max)) delete attribs[name];
  if (tagName === 'a') return { tagName, attribs: linkOf(attribs) };
  if (tagName !== 'img') return { tagName, attribs };
  if (isTrackingImage(attributes, declarations)) return { tagName, attribs: { 'data-hidden': '' } };
  return { tagName, attribs: imageOf(attribs, found) };
};

/** More than that takes browsers long, or moves text out of sight. */
const NUMBERS = Object.entries({
  rowspan: 200,
  colspan: 200,
  span: 200,
  border: 20,
  cellpadding: 100,
  cellspacing: 100,
  width: 2_000,
  height: 2_000,
});

const isNumberUpTo = (value: string | undefined, max: number): boolean =>
  value === undefined || Number.parseFloat(value) <= max;

/** Of Gmail, Outlook, Yahoo, Thunderbird, Proton. */
const HISTORY_CLASS =
  /\b(?:gmail_quote(?:_container)?|yahoo_quoted|moz-cite-prefix|protonmail_quote|OutlookMessageHeader)\b/;
const HISTORY_ID =
  /^(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container)$/;

const isHistory = (name: string, attributes: Attributes): boolean =>
  HISTORY_CLASS.test(attributes['class'] ?? '') ||
  HISTORY_ID.test(attributes['id'] ?? '') ||
  (name === 'blockquote' && attributes['type'] === 'cite');

/** An element that is not allowed becomes a plain one, so that a hidden one is still left out as a whole. */
const tagOf = (name: string): string => {
  if (ALLOWED_TAGS.has(name) || DROPPED_TAGS.has(name) || DROPPED_WITH_CONTENT.has(name))
    return name;
  return name === 'body' || name === 'html' || name.length > 20 ? 'div' : 'span';
};

const LINK = /^(?:https?:\/\/|mailto:|tel:)/i;

const linkOf = ({ href = '', title, style, ...rest }: Attributes): Attributes => {
  const address = plainAddress(href);
  const kept: Attributes = {
    ...(title === undefined ? {} : { title }),
    ...(style === undefined ? {} : { style }),
  };
  if (rest['dir'] !== undefined) kept['dir'] = rest['dir'];
  if (!LINK.test(address)) return kept;
  return { ...kept, href: address, target: '_blank', rel: 'noopener noreferrer' };
};

/** Browsers ignore control characters within an address, and spaces around it. */
const plainAddress = (address: string): string => {
  // eslint-disable-next-line no-control-regex -- they are what it removes
  const plain = address.replace(/[\u0000-\u001f\u007f]/g, '').trim();
  const complete = plain.startsWith('//') ? `https:${plain}` : plain;
  return complete.length <= LINK_MAX_LENGTH ? complete : '';
};

const imageOf = ({ src = '', ...rest }: Attributes, found: Found): Attributes => {
  if (/^data:/i.test(src.trim())) {
    found.dataLength += src.length;
    return isDataImage(src) && found.dataLength <= DATA_IMAGES_MAX_LENGTH ? { ...rest, src } : rest;
  }
  const address = plainAddress(src);
  if (/^cid:/i.test(address))
    return { ...rest, 'data-cid': address.slice(4).replace(/^<|>$/g, '') };
  if (!/^https?:\/\//i.test(address)) return rest;
  found.hasRemoteImages = true;
  return { ...rest, 'data-remote-src': address };
};

/** SVG is left out: it is a document. */
const isDataImage = (src: string): boolean =>
  src.length <= DATA_IMAGE_MAX_LENGTH &&
  /^data:image\/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+$/i.test(src);

const isTrackingImage = (attributes: Attributes, { hiding }: Declarations): boolean =>
  ['width', 'height'].some((side) => {
    const size = hiding.get(side)?.value ?? attributes[side] ?? '';
    return !size.includes('%') && pixelsOf(size, 16) <= TRACKING_IMAGE_MAX_PX;
  });

const withAllowedLinks = (attributes: Attributes): Attributes =>
  attributes['href'] === undefined ? attributes : linkOf(attributes);

const withSource = (attributes: Attributes, images: ImageSources): Attributes => {
  const { 'data-cid': contentId, 'data-remote-src': remote, src = '', ...rest } = attributes;
  if (contentId !== undefined) {
    const source = images.inline(contentId);
    return source === undefined ? rest : { ...rest, src: source };
  }
  if (remote !== undefined && images.remote !== null && /^https?:\/\//i.test(remote)) {
    return { ...rest, src: images.remote(remote), referrerpolicy: 'no-referrer' };
  }
  return isDataImage(src)
    ? { ...rest, src }
    : { ...rest, ...(remote === undefined ? {} : { 'data-remote-src': remote }) };
};
