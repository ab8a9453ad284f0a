import type { LeadsSearch } from '../search.ts';

/** The filters and the order that the list was left with, so that "back" from a lead finds them. */

let left: LeadsSearch = {};

export const rememberLeads = (search: LeadsSearch): void => {
  left = search;
};

export const lastLeads = (): LeadsSearch => left;
