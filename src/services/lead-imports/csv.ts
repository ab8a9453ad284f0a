import { pipeline, Transform, type Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import { fault } from '../../domain/shared/faults.ts';
import {
  IMPORT_COLUMN_COUNT_MAX,
  IMPORT_DELIMITERS,
  type ImportFormat,
} from '../../domain/lead-imports/shapes.ts';
import { invalid } from '../../errors.ts';

/** Reads CSV files as spreadsheets write them. Sources: RFC 4180; WHATWG Encoding, windows-1252. */

/** What is looked at to find the delimiter. */
const HEAD_SIZE_MAX_BYTES = 256 * 1024;
const SAMPLE_ROW_COUNT_MAX = 20;
const SAMPLE_LENGTH_MAX = 64 * 1024;
const RECORD_LENGTH_MAX = 256 * 1024;

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
      const text = new TextDecoder(encoding).decode(Buffer.concat(head));
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

const notCsv = () => invalid([fault('file', 'invalid_format', { format: 'csv' })]);

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
  const [header = [], ...rows] = best?.rows ?? [];
  const names = header.map((name) => name.trim());
  if (best === undefined || names.every((name) => name === '')) throw notCsv();
  if (names.length > IMPORT_COLUMN_COUNT_MAX) {
    throw invalid([fault('file', 'too_many', { max: IMPORT_COLUMN_COUNT_MAX })]);
  }
  return { encoding, delimiter: best.delimiter, header: names, sample: shortSample(rows) };
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
  pipeline(content, decoded(encoding), rows, () => undefined); // a failure ends the iteration
  try {
    for await (const row of rows) yield row;
  } finally {
    content.destroy();
  }
}

/** csv-parse reads UTF-8. It takes no BOM: one in the first cell would be part of a name. */
const decoded = (encoding: ImportFormat['encoding']): Transform => {
  const decoder = new TextDecoder(encoding);
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) =>
      done(null, decoder.decode(chunk, { stream: true })),
    flush: (done) => done(null, decoder.decode()),
  });
};

export const isCsvError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
