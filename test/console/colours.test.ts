import { describe, expect, test } from 'vitest';
import { brick, dark, petrol, saffron } from '../../console/src/colours.ts';

/** Goal: text has enough contrast with its surface. Method: the contrast of WCAG 2.2, 1.4.3. */

const CONTRAST_MIN = 4.5;

const channelsOf = (hex: string): number[] =>
  [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));

const luminanceOf = (channels: readonly number[]): number => {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrastOf = (one: readonly number[], other: readonly number[]): number => {
  const [dimmer = 0, brighter = 0] = [luminanceOf(one), luminanceOf(other)].toSorted(
    (left, right) => left - right,
  );
  return (brighter + 0.05) / (dimmer + 0.05);
};

/** A surface under a transparent layer of a hue, as in alerts of the dark scheme. */
const blend = (hue: string, surface: string, share: number): number[] => {
  const below = channelsOf(surface);
  return channelsOf(hue).map((channel, at) => channel * share + (below[at] ?? 0) * (1 - share));
};

describe('the colours', () => {
  test.each([
    ['the main button in the light scheme', petrol[7]],
    ['the main button in the dark scheme', petrol[6]],
    ['the button of a step that cannot be undone', brick[6]],
  ])('give white text enough contrast on %s', (_, button) => {
    expect(contrastOf(channelsOf('#ffffff'), channelsOf(button))).toBeGreaterThanOrEqual(
      CONTRAST_MIN,
    );
  });

  test('give dimmed text enough contrast on an alert in the dark scheme', () => {
    const alert = blend(saffron[5], dark[7], 0.18);
    expect(contrastOf(channelsOf(dark[2]), alert)).toBeGreaterThanOrEqual(CONTRAST_MIN);
  });
});
