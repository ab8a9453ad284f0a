import type { Schemas } from '../../../api/client.ts';

/** What a column of the file fills. */

export type Target = Schemas['LeadImportColumn'];

export const FIELD_TARGETS = [
  'name',
  'first_name',
  'last_name',
  'email',
  'phone',
  'company_name',
  'status',
] as const;
export type FieldTarget = (typeof FIELD_TARGETS)[number];

/** The choices of a column: a field of the lead, a field of its own, or nothing. */
export const CHOICES = [...FIELD_TARGETS, 'data', 'ignore'] as const;
export type Choice = (typeof CHOICES)[number];

const KEY_LENGTH_MAX = 100;

/**
 * The columns after the choice for one of them. A field is filled by one column: the one that filled it before
 * becomes a field of its own.
 */
export const choose = (
  columns: readonly Target[],
  header: readonly string[],
  position: number,
  choice: Choice,
): Target[] =>
  columns.reduce<Target[]>((chosen, column, at) => {
    if (at === position) return [...chosen, targetOf(choice, header, at, columns)];
    const isTaken = column.target === choice && choice !== 'data' && choice !== 'ignore';
    return [...chosen, isTaken ? targetOf('data', header, at, columns) : column];
  }, []);

/** Without a name of its own a column can't be a field: it is left out. */
const targetOf = (
  choice: Choice,
  header: readonly string[],
  position: number,
  columns: readonly Target[],
): Target => {
  if (choice !== 'data') return { target: choice };
  const name = (header[position] ?? '').trim().slice(0, KEY_LENGTH_MAX);
  if (name === '' || name === '__proto__') return { target: 'ignore' };
  const isGiven = columns.some(
    (column, at) => at !== position && column.target === 'data' && column.key === name,
  );
  if (!isGiven) return { target: 'data', key: name };
  const suffix = ` (${position + 1})`;
  return { target: 'data', key: `${name.slice(0, KEY_LENGTH_MAX - suffix.length)}${suffix}` };
};
