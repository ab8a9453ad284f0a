import type { paths } from '../api/schema.d.ts';

/** A message of the live stream, and what it makes stale. */

export interface StreamMessage {
  topic: string;
  data: unknown;
}

/** The beginning of a query key: every query that starts with it is read again. */
type StaleKey = readonly ['get', keyof paths] | readonly ['get', keyof paths, object];

/** By topic: the queries that a message makes stale. */
export type StaleKeys = Readonly<Record<string, (data: unknown) => readonly StaleKey[]>>;

/** A field of the data of a message; undefined if there is none. */
export const field = (data: unknown, name: string): unknown =>
  typeof data === 'object' && data !== null
    ? Object.entries(data).find(([key]) => key === name)?.[1]
    : undefined;
