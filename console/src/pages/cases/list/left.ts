import type { CasesSearch } from '../search.ts';

/** The filters and the layout that the list was left with, so that "back" from a case finds them. */

let left: CasesSearch = {};

export const rememberCases = (search: CasesSearch): void => {
  left = search;
};

export const lastCases = (): CasesSearch => left;
