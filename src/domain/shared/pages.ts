import { z } from '@hono/zod-openapi';
import { invalid } from '../../errors.ts';
import { fault } from './faults.ts';

/** Keyset pages: `limit` and an opaque `cursor` in, `{data, next_cursor}` out. */

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 250;
/** A reference of 200 characters, of four bytes each, escaped and in base64. */
const CURSOR_LENGTH_MAX = 2000;

/** A whole number in a URL. `Number` alone would read an empty text as 0 and `0x10` as 16. */
export const wholeNumber = (schema: z.ZodNumber) =>
  z.preprocess(
    (text) => (typeof text === 'string' && /^-?\d+$/.test(text) ? Number(text) : text),
    schema,
  );

export const PageQuery = z.object({
  limit: wholeNumber(z.int().min(1).max(LIMIT_MAX)).default(LIMIT_DEFAULT),
  cursor: z
    .string()
    .max(CURSOR_LENGTH_MAX)
    .optional()
    .openapi({ description: '`next_cursor` of the page before; absent for the first.' }),
});

export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() });

/** What the order of a list compares, and the id where several rows have the same. */
export type PageKey = string | number | readonly [string | number, number];

const encodeCursor = (key: PageKey): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/** In a cursor: microseconds since 1970, up to the year 2100. */
export const MicrosecondsKey = z.int().min(0).max(4_102_444_800_000_000);
/** In a cursor: the beginning of a text, as the column that a list is sorted by holds it. */
export const TextKey = z
  .string()
  .max(200)
  .refine((text) => text.isWellFormed() && !text.includes('\0'));

/** Out: the key after which the page starts; undefined for the first page. Errors: `validation_failed`. */
export const decodeCursor = <S extends z.ZodType<PageKey>>(
  cursor: string | undefined,
  schema: S,
): z.infer<S> | undefined => {
  if (cursor === undefined) return undefined;
  try {
    const key = schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    if (typeof key === 'number' && !Number.isSafeInteger(key)) throw new RangeError('not a key');
    return key;
  } catch {
    throw invalid([fault('cursor', 'invalid_format', { format: 'cursor' })]);
  }
};

/**
 * Builds a page from rows fetched with `limit + 1`. The extra row means that there is another page.
 * `next_cursor` is the key of the last row of this page.
 */
export const toPage = <T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => PageKey,
): { data: T[]; next_cursor: string | null } => {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return {
    data,
    next_cursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null,
  };
};

/** Counts stop here. A larger number helps no reader, and counting more rows takes longer. */
export const COUNT_MAX = 10_000;

export const ListCountOut = z
  .object({
    count: z.number(),
    is_capped: z.boolean().openapi({ description: `There are more than ${COUNT_MAX}.` }),
  })
  .openapi('ListCount');

/** Out: the answer for a number of rows that was counted up to `COUNT_MAX + 1`. */
export const toListCount = (counted: number): z.infer<typeof ListCountOut> => ({
  count: Math.min(counted, COUNT_MAX),
  is_capped: counted > COUNT_MAX,
});

export const CountOut = z.object({ count: z.number() }).openapi('Count');
