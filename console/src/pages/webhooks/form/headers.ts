import type { Messages } from '../../../i18n/index.tsx';

/** The own headers of a webhook as rows of a form. A stored value is never read. */

export interface HeaderRow {
  /** Stays the same while the row is edited. */
  key: string;
  name: string;
  /** Its name keeps it out of the draft. Absent after a draft was restored. */
  secretValue?: string;
  /** The api has a value, which stays while no other is typed. */
  isStored: boolean;
}

/** The limit of the api. */
export const HEADER_COUNT_MAX = 20;

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/;
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
const RESERVED =
  /^(?:accept-encoding|connection|content-(?:encoding|length|type)|cookie|date|expect|forwarded|host|http2-settings|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|user-agent|via|(?:webhook-|proxy-|sec-|x-forwarded-).*)$/i;

export const rowsOf = (names: readonly string[]): HeaderRow[] =>
  names.map((name) => ({ key: name, name, secretValue: '', isStored: true }));

const valueOf = ({ secretValue = '' }: HeaderRow): string => secretValue.trim();

const isBlank = (row: HeaderRow): boolean =>
  row.name.trim() === '' && valueOf(row) === '' && !row.isStored;

/** For a new webhook. */
export const headersIn = (rows: readonly HeaderRow[]): Record<string, string> =>
  Object.fromEntries(
    rows.filter((row) => !isBlank(row)).map((row) => [row.name.trim(), valueOf(row)]),
  );

/** For a change: what was typed is set, what is gone is null, and the rest stays. */
export const headersPatch = (
  stored: readonly string[],
  rows: readonly HeaderRow[],
): Record<string, string | null> => {
  const kept = new Set(rows.map(({ name }) => name.trim().toLowerCase()));
  const removed = stored.filter((name) => !kept.has(name.toLowerCase()));
  const typed = rows.filter((row) => !isBlank(row) && valueOf(row) !== '');
  return Object.fromEntries<string | null>([
    ...removed.map((name): [string, null] => [name, null]),
    ...typed.map((row): [string, string] => [row.name.trim(), valueOf(row)]),
  ]);
};

/** By `headers.<row>.name` and `headers.<row>.secretValue`. */
export const headerFaults = (
  rows: readonly HeaderRow[],
  words: Messages['webhookForm'],
  isOtherServer: boolean,
): Record<string, string> =>
  Object.fromEntries(
    rows.flatMap((row, place): [string, string][] => {
      if (isBlank(row)) return [];
      const name = nameFault(rows, place, words);
      const value = valueFault(row, words, isOtherServer);
      return [
        ...(name === null ? [] : [[`headers.${place}.name`, name] satisfies [string, string]]),
        ...(value === null
          ? []
          : [[`headers.${place}.secretValue`, value] satisfies [string, string]]),
      ];
    }),
  );

const nameFault = (
  rows: readonly HeaderRow[],
  place: number,
  words: Messages['webhookForm'],
): string | null => {
  const name = (rows[place]?.name ?? '').trim().toLowerCase();
  if (!NAME.test(name)) return words.headerNameInvalid;
  if (RESERVED.test(name)) return words.headerReserved;
  const isTwice = rows.some(
    (other, index) => index < place && other.name.trim().toLowerCase() === name,
  );
  return isTwice ? words.headerTwice : null;
};

const valueFault = (
  row: HeaderRow,
  words: Messages['webhookForm'],
  isOtherServer: boolean,
): string | null => {
  const value = valueOf(row);
  if (value === '' && row.isStored) return isOtherServer ? words.headerAgain : null;
  return VALUE.test(value) ? null : words.headerValueInvalid;
};
