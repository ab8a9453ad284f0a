import type { Schemas } from '../../api/client.ts';
import type { FilterPatch, FilterValues } from '../../ui/table/filters/filter.ts';

/** What a view of a list is: filters, sort and columns; and whether the list still shows it. */

export type SavedView = Schemas['SavedView'];
export type SavedViewList = SavedView['list'];

/** A view that every list has, by its filters. */
export interface BuiltInView {
  key: string;
  label: string;
  filters: FilterPatch;
}

/** The fields of the address that a view keeps, as text. */
export const filtersOf = (
  values: FilterValues,
  fields: readonly string[],
): Record<string, string> =>
  Object.fromEntries(
    fields.flatMap((field): [string, string][] => {
      const text = textOf(values[field]);
      return text === undefined ? [] : [[field, text]];
    }),
  );

const textOf = (value: unknown): string | undefined => {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
};

export const isSame = (left: object, right: object): boolean => sorted(left) === sorted(right);

const sorted = (fields: object): string =>
  JSON.stringify(Object.entries(fields).toSorted(([left], [right]) => (left < right ? -1 : 1)));
