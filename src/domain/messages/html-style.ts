/** How styles hide text. Reads inline styles and simple rules of `<style>`; a browser knows more. */

export type Declarations = ReadonlyMap<string, string>;

const STYLE_READ_LENGTH = 4_000;
const DECLARATION_COUNT_MAX = 100;

export const readDeclarations = (style: string): Map<string, string> => {
  const found = new Map<string, string>();
  const text = style.slice(0, STYLE_READ_LENGTH).replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, '');
  for (const declaration of text.split(';', DECLARATION_COUNT_MAX)) {
    const colon = declaration.indexOf(':');
    if (colon < 0) continue;
    const name = declaration.slice(0, colon).trim().toLowerCase();
    const value = declaration
      .slice(colon + 1)
      .replace(/!\s*important/i, '')
      .trim()
      .toLowerCase();
    found.set(name, value);
  }
  return found;
};

/** Rules by a simple selector: `p`, `.note`, `#top`, `p.note`. */
export type StyleRules = ReadonlyMap<string, Declarations>;

const CSS_READ_LENGTH = 200_000;
const RULE_COUNT_MAX = 1_000;
const SIMPLE_SELECTOR = /^(?:[a-z][a-z0-9]*)?(?:[.#][\w-]+)?$/;

/** In: a mail's HTML. Rules within `@media` and the like are left out: they may not apply. */
export const readStyleRules = (html: string): StyleRules => {
  const rules = new Map<string, Map<string, string>>();
  for (const css of styleBlocks(html)) {
    for (const { selector, body } of topLevelRules(css)) {
      if (rules.size >= RULE_COUNT_MAX) return rules;
      const declarations = readDeclarations(body);
      for (const one of selector.toLowerCase().split(',', 20))
        addRule(rules, one.trim(), declarations);
    }
  }
  return rules;
};

const addRule = (
  rules: Map<string, Map<string, string>>,
  selector: string,
  declarations: Declarations,
): void => {
  if (selector === '' || !SIMPLE_SELECTOR.test(selector)) return;
  const known = rules.get(selector);
  rules.set(selector, new Map([...(known ?? []), ...declarations]));
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

/** All that applies to one element: by its name, its classes, its id, then inline. */
export const declarationsOf = (
  rules: StyleRules,
  name: string,
  attributes: Readonly<Record<string, string>>,
): Declarations => {
  const inline = readDeclarations(attributes['style'] ?? '');
  if (rules.size === 0) return inline;
  const classes = (attributes['class'] ?? '').toLowerCase().split(/\s+/, 20).filter(Boolean);
  const id = (attributes['id'] ?? '').toLowerCase();
  const selectors = [
    name,
    ...classes.flatMap((one) => [`.${one}`, `${name}.${one}`]),
    ...(id === '' ? [] : [`#${id}`, `${name}#${id}`]),
  ];
  const found = new Map<string, string>();
  for (const selector of selectors) {
    for (const [property, value] of rules.get(selector) ?? []) found.set(property, value);
  }
  for (const [property, value] of inline) found.set(property, value);
  return found;
};

/** An element further outside the page is not visible. */
const OFF_SCREEN_PX = -400;

/** Whether an element and all within it are hidden. What its children can undo is not counted here. */
export const isSubtreeHidden = (
  style: Declarations,
  attributes: Readonly<Record<string, string>>,
): boolean => {
  if ('hidden' in attributes || style.get('display')?.startsWith('none')) return true;
  const opacity = style.get('opacity');
  if (opacity !== undefined && Number.parseFloat(opacity) < 0.05) return true;
  return isClipped(style) || isOffScreen(style);
};

const isClipped = (style: Declarations): boolean => {
  const overflow = style.get('overflow') ?? style.get('overflow-y') ?? '';
  if (/hidden|clip/.test(overflow)) {
    const sizes = ['height', 'max-height', 'width', 'max-width'].map((name) => style.get(name));
    if (sizes.some((size) => size !== undefined && pixelsOf(size, 16) <= 1)) return true;
  }
  const isPositioned = /absolute|fixed/.test(style.get('position') ?? '');
  if (isPositioned && /rect\(\s*(?:0|1px)[^)]{0,40}\)/.test(style.get('clip') ?? '')) return true;
  if (/inset\(\s*(?:100%|[5-9]\d(?:\.\d+)?%)/.test(style.get('clip-path') ?? '')) return true;
  return /scale[xy]?\(\s*0(?:\.0+)?\s*[,)]/.test(style.get('transform') ?? '');
};

const isOffScreen = (style: Declarations): boolean => {
  const isPositioned = /absolute|fixed|relative/.test(style.get('position') ?? '');
  const moves = [
    'text-indent',
    'margin-left',
    'margin-top',
    ...(isPositioned ? ['left', 'top', 'right', 'bottom'] : []),
  ];
  if (moves.some((name) => pixelsOf(style.get(name) ?? '', 16) <= OFF_SCREEN_PX)) return true;
  const sides = style.get('margin')?.split(/\s+/, 4) ?? [];
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

/** Smaller than that, a reader sees no letters. */
export const FONT_SIZE_SEEN_PX = 2;

/** Out: undefined if the style does not say. */
export const fontSizeOf = (style: Declarations, parentPx: number): number | undefined => {
  const size =
    style.get('font-size') ??
    /(?:^|\s)([\d.]{1,9}(?:px|pt|em|%)?)(?:\/|\s)/.exec(style.get('font') ?? '')?.[1];
  if (size === undefined) return undefined;
  const pixels = pixelsOf(size, parentPx);
  return Number.isNaN(pixels) ? 16 : pixels;
};
