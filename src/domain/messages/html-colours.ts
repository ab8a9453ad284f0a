import type { Declarations } from './html-style.ts';

/** Whether text has the colour of its background. */

/** Red, green and blue. `transparent`: nothing is painted. Undefined: not known. */
export type Colour = readonly [number, number, number] | 'transparent' | undefined;

const NAMED: Readonly<Record<string, Colour>> = {
  white: [255, 255, 255],
  black: [0, 0, 0],
  snow: [255, 250, 250],
  ivory: [255, 255, 240],
  ghostwhite: [248, 248, 255],
  whitesmoke: [245, 245, 245],
  floralwhite: [255, 250, 240],
  transparent: 'transparent',
};

/** Closer than that (sum of the three differences), a reader can't tell them apart. */
const DIFFERENCE_SEEN = 30;

export const readColour = (value: string): Colour => {
  const text = value.trim().toLowerCase();
  const hex = /^#?([0-9a-f]{3,8})$/.exec(text)?.[1];
  if (hex !== undefined) return ofHex(hex);
  const parts = /^rgba?\(([^)]{1,80})\)/
    .exec(text)?.[1]
    ?.split(/[\s,/]+/)
    .filter(Boolean);
  if (parts === undefined) return NAMED[text];
  const [red = 0, green = 0, blue = 0, alpha = 1] = parts.map((part) =>
    part.endsWith('%') ? Number.parseFloat(part) * 2.55 : Number.parseFloat(part),
  );
  return alpha < 0.05 ? 'transparent' : [red, green, blue];
};

const ofHex = (hex: string): Colour => {
  const wide = hex.length <= 4 ? hex.replace(/./g, '$&$&') : hex;
  const [red = 0, green = 0, blue = 0, alpha = 255] = (wide.match(/../g) ?? []).map((pair) =>
    Number.parseInt(pair, 16),
  );
  return alpha < 13 ? 'transparent' : [red, green, blue];
};

/** Out: undefined if the element does not say; null for an image or a gradient, where any text may be seen. */
export const backgroundOf = (
  style: Declarations,
  attributes: Readonly<Record<string, string>>,
): Colour | null => {
  const value = style.get('background-color') ?? style.get('background') ?? attributes['bgcolor'];
  const hasImage =
    'background' in attributes ||
    /url\(|gradient/.test(
      `${style.get('background') ?? ''} ${style.get('background-image') ?? ''}`,
    );
  if (hasImage) return null;
  if (value === undefined) return undefined;
  return readColour(value) ?? readColour(value.split(/\s+/)[0] ?? '') ?? null;
};

export const isSameColour = (text: Colour, background: Colour | null): boolean => {
  if (text === 'transparent') return true;
  if (
    text === undefined ||
    background === null ||
    background === undefined ||
    background === 'transparent'
  ) {
    return false;
  }
  const [red, green, blue] = text;
  const [otherRed, otherGreen, otherBlue] = background;
  const difference =
    Math.abs(red - otherRed) + Math.abs(green - otherGreen) + Math.abs(blue - otherBlue);
  return difference <= DIFFERENCE_SEEN;
};
