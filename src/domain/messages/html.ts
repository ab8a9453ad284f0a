import sanitizeHtml from 'sanitize-html';
import {
  declarationsOf,
  isSubtreeHidden,
  pixelsOf,
  readStyleRules,
  type StyleRules,
} from './html-style.ts';
import {
  ALLOWED_ATTRIBUTES,
  ALLOWED_STYLES,
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
  const found = { hasRemoteImages: false, dataLength: 0 };
  const rules = readStyleRules(source);
  const html = sanitizeHtml(source, {
    ...OPTIONS,
    transformTags: { '*': (name, attributes) => transform(name, attributes, rules, found) },
  });
  return {
    html: html.replaceAll('\u0000', '').toWellFormed(),
    hasRemoteImages: found.hasRemoteImages,
  };
};

export interface ImageSources {
  /** By Content-ID. Undefined: there is no such image. */
  inline: (contentId: string) => string | undefined;
  /** Null: images of other servers stay blocked. */
  remote: ((address: string) => string) | null;
}

/** In: sanitised HTML. Out: with the addresses of its images. It is sanitised again: rules may be newer than it. */
export const withImages = (html: string, images: ImageSources): string =>
  sanitizeHtml(html, {
    ...OPTIONS,
    transformTags: {
      '*': (name, attributes) => ({ tagName: name, attribs: withAllowedLinks(attributes) }),
      img: (name, attributes) => ({ tagName: name, attribs: withSource(attributes, images) }),
    },
  });

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: [...ALLOWED_TAGS],
  allowedAttributes: ALLOWED_ATTRIBUTES,
  allowedStyles: { '*': ALLOWED_STYLES },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['data', 'https', 'http'] },
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nonTextTags: [...DROPPED_WITH_CONTENT],
  nestingLimit: NESTING_DEPTH_MAX,
  exclusiveFilter: ({ attribs }) => attribs['data-hidden'] !== undefined,
};

const transform = (
  name: string,
  attributes: Attributes,
  rules: StyleRules,
  found: { hasRemoteImages: boolean; dataLength: number },
): sanitizeHtml.Tag => {
  const tagName = tagOf(name);
  const attribs: Attributes = { ...attributes };
  delete attribs['data-hidden'];
  delete attribs['data-remote-src'];
  delete attribs['data-cid'];
  const style = declarationsOf(rules, name, attributes);
  if (isSubtreeHidden(style, attributes)) return { tagName, attribs: { 'data-hidden': '' } };
  if (tagName === 'a') return { tagName, attribs: linkOf(attribs) };
  if (tagName !== 'img') return { tagName, attribs };
  if (isTrackingImage(attributes, style)) return { tagName, attribs: { 'data-hidden': '' } };
  return { tagName, attribs: imageOf(attribs, found) };
};

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

const imageOf = (
  { src = '', ...rest }: Attributes,
  found: { hasRemoteImages: boolean; dataLength: number },
): Attributes => {
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

const isTrackingImage = (attributes: Attributes, style: ReadonlyMap<string, string>): boolean =>
  ['width', 'height'].some((side) => {
    const size = pixelsOf(style.get(side) ?? attributes[side] ?? '', 16);
    const isRelative = (style.get(side) ?? attributes[side] ?? '').includes('%');
    return !isRelative && size <= TRACKING_IMAGE_MAX_PX;
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
