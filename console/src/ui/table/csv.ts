/** A CSV file that a spreadsheet opens as a table, and whose cells it never runs as formulas. */

export interface CsvFormat {
  /** French spreadsheets expect `;`: the comma is their decimal sign. */
  separator: ';' | ',';
}

/** Without it Excel reads UTF-8 as an old Western encoding. */
const BYTE_ORDER_MARK = '\uFEFF';
const LINE_END = '\r\n';

export const toCsv = (lines: readonly (readonly string[])[], { separator }: CsvFormat): string =>
  BYTE_ORDER_MARK +
  lines
    .map((cells) => cells.map((cell) => quoted(harmless(cell), separator)).join(separator))
    .join(LINE_END) +
  LINE_END;

/** `2026-11-29 16:02` in the time zone of the browser: spreadsheets sort it, in every language. */
export const csvInstant = (instant: string): string => {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16).replace('T', ' ');
};

/** `2026-11-29`, in the time zone of the browser. */
export const csvDay = (instant: Date): string => csvInstant(instant.toISOString()).slice(0, 10);

const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?[\d\s.,()]+$/;
/** What begins a cell for a spreadsheet that expects the other separator. */
const INNER_FORMULA = /([;,\n][\s"]*)([=+\-@][^;,\n]*)/g;

/**
 * A text that begins like a formula gets an apostrophe before it (OWASP, CSV injection). Numbers and
 * telephone numbers stay: a spreadsheet can only calculate with them.
 */
const harmless = (cell: string): string =>
  (FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell).replaceAll(
    INNER_FORMULA,
    (found, before: string, text: string) => (NUMBER.test(text) ? found : `${before}'${text}`),
  );

const quoted = (cell: string, separator: string): string =>
  cell.includes(separator) || /["\r\n]/.test(cell) || cell !== cell.trim()
    ? `"${cell.replaceAll('"', '""')}"`
    : cell;
