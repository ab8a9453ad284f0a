import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { LeadStatus } from '../lead-statuses/defaults.ts';
import { leadStatusLabels } from '../lead-statuses/defaults.ts';
import { normalise } from '../search/rank.ts';
import { parsePhone } from '../shared/phones.ts';
import type { ColumnTarget, ImportField } from './mapping.ts';

/** One row of a CSV file as a lead. */

export const ROW_ERRORS = [
  'email_invalid',
  'phone_invalid',
  'status_unknown',
  'too_long',
  'not_storable',
  'nothing_known',
  'too_many_cells',
] as const;
export type RowErrorCode = (typeof ROW_ERRORS)[number];

/** `column`: its position, from 0; null for the row as a whole. */
export interface RowError {
  column: number | null;
  code: RowErrorCode;
}

export interface ImportedRow {
  email: string | null;
  name: string | null;
  phone: string | null;
  companyName: string | null;
  /** Null: the initial status of the company. */
  status: string | null;
  data: Record<string, string>;
}

export type ReadRow =
  | { kind: 'empty' }
  | { kind: 'lead'; lead: ImportedRow; key: Buffer }
  | { kind: 'faulty'; errors: RowError[]; lead: ImportedRow };

const TEXT_LENGTH_MAX = 200;
const VALUE_LENGTH_MAX = 10_000;
const DATA_LENGTH_MAX = 60_000;
const EmailAddress = z.email().max(254);

/** In: the cells of the row, and what each column is. Cells beyond the columns are an error unless empty. */
export const readRow = (
  cells: readonly string[],
  columns: readonly ColumnTarget[],
  statuses: readonly LeadStatus[],
): ReadRow => {
  const texts = cells.map((cell) => cell.trim());
  if (texts.every((text) => text === '')) return { kind: 'empty' };
  const errors: RowError[] = [];
  const at = (field: ImportField): { column: number; text: string } | undefined => {
    const column = columns.findIndex(({ target }) => target === field);
    const text = (texts[column] ?? '').replaceAll(/\s+/g, ' ').normalize('NFC');
    return column === -1 || text === '' ? undefined : { column, text };
  };
  const take = (
    field: ImportField,
    code: RowErrorCode,
    read: (text: string) => string | undefined,
  ): string | null => {
    const cell = at(field);
    if (cell === undefined) return null;
    const value = read(cell.text);
    if (value === undefined) errors.push({ column: cell.column, code });
    return value ?? null;
  };
  const lead: ImportedRow = {
    email: take('email', 'email_invalid', readEmail),
    name: nameOf(take),
    phone: take('phone', 'phone_invalid', (text) => parsePhone(text)),
    companyName: take('company_name', 'too_long', shortText),
    status: take('status', 'status_unknown', (text) => statusNamed(statuses, text)),
    data: dataOf(texts, columns),
  };
  errors.push(...faultsOf(texts, columns, lead));
  return errors.length > 0
    ? { kind: 'faulty', errors, lead }
    : { kind: 'lead', lead, key: importKey(lead) };
};

/** The digest of the normalised row: the same row is imported once. */
export const importKey = (lead: ImportedRow): Buffer =>
  createHash('sha256')
    .update(
      JSON.stringify([
        lead.email,
        lead.name,
        lead.phone,
        lead.companyName,
        lead.status,
        Object.entries(lead.data).toSorted(([one], [other]) => (one < other ? -1 : 1)),
      ]),
    )
    .digest();

type Take = (
  field: ImportField,
  code: RowErrorCode,
  read: (text: string) => string | undefined,
) => string | null;

const nameOf = (take: Take): string | null => {
  const whole = take('name', 'too_long', shortText);
  const parts = [take('first_name', 'too_long', halfText), take('last_name', 'too_long', halfText)];
  const joined = parts.filter((part) => part !== null).join(' ');
  return whole ?? (joined === '' ? null : joined);
};

const shortText = (text: string): string | undefined =>
  text.length <= TEXT_LENGTH_MAX ? text : undefined;

/** So that first and last name together are not too long. */
const halfText = (text: string): string | undefined =>
  text.length < TEXT_LENGTH_MAX / 2 ? text : undefined;

const readEmail = (text: string): string | undefined => {
  const address = text.replace(/^mailto:/i, '').toLowerCase();
  return EmailAddress.safeParse(address).success ? address : undefined;
};

/** By its code or its label, in French or English. Not the one of conversion: a lead is converted by hand. */
const statusNamed = (statuses: readonly LeadStatus[], text: string): string | undefined => {
  const wanted = normalise(text);
  return statuses.find(
    ({ code, label, role }) =>
      role !== 'converted' &&
      [code, label, ...Object.values(leadStatusLabels({ code, label }) ?? {})].some(
        (name) => normalise(name) === wanted,
      ),
  )?.code;
};

const dataOf = (
  texts: readonly string[],
  columns: readonly ColumnTarget[],
): Record<string, string> =>
  Object.fromEntries(
    columns.flatMap((column, position): [string, string][] => {
      const text = texts[position] ?? '';
      return column.target === 'data' && text !== '' ? [[column.key, text]] : [];
    }),
  );

const faultsOf = (
  texts: readonly string[],
  columns: readonly ColumnTarget[],
  lead: ImportedRow,
): RowError[] => [
  ...texts.flatMap((text, column): RowError[] => {
    if (columns[column]?.target === 'ignore') return [];
    if (text.includes('\0') || !text.isWellFormed()) return [{ column, code: 'not_storable' }];
    return text.length > VALUE_LENGTH_MAX ? [{ column, code: 'too_long' }] : [];
  }),
  ...(texts.slice(columns.length).some((text) => text !== '')
    ? [{ column: null, code: 'too_many_cells' as const }]
    : []),
  ...(JSON.stringify(lead.data).length > DATA_LENGTH_MAX
    ? [{ column: null, code: 'too_long' as const }]
    : []),
  ...(isNothingKnown(texts, columns) ? [{ column: null, code: 'nothing_known' as const }] : []),
];

/** A lead without name, e-mail address and phone is of no use. */
const isNothingKnown = (texts: readonly string[], columns: readonly ColumnTarget[]): boolean =>
  columns.every(
    ({ target }, position) =>
      target === 'data' ||
      target === 'ignore' ||
      target === 'status' ||
      (texts[position] ?? '') === '',
  );
