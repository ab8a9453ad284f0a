/**
 * Reads and writes the `?` of an address. The routes of each capability define the fields. A field
 * that can't be read is left out; it is never an error.
 */

export type RawSearch = Record<string, unknown>;
type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const TEXT_LENGTH_MAX = 500;

/** Without control characters, which no field of the api takes. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' &&
  value !== '' &&
  value.length <= TEXT_LENGTH_MAX &&
  !/\p{Cc}/u.test(value)
    ? value
    : undefined;

/** A position: whole, from 0. */
export const whole = (value: unknown): number | undefined => {
  const number = typeof value === 'number' ? value : Number(text(value) ?? Number.NaN);
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
};

/** A number that the api has given to a record, from 1. */
export const id = (value: unknown): number | undefined => {
  const number = whole(value);
  return number === 0 ? undefined : number;
};

/** A day that exists, as `2026-02-28`. */
export const day = (value: unknown): string | undefined => {
  const given = text(value);
  if (given === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(given)) return undefined;
  const date = new Date(`${given}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(given) ? given : undefined;
};

export const oneOf = <T extends string>(all: readonly T[], value: unknown): T | undefined =>
  all.find((candidate) => candidate === value);

export const someOf = <T extends string>(all: readonly T[], value: unknown): T[] | undefined => {
  const given = Array.isArray(value) ? value.map(String) : (text(value)?.split(',') ?? []);
  const known = all.filter((candidate) => given.includes(candidate));
  return known.length > 0 ? known : undefined;
};

/** A list in an address or a parameter of the api: commas between, `\,` for a comma within. */
export const joinList = (values: readonly string[]): string =>
  values.map((value) => value.replaceAll(/[\\,]/g, String.raw`\$&`)).join(',');

export const splitList = (list: string): string[] =>
  (list.match(/(?:\\[\\,]|[^,])+/g) ?? []).map((value) => value.replaceAll(/\\([\\,])/g, '$1'));

export const flag = (value: unknown): true | undefined =>
  value === true || value === 'true' ? true : undefined;

/** Leaves out what is undefined, so that the address stays short and exact optional types hold. */
export const set = <T extends object>(fields: T): Present<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Present<T>;

/**
 * The cursors of the pages up to the current one, which is last. "Previous" drops the last cursor, so it
 * also works on a page that was opened from a link.
 */
export const pageFields = (raw: RawSearch) => ({ after: cursors(raw['after']) });

const cursors = (value: unknown): string[] | undefined => {
  const given = Array.isArray(value) ? value.map(String) : (cursorText(value)?.split(',') ?? []);
  return given.length > 0 ? given : undefined;
};

/** The cursors of all pages up to this one may be longer than a text. */
const cursorText = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w,=-]+$/.test(value) ? value : undefined;

/** Changes some of the fields and goes back to the first page. */
export const refine = <T extends object>(
  search: T,
  patch: { [K in keyof T]?: T[K] | undefined },
): T => {
  const { after: _, ...fields }: T & { after?: unknown } = { ...search, ...patch };
  return set(fields) as T;
};

/** Changes some of the fields and stays on the same page. */
export const amend = <T extends object>(
  search: T,
  patch: { [K in keyof T]?: T[K] | undefined },
): T => set({ ...search, ...patch }) as T;

/** The search of a list without filters. */
export const pagesSearch = (raw: RawSearch) => set(pageFields(raw));

export const parseSearch = (search: string): RawSearch =>
  Object.fromEntries(new URLSearchParams(search));

/** Plain `name=value`, lists with commas, so that people can read and write the address. */
export const stringifySearch = (search: RawSearch): string => {
  const fields = Object.entries(search).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === null || value === '' ? [] : [[name, plain(value)]],
  );
  const query = new URLSearchParams(fields).toString().replaceAll('%2C', ',');
  return query === '' ? '' : `?${query}`;
};

const plain = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? joinList(value.map(String)) : JSON.stringify(value);
};

/**
 * What the router hands to a page: it lays what `read` returns over the raw fields, so that a raw
 * field that `read` leaves out would reach the page unread. Here such a field is undefined.
 */
export const onlyRead =
  (read: (raw: RawSearch) => object) =>
  (raw: RawSearch): RawSearch => ({
    ...Object.fromEntries(Object.keys(raw).map((name) => [name, undefined])),
    ...read(raw),
  });
