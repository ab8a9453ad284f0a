import type { z } from 'zod';

/** Rows come out of the database through a schema: a generic on a query is a wish, not a check. */

export const parseRows = <S extends z.ZodType>(schema: S, rows: readonly unknown[]): z.infer<S>[] =>
  rows.map((row) => schema.parse(row));

export const parseFirst = <S extends z.ZodType>(
  schema: S,
  rows: readonly unknown[],
): z.infer<S> | undefined => (rows.length === 0 ? undefined : schema.parse(rows[0]));
