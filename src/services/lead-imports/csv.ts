import { pipeline, Transform, type Readable } from 'node:stream';
import { parse, type Parser } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import { fault } from '../../domain/shared/faults.ts';
import {
  IMPORT_COLUMN_COUNT_MAX,
  IMPORT_DELIMITERS,
  type ImportFormat,
} from '../../domain/lead-imports/shapes.ts';
import { invalid } from '../../errors.ts';
import type { OpenFile } from '../../platform/files/contract.ts';

/** Reads CSV files as spreadsheets write them. Sources: RFC 4180; WHATWG Encoding, windows-1252. */

/** What is looked at to find the delimiter. */
const HEAD_SIZE_MAX_BYTES = 256 * 1024;
const SAMPLE_ROW_COUNT_MAX = 20;
const SAMPLE_LENGTH_MAX = 64 * 1024;
const RECORD_LENGTH_MAX = 256 * 1024;
/** A row of that length whose every character takes three bytes, or is a quotation mark and written twice. */
const RECORD_SIZE_MAX_BYTES = 2 * 1024 * 1024;
const COLUMN_NAME_LENGTH_MAX = 200;

const OPTIONS = {
  relax_column_count: true,
  relax_quotes: true,
  // Counted, so that the numbers of the rows are those of a spreadsheet.
  skip_empty_lines: false,
  max_record_size: RECORD_LENGTH_MAX,
} as const;

export interface CsvInspector {
  /** The same bytes; each is looked at while it passes. */
  through: (content: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  /** After the last byte. Errors: `validation_failed` if it is no CSV. */
  format: () => ImportFormat;
}

/** Finds out how a file is to be read while it is stored. Holds the first 256 KiB only. */
export const createCsvInspector = (): CsvInspector => {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const head: Uint8Array[] = [];
  let headSizeBytes = 0;
  let sizeBytes = 0;
  let isUtf8 = true;
  let isBinary = false;
  const look = (chunk: Uint8Array): void => {
    sizeBytes += chunk.length;
    isBinary ||= chunk.includes(0);
    isUtf8 &&= isValid(() => utf8.decode(chunk, { stream: true }));
    if (headSizeBytes >= HEAD_SIZE_MAX_BYTES) return;
    const part = chunk.subarray(0, HEAD_SIZE_MAX_BYTES - headSizeBytes);
    head.push(Uint8Array.from(part));
    headSizeBytes += part.length;
  };
  return {
    async *through(content) {
      for await (const chunk of content) {
        look(chunk);
        yield chunk;
      }
      isUtf8 &&= isValid(() => utf8.decode());
    },
    format: () => {
      if (isBinary) throw notCsv();
      const encoding = isUtf8 ? 'utf-8' : 'windows-1252';
      const text = decodeWhole(encoding, Buffer.concat(head));
      return formatOf(encoding, text, sizeBytes > headSizeBytes);
    },
  };
};

const isValid = (decode: () => string): boolean => {
  try {
    decode();
    return true;
  } catch {
    return false;
  }
};

const notCsv = (path = 'file') => invalid([fault(path, 'invalid_format', { format: 'csv' })]);

/** `isCut`: the text goes on, so its last row may be incomplete. */
const formatOf = (
  encoding: ImportFormat['encoding'],
  text: string,
  isCut: boolean,
): ImportFormat => {
  const [best] = IMPORT_DELIMITERS.map((delimiter) => {
    const rows = headRows(text, delimiter, isCut);
    return { delimiter, rows, score: scoreOf(rows) };
  }).toSorted((one, other) => other.score - one.score);
  if (best === undefined) throw notCsv();
  return { encoding, delimiter: best.delimiter, ...namedRows(best.rows, 'file') };
};

/** `path`: of the faults. Errors: `validation_failed` if the first row names no columns, or too many. */
const namedRows = (
  [header = [], ...rows]: readonly string[][],
  path: 'file' | 'delimiter',
): Pick<ImportFormat, 'header' | 'sample'> => {
  const names = header.map((name) => name.trim().slice(0, COLUMN_NAME_LENGTH_MAX).toWellFormed());
  if (names.every((name) => name === '')) throw notCsv(path);
  if (names.length > IMPORT_COLUMN_COUNT_MAX) {
    throw invalid([fault(path, 'too_many', { max: IMPORT_COLUMN_COUNT_MAX })]);
  }
  return { header: names, sample: shortSample(rows.map(withoutTail)) };
};

/**
 * Reads the beginning of a stored file in the way that a user chose. Errors: `validation_failed` if no columns
 * come out.
 */
export const readFormat = async (
  { content, sizeBytes }: OpenFile,
  { encoding, delimiter }: Pick<ImportFormat, 'encoding' | 'delimiter'>,
): Promise<ImportFormat> => {
  const head: Uint8Array[] = [];
  let headSizeBytes = 0;
  const chunks: AsyncIterable<Uint8Array> = content;
  // Leaving the loop closes the file.
  for await (const chunk of chunks) {
    const part = chunk.subarray(0, HEAD_SIZE_MAX_BYTES - headSizeBytes);
    head.push(part);
    headSizeBytes += part.length;
    if (headSizeBytes === HEAD_SIZE_MAX_BYTES) break;
  }
  const text = decodeWhole(encoding, Buffer.concat(head));
  const rows = headRows(text, delimiter, sizeBytes > headSizeBytes);
  return { encoding, delimiter, ...namedRows(rows, 'delimiter') };
};

const headRows = (text: string, delimiter: string, isCut: boolean): string[][] => {
  try {
    const rows = parseSync(text, {
      ...OPTIONS,
      bom: true,
      delimiter,
      to: SAMPLE_ROW_COUNT_MAX + 1,
    });
    const isWhole = !isCut || rows.length > SAMPLE_ROW_COUNT_MAX;
    return isWhole ? rows : rows.slice(0, -1);
  } catch {
    return []; // what one delimiter makes of the quotation marks is no CSV
  }
};

/** The most columns that the header has, and the rows too. */
const scoreOf = ([header = [], ...rows]: readonly string[][]): number => {
  const filled = rows.filter((row) => row.some((cell) => cell !== ''));
  const fitting = filled.filter(({ length }) => length === header.length).length;
  const share = filled.length === 0 ? 1 : fitting / filled.length;
  return header.length * (0.1 + share);
};

const shortSample = (rows: readonly string[][]): string[][] => {
  let length = 0;
  return rows.filter((row) => {
    length += row.reduce((sum, cell) => sum + cell.length, 0);
    return length <= SAMPLE_LENGTH_MAX;
  });
};

/**
 * The rows after the header, from `offset` on. Bounded memory. End the iteration, or it stays open. Errors:
 * those of csv-parse (`isCsvError`), or of the content.
 */
export async function* readCsvRows(
  content: Readable,
  { encoding, delimiter }: Pick<ImportFormat, 'encoding' | 'delimiter'>,
  offset: number,
): AsyncGenerator<string[]> {
  const rows = parse({ ...OPTIONS, delimiter, from: offset + 2 });
  // A failure ends the iteration.
  pipeline(content, decoded(encoding), bounded(rows), rows, () => undefined);
  try {
    for await (const row of rows) yield withoutTail(row);
  } finally {
    content.destroy();
  }
}

/**
 * csv-parse counts the characters of the cells, and not what separates them: a row of nothing but delimiters
 * would fill the memory. So the bytes since the last whole row are counted. It reads a little less than was
 * passed on, which the bound leaves room for.
 */
const bounded = ({ info }: Pick<Parser, 'info'>): Transform => {
  let recordCount = 0;
  let sizeBytes = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      if (info.records !== recordCount) {
        recordCount = info.records;
        sizeBytes = 0;
      }
      sizeBytes += chunk.length;
      if (sizeBytes <= RECORD_SIZE_MAX_BYTES) done(null, chunk);
      else done(Object.assign(new Error('a row is too long'), { code: 'CSV_MAX_RECORD_SIZE' }));
    },
  });
};

/** No file has more columns. Of the cells after them, the first that is not empty stays: it is an error. */
const withoutTail = (row: string[]): string[] => {
  if (row.length <= IMPORT_COLUMN_COUNT_MAX) return row;
  const stray = row.slice(IMPORT_COLUMN_COUNT_MAX).find((cell) => cell.trim() !== '');
  const cells = row.slice(0, IMPORT_COLUMN_COUNT_MAX);
  return stray === undefined ? cells : [...cells, stray];
};

/** csv-parse reads UTF-8. It takes no BOM: one in the first cell would be part of a name. */
const decoded = (encoding: ImportFormat['encoding']): Transform => {
  const decoder = createDecoder(encoding);
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, decoder.decode(chunk)),
    flush: (done) => done(null, decoder.end()),
  });
};

const decodeWhole = (encoding: ImportFormat['encoding'], bytes: Uint8Array): string => {
  const decoder = createDecoder(encoding);
  return decoder.decode(bytes) + decoder.end();
};

/**
 * The only decoder of a file, so that its beginning is read as its rows are. Always in parts: at once, Node
 * 24.9 reads Windows-1252 as ISO 8859-1, and ’ becomes the control character U+0092.
 */
const createDecoder = (encoding: ImportFormat['encoding']) => {
  const decoder = new TextDecoder(encoding);
  return {
    decode: (bytes: Uint8Array): string => decoder.decode(bytes, { stream: true }),
    end: (): string => decoder.decode(),
  };
};

export const isCsvError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
