/** A count and its noun. French says "0 élément", English "0 items". */

export const pluralFr = (count: number, one: string, many: string): string =>
  `${new Intl.NumberFormat('fr').format(count)} ${count < 2 ? one : many}`;

export const pluralEn = (count: number, one: string, many: string): string =>
  `${new Intl.NumberFormat('en').format(count)} ${count === 1 ? one : many}`;
