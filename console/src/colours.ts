import type { MantineColorsTuple } from '@mantine/core';

/**
 * The palette of Relais. Every hue has the same lightness at the same step (OKLCH), so that badges,
 * charts and alerts look equally strong. Petrol is the main colour. Saffron marks the current place
 * and warnings. The other hues mark a status only.
 */

export const petrol: MantineColorsTuple = [
  '#eff9fc',
  '#d9f0f8',
  '#b6dfee',
  '#8ac9df',
  '#5eb1cd',
  '#3f9ab7',
  '#1e7f9b',
  '#056d86',
  '#02566b',
  '#004051',
];
export const saffron: MantineColorsTuple = [
  '#fff7ef',
  '#ffedd9',
  '#ffd8ad',
  '#fcc17d',
  '#f4ab4e',
  '#e69a31',
  '#c98000',
  '#a16500',
  '#7d4d00',
  '#5d3901',
];
export const moss: MantineColorsTuple = [
  '#effaf2',
  '#d9f3e1',
  '#b6e5c5',
  '#8ad1a2',
  '#5dbb82',
  '#3da46a',
  '#1f8d54',
  '#037542',
  '#005d32',
  '#004625',
];
export const brick: MantineColorsTuple = [
  '#fef4f3',
  '#fee4e0',
  '#ffc8c0',
  '#fea195',
  '#fb7668',
  '#e45a4d',
  '#ca4137',
  '#ac2c25',
  '#8c1c18',
  '#6b130f',
];
export const plum: MantineColorsTuple = [
  '#faf4fe',
  '#f2e5fd',
  '#e4cdf6',
  '#d0aeea',
  '#ba90da',
  '#a478c4',
  '#8d62ac',
  '#764d92',
  '#5e3b76',
  '#472b59',
];
export const sky: MantineColorsTuple = [
  '#f1f8fe',
  '#dbeeff',
  '#b5ddff',
  '#87c5f9',
  '#5baced',
  '#3d94d7',
  '#207dbe',
  '#0367a3',
  '#005183',
  '#003c63',
];
export const gray: MantineColorsTuple = [
  '#f9fafb',
  '#f2f4f5',
  '#e6eaec',
  '#d8dde0',
  '#b7bfc3',
  '#8a9499',
  '#5f6b71',
  '#4b575d',
  '#303b41',
  '#162024',
];
export const dark: MantineColorsTuple = [
  '#e3e9ec',
  '#b6bfc4',
  '#929ea4',
  '#5f6b71',
  '#344147',
  '#253137',
  '#1a252a',
  '#121b1f',
  '#0c1418',
  '#060c0f',
];
