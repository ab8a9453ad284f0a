/** A count and its noun. Zero is singular in French ("0 élément") and plural in English ("0 items"). */

export const pluralFr = (count: number, one: string, many: string): string =>
  `${new Intl.NumberFormat('fr').format(count)} ${count < 2 ? one : many}`;

export const pluralEn = (count: number, one: string, many: string): string =>
  `${new Intl.NumberFormat('en').format(count)} ${count === 1 ? one : many}`;
