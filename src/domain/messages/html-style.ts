import { allowedDeclaration } from './html-values.ts';

/** The styles of a mail: inline ones, and simple rules of `<style>`. A browser knows more. */

interface Value {
  value: string;
  isImportant: boolean;
}

export interface Declarations {
  /** What hides an element with all that is in it, as it was written. */
  hiding: ReadonlyMap<string, Value>;
  /** What the HTML that is shown may have (html-values.ts). */
  allowed: ReadonlyMap<string, Value>;
}

const STYLE_READ_LENGTH = 4_000;
const DECLARATION_COUNT_MAX = 100;

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const HIDING = words(
  'display opacity overflow overflow-y position clip clip-path transform text-indent left top right bottom margin ' +
    'margin-left margin-top height max-height width max-width',
);
/** Of rules, only these are written to the elements: they decide whether text is seen. */
const OF_RULES = words('color background-color font-size visibility');

export const readDeclarations = (style: string): Declarations => {
  const hiding = new Map<string, Value>();
  const allowed = new Map<string, Value>();
  const text = style.slice(0, STYLE_READ_LENGTH).replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, '');
  for (const declaration of text.split(';', DECLARATION_COUNT_MAX)) {
    const colon = declaration.indexOf(':');
    if (colon < 0) continue;
    const name = declaration.slice(0, colon).trim().toLowerCase();
    const written = declaration.slice(colon + 1).toLowerCase();
    const value = written.replace(/!\s*important\s*$/, '').trim();
    const isImportant = value.length < written.trimEnd().length && written.includes('!');
    if (HIDING.has(name)) put(hiding, name, { value, isImportant });
    const shown = allowedDeclaration(name, value);
    // The colour of the background is beside its image.
    if (shown === undefined || (name === 'background-image' && allowed.has(shown.name))) continue;
    put(allowed, shown.name, { value: shown.value, isImportant });
  }
  return { hiding, allowed };
};

/** A later one goes before an earlier one, but for `!important`. */
const put = (map: Map<string, Value>, name: string, value: Value): void => {
  if (map.get(name)?.isImportant === true && !value.isImportant) return;
  map.delete(name);
  map.set(name, value);
};

export interface StyleRules {
  /** By a simple selector: `p`, `.note`, `#top`, `p.note`. */
  bySelector: ReadonlyMap<string, Declarations>;
  /** There are other rules with backgrounds: white text may be seen on one of them. */
  hasOtherBackgrounds: boolean;
}

const CSS_READ_LENGTH = 200_000;
const RULE_COUNT_MAX = 1_000;
const SIMPLE_SELECTOR = /^(?:[a-z][a-z0-9]*)?(?:[.#][\w-]+)?$/;

/** In: a mail's HTML. Rules within `@media` and the like are left out: they may not apply. */
export const readStyleRules = (html: string): StyleRules => {
  const bySelector = new Map<string, Declarations>();
  let hasOtherBackgrounds = false;
  let ruleCount = 0;
  for (const css of styleBlocks(html)) {
    for (const { selector, body } of topLevelRules(css)) {
      ruleCount += 1;
      if (ruleCount > RULE_COUNT_MAX) return { bySelector, hasOtherBackgrounds: true };
      const declarations = readDeclarations(body);
      for (const one of selector.toLowerCase().split(',', 20)) {
        if (SIMPLE_SELECTOR.test(one.trim())) addRule(bySelector, one.trim(), declarations);
        else if (body.toLowerCase().includes('background')) hasOtherBackgrounds = true;
      }
    }
  }
  return { bySelector, hasOtherBackgrounds };
};

const addRule = (
  rules: Map<string, Declarations>,
  selector: string,
  { hiding, allowed }: Declarations,
): void => {
  if (selector === '') return;
  const ofRules = [...allowed].filter(([name]) => OF_RULES.has(name));
  const known = rules.get(selector) ?? NOTHING;
  rules.set(selector, merged(known, { hiding, allowed: new Map(ofRules) }));
};

const NOTHING: Declarations = { hiding: new Map(), allowed: new Map() };

const merged = (...all: readonly Declarations[]): Declarations => {
  const hiding = new Map<string, Value>();
  const allowed = new Map<string, Value>();
  for (const one of all) {
    for (const [name, value] of one.hiding) put(hiding, name, value);
    for (const [name, value] of one.allowed) put(allowed, name, value);
  }
  return { hiding, allowed };
};

function* styleBlocks(html: string): Generator<string> {
  let readLength = 0;
  let at = 0;
  const opening = /<style\b[^>]{0,1000}>/gi;
  while (readLength < CSS_READ_LENGTH) {
    opening.lastIndex = at;
    const found = opening.exec(html);
    if (found === null) return;
    const start = found.index + found[0].length;
    const end = indexOfIgnoringCase(html, '</style', start);
    const css = html.slice(start, Math.min(end, start + CSS_READ_LENGTH));
    readLength += css.length + 1;
    yield css.replace(/<!--|-->/g, '');
    at = end;
  }
}

const indexOfIgnoringCase = (text: string, sought: string, start: number): number => {
  const expression = new RegExp(sought, 'gi');
  expression.lastIndex = start;
  return expression.exec(text)?.index ?? text.length;
};

function* topLevelRules(css: string): Generator<{ selector: string; body: string }> {
  let at = 0;
  while (at < css.length) {
    const open = css.indexOf('{', at);
    if (open < 0) return;
    const selector =
      css
        .slice(at, open)
        .replace(/\/\*[\s\S]*?\*\//g, '')
        .split(';')
        .at(-1) ?? '';
    const close = closingBrace(css, open);
    if (!selector.trim().startsWith('@')) yield { selector, body: css.slice(open + 1, close) };
    at = close + 1;
  }
}

const closingBrace = (css: string, open: number): number => {
  let depth = 0;
  for (let at = open; at < css.length; at += 1) {
    if (css[at] === '{') depth += 1;
    if (css[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return css.length;
};

const CLASS_COUNT_MAX = 10;

/** All that applies to one element: by its name, its classes, its id, its attributes, then inline. */
export const declarationsOf = (
  { bySelector }: StyleRules,
  name: string,
  attributes: Readonly<Record<string, string>>,
): Declarations => {
  const own = readDeclarations(`${ofAttributes(name, attributes)};${attributes['style'] ?? ''}`);
  if (bySelector.size === 0) return own;
  const classes = (attributes['class'] ?? '').toLowerCase().split(/\s+/, CLASS_COUNT_MAX);
  const id = (attributes['id'] ?? '').toLowerCase();
  const selectors = [
    name,
    ...classes.filter(Boolean).flatMap((one) => [`.${one}`, `${name}.${one}`]),
    ...(id === '' ? [] : [`#${id}`, `${name}#${id}`]),
  ];
  const found = selectors.flatMap((selector) => bySelector.get(selector) ?? []);
  return found.length === 0 ? own : merged(...found, own);
};

/** As styles: browsers know these attributes on some elements only. */
const ofAttributes = (name: string, attributes: Readonly<Record<string, string>>): string => {
  const { bgcolor, background, color, text } = attributes;
  const written = [
    ...(background === undefined ? [] : ['background-image:url(x)']),
    ...(bgcolor === undefined ? [] : [`background-color:${colourOf(bgcolor)}`]),
    ...(name === 'font' && color !== undefined ? [`color:${colourOf(color)}`] : []),
    ...(name === 'body' && text !== undefined ? [`color:${colourOf(text)}`] : []),
  ];
  return written.join(';');
};

/** Old HTML writes colours without `#`. */
const colourOf = (value: string): string =>
  (/^[0-9a-f]{6}$/i.test(value) ? `#${value}` : value).replaceAll(';', '');

type Get = (name: string) => string | undefined;

/** An element further outside the page is not visible. */
const OFF_SCREEN_PX = -400;

/** Whether an element and all within it are hidden. What its children can undo is not counted here. */
export const isSubtreeHidden = (
  declarations: Declarations,
  attributes: Readonly<Record<string, string>>,
): boolean => {
  const style: Get = (name) => declarations.hiding.get(name)?.value;
  if ('hidden' in attributes || style('display')?.startsWith('none') === true) return true;
  const opacity = style('opacity');
  if (opacity !== undefined && Number.parseFloat(opacity) < 0.05) return true;
  return isClipped(style) || isOffScreen(style);
};

const isClipped = (style: Get): boolean => {
  const overflow = style('overflow') ?? style('overflow-y') ?? '';
  if (/hidden|clip/.test(overflow)) {
    const sizes = ['height', 'max-height', 'width', 'max-width'].map((name) => style(name));
    if (sizes.some((size) => size !== undefined && pixelsOf(size, 16) <= 1)) return true;
  }
  const isPositioned = /absolute|fixed/.test(style('position') ?? '');
  if (isPositioned && /rect\(\s*(?:0|1px)[^)]{0,40}\)/.test(style('clip') ?? '')) return true;
  if (/inset\(\s*(?:100%|[5-9]\d(?:\.\d+)?%)/.test(style('clip-path') ?? '')) return true;
  return /scale[xy]?\(\s*0(?:\.0+)?\s*[,)]/.test(style('transform') ?? '');
};

const isOffScreen = (style: Get): boolean => {
  const isPositioned = /absolute|fixed|relative/.test(style('position') ?? '');
  const moves = [
    'text-indent',
    'margin-left',
    'margin-top',
    ...(isPositioned ? ['left', 'top', 'right', 'bottom'] : []),
  ];
  if (moves.some((name) => pixelsOf(style(name) ?? '', 16) <= OFF_SCREEN_PX)) return true;
  const sides = style('margin')?.split(/\s+/, 4) ?? [];
  return sides.some((side) => pixelsOf(side, 16) <= OFF_SCREEN_PX);
};

const UNIT_PX: Readonly<Record<string, number>> = {
  px: 1,
  '': 1,
  pt: 1.33,
  pc: 16,
  in: 96,
  cm: 38,
  mm: 3.8,
};

/** Out: NaN for what is no length. */
export const pixelsOf = (value: string, parentPx: number): number => {
  const [, number = '', unit = ''] =
    /^([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))([a-z%]{0,4})/.exec(value) ?? [];
  const size = number === '' ? Number.NaN : Number.parseFloat(number);
  if (unit === 'em' || unit === 'rem' || unit === 'ex' || unit === 'ch')
    return size * (unit === 'rem' ? 16 : parentPx);
  if (unit === '%') return (size / 100) * parentPx;
  if (unit === 'vw' || unit === 'vh') return size * 10;
  return size * (UNIT_PX[unit] ?? 1);
};
