/** The allow-list for the HTML of mails. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

export const ALLOWED_TAGS = words(
  'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl ' +
    'dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q s samp ' +
    'section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr',
);

/** Left out with all that is in them. */
export const DROPPED_WITH_CONTENT = words(
  'script style title textarea option select xmp template noembed noframes noscript object iframe frame frameset applet ' +
    'embed svg math audio video canvas dialog',
);

/** Left out; void, or their content is kept. */
export const DROPPED_TAGS = words(
  'head meta link base input button param source track area map bgsound',
);

const ANY = [
  'style',
  'dir',
  'lang',
  'title',
  'align',
  'valign',
  'width',
  'height',
  'bgcolor',
  'data-hidden',
];

export const ALLOWED_ATTRIBUTES: Record<string, string[]> = {
  '*': ANY,
  a: ['href', 'target', 'rel'],
  img: ['src', 'alt', 'data-remote-src', 'data-cid', 'border', 'referrerpolicy'],
  table: ['border', 'cellpadding', 'cellspacing'],
  td: ['colspan', 'rowspan', 'nowrap'],
  th: ['colspan', 'rowspan', 'nowrap'],
  col: ['span'],
  colgroup: ['span'],
  font: ['color', 'face', 'size'],
  ol: ['start', 'type'],
  ul: ['type'],
  time: ['datetime'],
};

/** No `url()`, no position, nothing that covers or moves: each value is matched as a whole. */
const SIZE = /^-?(?:\d{1,5}(?:\.\d{1,6})?|\.\d{1,6})(?:px|pt|em|rem|%|ex|ch|cm|mm|in|pc)?$/i;
const SIZES =
  /^(?:(?:\d{1,4}(?:\.\d{1,6})?|\.\d{1,6})(?:px|pt|em|rem|%|cm|mm|in)?|auto)(?: +(?:(?:\d{1,4}(?:\.\d{1,6})?|\.\d{1,6})(?:px|pt|em|rem|%|cm|mm|in)?|auto)){0,3}$/i;
const COLOUR = /^(?:#[0-9a-f]{3,8}|[a-z]{3,25}|(?:rgb|hsl)a?\([\d\s.,%/]{1,60}\))$/i;
const WORD = /^[a-z-]{1,25}$/i;
const BORDER = /^[#\w\s.,%()-]{1,80}$/i;

const sides = (name: string): string[] =>
  ['top', 'right', 'bottom', 'left'].map((side) => `${name}-${side}`);
const rules = (names: readonly string[], ...patterns: RegExp[]): Record<string, RegExp[]> =>
  Object.fromEntries(names.map((name) => [name, patterns]));

export const ALLOWED_STYLES: Record<string, RegExp[]> = {
  ...rules(['color', 'background-color', 'background', 'border-color'], COLOUR),
  ...rules(['font-size', 'line-height', 'letter-spacing'], SIZE, WORD),
  ...rules(['font-family'], /^[\w\s,.'"-]{1,300}$/),
  ...rules(['font-weight'], WORD, /^[1-9]00$/),
  ...rules(['margin', 'padding', ...sides('margin'), ...sides('padding')], SIZES),
  ...rules(
    ['width', 'max-width', 'min-width', 'height', 'max-height', 'border-radius'],
    SIZES,
    /^none$/,
  ),
  ...rules(['border', 'border-width', 'border-style', ...sides('border')], BORDER),
  ...rules(
    [
      'font-style',
      'font-variant',
      'text-align',
      'text-decoration',
      'text-transform',
      'vertical-align',
      'white-space',
      'word-break',
      'overflow-wrap',
      'word-wrap',
      'direction',
      'visibility',
      'list-style-type',
      'border-collapse',
      'table-layout',
    ],
    WORD,
  ),
};
