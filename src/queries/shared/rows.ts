import type { z } from 'zod';

/** Parses rows with a zod schema: the type parameter of a query checks nothing at run time. */

export const parseRows = <S extends z.ZodType>(schema: S, rows: readonly unknown[]): z.infer<S>[] =>
  rows.map((row) => schema.parse(row));

export const parseFirst = <S extends z.ZodType>(
  schema: S,
  rows: readonly unknown[],
): z.infer<S> | undefined => (rows.length === 0 ? undefined : schema.parse(rows[0]));
