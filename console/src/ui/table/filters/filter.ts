import type { ReactNode } from 'react';
import type { Messages } from '../../../i18n/index.tsx';
import type { Format } from '../../../i18n/format.ts';
import { isPeriod } from './periods.ts';

/** A filter as a list declares it. Its value is a field of the address of the same name. */

export interface FilterOption {
  value: string;
  label: string;
}

export type FilterValue = string | number | true | readonly string[] | undefined;
export type FilterValues = Readonly<Record<string, unknown>>;
export type FilterPatch = Readonly<Record<string, FilterValue>>;

interface Named {
  key: string;
  label: string;
}

export type Filter = Named &
  (
    | { kind: 'select' | 'multi'; options: readonly FilterOption[] }
    | { kind: 'text' }
    /** Without a value to choose: the filter is on while its chip is there. */
    | { kind: 'flag' }
    /** Fields `period` (one of `PERIODS`), or `from` and `to` (days as `2026-02-19`). */
    | { kind: 'period' }
    /** A field that knows the api, such as a person. */
    | {
        kind: 'custom';
        shown: ReactNode;
        field: (onChange: (value: FilterValue) => void) => ReactNode;
      }
  );

const PERIOD_KEYS = ['period', 'from', 'to'];

/** The fields of the address that the filter uses. */
export const fieldsOf = ({ kind, key }: Filter): readonly string[] =>
  kind === 'period' ? PERIOD_KEYS : [key];

export const isActive = (filter: Filter, values: FilterValues): boolean =>
  fieldsOf(filter).some((field) => values[field] !== undefined);

/** What takes the filter away. */
export const cleared = (filters: readonly Filter[]): FilterPatch =>
  Object.fromEntries(filters.flatMap(fieldsOf).map((field) => [field, undefined]));

export const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

export const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** The value of an active filter in words. */
export const shownValue = (
  filter: Filter,
  values: FilterValues,
  { table }: Messages,
  format: Format,
): ReactNode => {
  const value = values[filter.key];
  switch (filter.kind) {
    case 'select':
      return labelOf(filter.options, text(value));
    case 'multi': {
      const labels = texts(value).map((one) => labelOf(filter.options, one));
      const [first = '', second, ...others] = labels;
      if (second === undefined) return first;
      return others.length === 0
        ? table.either(first, second)
        : table.someOf(first, others.length + 1);
    }
    case 'text':
      return text(value);
    case 'flag':
      return null;
    case 'period':
      return shownPeriod(values, table, format);
    case 'custom':
      return filter.shown;
  }
};

const labelOf = (options: readonly FilterOption[], value: string): string =>
  options.find((option) => option.value === value)?.label ?? value;

const shownPeriod = (
  { period, from, to }: FilterValues,
  table: Messages['table'],
  format: Format,
): string => {
  if (isPeriod(period)) return table.periods[period];
  const [start, end] = [from, to].map((day) =>
    day === undefined ? undefined : format.date(`${text(day)}T12:00:00`),
  );
  if (start === undefined) return end === undefined ? '' : table.until(end);
  if (end === undefined) return table.since(start);
  return start === end ? start : table.fromTo(start, end);
};
