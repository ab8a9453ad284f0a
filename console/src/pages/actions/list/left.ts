import type { ActionsSearch } from '../search.ts';

/** The filters and the order that the list was left with, so that "back" from an action finds them. */

let left: ActionsSearch = {};

export const rememberList = (search: ActionsSearch): void => {
  left = search;
};

export const lastList = (): ActionsSearch => left;
