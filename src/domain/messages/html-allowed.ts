/** The allow-list for the HTML of mails. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

export const ALLOWED_TAGS = words(
  'a abbr address article aside b bdi big blockquote br caption center cite code col colgroup dd del dfn div dl ' +
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
  'data-hidden',
  'data-history',
];

export const ALLOWED_ATTRIBUTES: Record<string, string[]> = {
  '*': ANY,
  a: ['href', 'target', 'rel'],
  img: ['src', 'alt', 'data-remote-src', 'data-cid', 'border', 'referrerpolicy'],
  table: ['border', 'cellpadding', 'cellspacing'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan'],
  col: ['span'],
  colgroup: ['span'],
  font: ['face', 'size'],
  ol: ['start', 'type'],
  ul: ['type'],
  time: ['datetime'],
};
