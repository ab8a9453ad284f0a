import { hexOf, readColour } from './html-colours.ts';

/**
 * The declarations that the HTML of a mail may have, each in one form. What is not known, or moves text out of sight,
 * is left out: then the text is seen. No `url()`, no position, nothing that covers: each value is matched as a whole.
 */

/** Out: the value to write; undefined to leave the declaration out. */
type Reader = (value: string) => string | undefined;

/** White and black text are both read on it: for a background that is not shown. */
const UNKNOWN_BACKGROUND = '#999999';

const LENGTH = /^(-?(?:\d{1,5}(?:\.\d{1,6})?|\.\d{1,6}))(px|pt|pc|in|cm|mm|em|rem|ex|ch|%)?$/;
const EM_UNITS = new Set(['em', 'rem', 'ex', 'ch']);
const PX: Readonly<Record<string, number>> = { pt: 4 / 3, pc: 16, in: 96, cm: 37.8, mm: 3.78 };

/** In: the most in each kind of unit. A number without a unit gets pixels: browsers leave it out. */
const length =
  (max: { px: number; em: number; percent: number }, min = 0): Reader =>
  (value) => {
    const [, number = '', unit = ''] = LENGTH.exec(value) ?? [];
    if (number === '') return undefined;
    const size = Number.parseFloat(number);
    const limit =
      unit === '%' ? max.percent : EM_UNITS.has(unit) ? max.em : max.px / (PX[unit] ?? 1);
    if (size < min || size > limit) return undefined;
    return unit === '' && size !== 0 ? `${value}px` : value;
  };

const oneOf = (text: string): Reader => {
  const known = new Set(text.split(' '));
  return (value) => (known.has(value) ? value : undefined);
};

const either =
  (...readers: Reader[]): Reader =>
  (value) =>
    readers.reduce<string | undefined>((found, read) => found ?? read(value), undefined);

/** One to four of them, for the sides. */
const sides =
  (read: Reader): Reader =>
  (value) => {
    const parts = value.split(/\s+/, 5).map(read);
    return parts.length <= 4 && !parts.includes(undefined) ? parts.join(' ') : undefined;
  };

const colour: Reader = (value) => {
  const found = readColour(value);
  return found && hexOf(found);
};

/** The colour of a `background`; in the place of an image or a gradient, grey. */
const background: Reader = (value) => {
  const plain = value.replace(/url\((?:"[^"]*"|'[^']*'|[^)]*)\)?|[a-z-]*gradient\(.*/g, ' image ');
  const parts: string[] = plain.match(/#[0-9a-f]+|[a-z]+\([^()]*\)|[a-z-]+/g) ?? [];
  for (const part of parts) {
    const found = colour(part);
    if (found !== undefined) return found;
  }
  if (parts.includes('image')) return UNKNOWN_BACKGROUND;
  return parts.includes('none') ? 'transparent' : undefined;
};

const backgroundImage: Reader = (value) => (value === 'none' ? undefined : UNKNOWN_BACKGROUND);

/** In quotes, so that no name ends the declaration. */
const families: Reader = (value) => {
  const names = value.split(',', 10).map((name) => name.replace(/["']/g, '').trim());
  const known = names.filter((name) => /^[\p{L}\d _-]{1,60}$/u.test(name));
  const written = known.map((name) => (/^[a-z-]+$/.test(name) ? name : `'${name}'`));
  return written.length === 0 ? undefined : written.join(', ');
};

const SPACE = length({ px: 100, em: 8, percent: 20 });
const AREA = either(length({ px: 2_000, em: 120, percent: 100 }), oneOf('auto none'));
const FONT_SIZE = either(
  length({ px: 72, em: 5, percent: 500 }),
  oneOf('xx-small x-small small medium large x-large xx-large smaller larger'),
);
const BORDER_WIDTH = length({ px: 20, em: 1, percent: 0 });
const BORDER_STYLE = oneOf(
  'none hidden solid dashed dotted double groove ridge inset outset thin medium thick',
);
const border = sides(either(BORDER_WIDTH, BORDER_STYLE, colour));

const named = (names: string, read: Reader): [string, Reader][] =>
  names.split(' ').map((name) => [name, read]);

const READERS: ReadonlyMap<string, Reader> = new Map([
  ...named('color background-color', colour),
  ...named('border-color', sides(colour)),
  ...named('font-size', FONT_SIZE),
  ...named('font-family', families),
  ...named('font-weight', oneOf('normal bold bolder lighter 100 200 300 400 500 600 700 800 900')),
  ...named('font-style', oneOf('normal italic oblique')),
  ...named('font-variant', oneOf('normal small-caps')),
  ...named('line-height', (value) => lineHeight(value)),
  ...named('letter-spacing', either(length({ px: 6, em: 0.4, percent: 0 }, -0.1), oneOf('normal'))),
  ...named(
    'margin padding margin-top margin-right margin-bottom margin-left padding-top padding-right padding-bottom padding-left',
    sides(either(SPACE, oneOf('auto'))),
  ),
  ...named('width max-width min-width height max-height', AREA),
  ...named('border-radius', sides(length({ px: 500, em: 30, percent: 100 }))),
  ...named('border border-top border-right border-bottom border-left', border),
  ...named('border-width border-style', border),
  ...named('text-align', oneOf('left right center justify start end')),
  ...named('text-decoration', oneOf('none underline overline line-through')),
  ...named('text-transform', oneOf('none uppercase lowercase capitalize')),
  ...named('vertical-align', oneOf('baseline sub super top text-top middle bottom text-bottom')),
  ...named('white-space', oneOf('normal pre-wrap pre-line break-spaces')),
  ...named('word-break', oneOf('normal break-all break-word keep-all')),
  ...named('overflow-wrap word-wrap', oneOf('normal break-word anywhere')),
  ...named('direction', oneOf('ltr rtl')),
  ...named('visibility', oneOf('visible hidden collapse')),
  ...named(
    'list-style-type',
    oneOf(
      'none disc circle square decimal lower-alpha upper-alpha lower-roman upper-roman lower-latin upper-latin',
    ),
  ),
  ...named('border-collapse', oneOf('collapse separate')),
  ...named('table-layout', oneOf('auto fixed')),
]);

const lineHeight: Reader = (value) => {
  if (value === 'normal') return value;
  const [, number = '', unit = ''] = LENGTH.exec(value) ?? [];
  const size = Number.parseFloat(number);
  const [min, max] = unit === '' || unit === 'em' ? [0.9, 4] : unit === '%' ? [90, 400] : [12, 60];
  if (unit !== '' && unit !== 'em' && unit !== '%' && unit !== 'px') return undefined;
  return size >= min && size <= max ? value : undefined;
};

/** `background` and `font` say several things: what is known of them is another declaration. */
const SHORTHANDS: ReadonlyMap<string, readonly [name: string, read: Reader]> = new Map([
  ['background', ['background-color', background]],
  ['background-image', ['background-color', backgroundImage]],
  ['font', ['font-size', (value) => FONT_SIZE(FONT_SHORTHAND.exec(value)?.[1] ?? '')]],
]);
const FONT_SHORTHAND = /(?:^|\s)((?:\d|\.\d)[\d.]{0,9}(?:px|pt|em|rem|%)?)(?:\/|\s)/;

/** In: both in lower case. Out: undefined if it is left out. */
export const allowedDeclaration = (
  name: string,
  value: string,
): { name: string; value: string } | undefined => {
  const [written, read] = SHORTHANDS.get(name) ?? [name, READERS.get(name)];
  const allowed = read?.(value);
  return allowed === undefined ? undefined : { name: written, value: allowed };
};
