import type { ContactPoint } from '../kinds.ts';

/** E-mail addresses and telephone numbers while they are edited. */

export interface PointRow {
  /** Not sent: tells the rows apart while they are moved. */
  key: number;
  value: string;
  label: string;
}

export const newRow = (value = '', label = ''): PointRow => ({ key: Math.random(), value, label });

/** At least one row, so that there is a field to type in. */
export const rowsOf = (points: readonly ContactPoint[]): PointRow[] =>
  points.length === 0
    ? [{ key: 0, value: '', label: '' }]
    : points.map(({ value, label }, key) => ({ key, value, label: label ?? '' }));

/** Without the empty rows. */
export const pointsOf = (rows: readonly PointRow[]) =>
  rows.flatMap(({ value, label }) =>
    value.trim() === ''
      ? []
      : [{ value: value.trim(), label: label.trim() === '' ? null : label.trim() }],
  );

/** The row of the form that a fault of the api is about: empty rows were not sent. */
export const faultPath = (path: string, rows: Record<'emails' | 'phones', PointRow[]>): string => {
  const [, kind, place] = /^(emails|phones)\.(\d+)\./.exec(path) ?? [];
  if (kind !== 'emails' && kind !== 'phones') return path;
  const filled = rows[kind].flatMap(({ value }, at) => (value.trim() === '' ? [] : [at]));
  return `${kind}.${filled[Number(place)] ?? 0}.value`;
};
