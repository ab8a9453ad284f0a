import { hexOfName } from './html-colour-names.ts';

/** Colours of a mail, and whether text is seen on its background. */

/** Red, green and blue, 0 to 255; opacity, 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** Undefined: not a colour that we know. Then a style without it is shown. */
export const readColour = (value: string): Colour | undefined => {
  const text = value.trim().toLowerCase();
  if (text === 'transparent') return [0, 0, 0, 0];
  const name = hexOfName(text);
  if (name !== undefined) return ofHex(name);
  const hex = /^#((?:[0-9a-f]{3,4}){1,2})$/.exec(text)?.[1];
  if (hex !== undefined) return ofHex(hex);
  const [, form = '', inner = ''] = /^(rgb|hsl)a?\(([\d\s.,%/deg-]{1,80})\)$/.exec(text) ?? [];
  const parts = inner.split(/[\s,/]+/).filter(Boolean);
  if (parts.length < 3 || parts.length > 4) return undefined;
  return form === 'rgb' ? ofRgb(parts) : ofHsl(parts);
};

/** `#rrggbb`, or `#rrggbbaa`. */
export const hexOf = ([red, green, blue, alpha]: Colour): string =>
  `#${[red, green, blue, ...(alpha < 1 ? [alpha * 255] : [])]
    .map((part) => Math.round(part).toString(16).padStart(2, '0'))
    .join('')}`;

const ofHex = (hex: string): Colour => {
  const wide = hex.length <= 4 ? hex.replace(/./g, '$&$&') : hex;
  const [red = 0, green = 0, blue = 0, alpha = 255] = (wide.match(/../g) ?? []).map((pair) =>
    Number.parseInt(pair, 16),
  );
  return [red, green, blue, alpha / 255];
};

const ofRgb = (parts: readonly string[]): Colour | undefined => {
  const [red = 0, green = 0, blue = 0] = parts.slice(0, 3).map((part) => numberOf(part, 255));
  return checked([red, green, blue, numberOf(parts[3] ?? '1', 1)]);
};

/** CSS Color 4, section 7.1. */
const ofHsl = (parts: readonly string[]): Colour | undefined => {
  const hue = Number.parseFloat(parts[0] ?? '');
  const saturation = numberOf(parts[1] ?? '', 1);
  const lightness = numberOf(parts[2] ?? '', 1);
  const channel = (offset: number): number => {
    const place = (((offset + hue / 30) % 12) + 12) % 12;
    const reach = saturation * Math.min(lightness, 1 - lightness);
    return 255 * (lightness - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1)));
  };
  return checked([channel(0), channel(8), channel(4), numberOf(parts[3] ?? '1', 1)]);
};

const numberOf = (part: string, whole: number): number => {
  const number = part.endsWith('%') ? (Number.parseFloat(part) / 100) * whole : Number(part);
  return Math.min(whole, Math.max(0, number));
};

const checked = (colour: Colour): Colour | undefined =>
  colour.some(Number.isNaN) ? undefined : colour;

/** One colour over another, which is opaque. */
export const blend = (over: Colour, under: Colour): Colour => {
  const [red, green, blue, alpha] = over;
  const mix = (a: number, b: number): number => a * alpha + b * (1 - alpha);
  return [mix(red, under[0]), mix(green, under[1]), mix(blue, under[2]), 1];
};

/** Closer than that (sum of the three differences), a reader can't tell them apart. */
const DIFFERENCE_SEEN = 30;
/** WCAG 2 asks for 4.5; light grey footers have 1.6. */
const CONTRAST_CLEAR = 1.5;

/** `doubtful`: some readers see it. Both opaque. */
export const visibilityOf = (text: Colour, background: Colour): 'hidden' | 'doubtful' | 'clear' => {
  const difference = [0, 1, 2].reduce(
    (sum, at) => sum + Math.abs((text[at] ?? 0) - (background[at] ?? 0)),
    0,
  );
  if (difference <= DIFFERENCE_SEEN) return 'hidden';
  const [dark = 0, light = 0] = [luminanceOf(text), luminanceOf(background)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05) < CONTRAST_CLEAR ? 'doubtful' : 'clear';
};

const luminanceOf = ([red, green, blue]: Colour): number => {
  const linear = (part: number): number =>
    part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
};
