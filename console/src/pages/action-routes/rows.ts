import type { Schemas } from '../../api/client.ts';
import { newUuid } from '../../api/idempotency.ts';
import type { Messages } from '../../i18n/index.tsx';

/**
 * The routing table as rows of a form: read from the api, converted to a request body, validated.
 */

type Routes = Schemas['ActionRoutes'];

export interface RouteRow {
  /** Does not change when the row is edited or moved. */
  id: string;
  prefix: string;
  index: number;
  workflow: string;
  url: string;
  /** A new key. Undefined keeps the stored key, null removes it. */
  apiKey: string | null | undefined;
  timeoutHours: number;
  expectsCallback: boolean;
  /** The prefix and address of the stored key; null if there is no key. */
  keyOf: { prefix: string; url: string } | null;
}

const HOUR_SECONDS = 3600;
const TIMEOUT_HOURS_DEFAULT = 24;
const INDEX_MAX = 99;
const PREFIX_SHAPE = /^[A-Z][A-Z0-9_]*$/;

export const toRows = ({ routes }: Routes): RouteRow[] =>
  routes.map((route) => ({
    id: route.prefix,
    prefix: route.prefix,
    index: route.index,
    workflow: route.workflow,
    url: route.url ?? '',
    apiKey: undefined,
    timeoutHours: route.callback_timeout_seconds / HOUR_SECONDS,
    expectsCallback: route.expects_callback,
    keyOf: route.has_api_key ? { prefix: route.prefix, url: route.url ?? '' } : null,
  }));

export const toBody = (rows: readonly RouteRow[]): Schemas['ActionRoutesIn'] => ({
  routes: rows.map((row) => ({
    prefix: row.prefix.trim(),
    index: row.index,
    workflow: row.workflow.trim(),
    url: row.url.trim() === '' ? null : row.url.trim(),
    callback_timeout_seconds: Math.round(row.timeoutHours * HOUR_SECONDS),
    expects_callback: row.expectsCallback,
    ...(row.apiKey === undefined ? {} : { api_key: row.apiKey }),
  })),
});

/** A new row gets the highest index in use plus one. */
export const newRow = (
  rows: readonly RouteRow[],
  fallback: Routes['fallback'],
  prefix: string,
): RouteRow => ({
  id: newUuid(),
  prefix,
  index: Math.min(Math.max(fallback.index, ...rows.map(({ index }) => index)) + 1, INDEX_MAX),
  workflow: '',
  url: '',
  apiKey: undefined,
  timeoutHours: TIMEOUT_HOURS_DEFAULT,
  expectsCallback: true,
  keyOf: null,
});

/** The api keeps a stored key only if neither the prefix nor the address of the row has changed. */
export const keepsKey = (row: RouteRow): boolean =>
  row.apiKey === undefined &&
  row.keyOf !== null &&
  row.keyOf.prefix === row.prefix.trim() &&
  row.keyOf.url === row.url.trim();

export const losesKey = (row: RouteRow): boolean =>
  row.apiKey === undefined && row.keyOf !== null && !keepsKey(row);

/** The longest prefix that matches, which is the rule of the api, in the edited table. */
export const resolveRow = (rows: readonly RouteRow[], actionType: string): RouteRow | undefined =>
  rows
    .filter(({ prefix }) => prefix !== '' && actionType.startsWith(prefix))
    .toSorted((left, right) => right.prefix.length - left.prefix.length)[0];

export type RowFaults = Readonly<Record<string, string>>;

export const faultPath = (position: number, field: string): string => `routes.${position}.${field}`;

/** The faults that the api would find, by the same paths. */
export const localFaults = (rows: readonly RouteRow[], words: Messages['routes']): RowFaults =>
  Object.fromEntries(
    rows.flatMap((row, position): [string, string][] => [
      ...prefixFaults(rows, position, words),
      ...(row.workflow.trim() === ''
        ? [[faultPath(position, 'workflow'), words.workflowRequired] satisfies [string, string]]
        : []),
    ]),
  );

const prefixFaults = (
  rows: readonly RouteRow[],
  position: number,
  words: Messages['routes'],
): [string, string][] => {
  const prefix = rows[position]?.prefix.trim() ?? '';
  const path = faultPath(position, 'prefix');
  if (prefix === '') return [[path, words.prefixRequired]];
  if (!PREFIX_SHAPE.test(prefix)) return [[path, words.prefixShape]];
  const isDuplicate = rows.findIndex((other) => other.prefix.trim() === prefix) < position;
  return isDuplicate ? [[path, words.prefixTwice]] : [];
};
