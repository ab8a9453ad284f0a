import { z } from '@hono/zod-openapi';
import { because } from './schema-faults.ts';

/**
 * Values that requests name records by, each in one canonical form and within the range of its column.
 * So two spellings of one value find, store and audit the same.
 */

/** Of an upload that has only files. */
export const NoFields = z.strictObject({});

/** In lower case, as PostgreSQL writes it. */
export const Uuid = z.uuid().toLowerCase();

/** The id of any record: a UUID in lower case, a number, or `*`. */
export const RecordId = z
  .string()
  .max(200)
  .overwrite((id) => (z.uuid().safeParse(id).success ? id.toLowerCase() : id));

/** What a column `integer` holds. Ids are `bigint`, which holds every integer that JSON can say. */
export const Integer = z
  .int()
  .min(-(2 ** 31))
  .max(2 ** 31 - 1);

/**
 * The reference of an entity. Trimmed, and in Unicode NFC: `é` is one character, whatever keyboard or
 * file it comes from.
 */
export const EntityRef = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1)
  .max(200)
  .refine((ref) => !/^\.{1,2}$/.test(ref), because('reserved_name', {}))
  .openapi({ example: 'DUMI15091992' });

/** PostgreSQL's limits: the years 1 to 9999 in UTC, and offsets below 16 hours. */
const isStorableInstant = (text: string): boolean => {
  const year = new Date(text).getUTCFullYear();
  return year >= 1 && year <= 9999 && !/[+-](?:1[6-9]|2\d):\d\d$/.test(text);
};

/** With its offset. */
export const Instant = z.iso
  .datetime({ offset: true, abort: true })
  .refine(isStorableInstant, because('invalid_format', { format: 'date_time' }));

/** A day, in the years that PostgreSQL holds. */
export const DateOnly = z.iso
  .date({ abort: true })
  .refine((day) => day >= '0001-01-01', because('invalid_format', { format: 'date' }));
