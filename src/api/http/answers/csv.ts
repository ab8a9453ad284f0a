import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Env } from '../context.ts';
import { contentDisposition, toWeb } from './file.ts';
import type { CsvAnswer } from './kinds.ts';

/**
 * A list as CSV, row by row. A spreadsheet runs a cell that begins like a formula, so such a text gets an
 * apostrophe; numbers are left alone. Sources: RFC 4180; OWASP "CSV Injection".
 */

/**
 * A formula inside a text. Excel separates cells by the sign of its own language: in French by `;`, in English by `,`. If
 * that is not ours it ignores our quotes, and the sign, a tab or a line break inside a text begins a new cell.
 */
const INNER_FORMULA = /(?<=[;\t\r\n])(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;
const INNER_FORMULA_OR_COMMA = /(?<=[,;\t\r\n])(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/** Rows read ahead of the client. */
const ROWS_AHEAD_MAX = 16;

export const sendCsv = (
  c: Context<Env>,
  row: z.ZodObject,
  { name, columns, delimiter = ',', rows }: CsvAnswer<unknown>,
): Response => {
  c.header('Content-Type', 'text/csv; charset=utf-8; header=present');
  c.header('Content-Disposition', contentDisposition('attachment', name));
  c.header('X-Content-Type-Options', 'nosniff');
  if (c.req.method === 'HEAD') return c.body(null);
  const source = Readable.from(parsed(row, rows), { highWaterMark: ROWS_AHEAD_MAX });
  // Where `,` is ours, quotes are read: `a,-b` stays as it is.
  const innerFormula = delimiter === ',' ? INNER_FORMULA : INNER_FORMULA_OR_COMMA;
  const lines = stringify({
    header: true,
    delimiter,
    columns: columns === undefined ? Object.keys(row.shape) : [...columns],
    bom: true, // else Excel takes UTF-8 for the code page of the machine
    escape_formulas: true,
    record_delimiter: 'windows',
    quote_record_delimiter: true, // else a line break inside a text ends the row
    cast: { boolean: String, string: (text) => text.replace(innerFormula, "'") },
  });
  pipeline(source, lines, () => undefined); // ends the source when the client hangs up
  return c.body(toWeb(c, lines));
};

async function* parsed(
  row: z.ZodObject,
  rows: AsyncIterable<unknown> | Iterable<unknown>,
): AsyncGenerator<object> {
  for await (const one of rows) yield row.parse(one);
}
