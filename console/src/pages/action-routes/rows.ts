import type { Schemas } from '../../api/client.ts';
import type { Messages } from '../../i18n/index.tsx';

/** The routing table: which route takes a type, and the body that saves a changed route. */

type Table = Schemas['ActionRoutes'];
type TableIn = Schemas['ActionRoutesIn'];
export type Route = Table['routes'][number];

/** The values of the form for a route. */
export interface RouteValues {
  prefix: string;
  workflow: string;
  url: string;
  /** A new key. Empty: the stored one stays, if there is one. */
  apiKey: string;
  isKeyRemoved: boolean;
  timeoutHours: number;
  expectsCallback: boolean;
}

const HOUR_SECONDS = 3600;
const TIMEOUT_HOURS_DEFAULT = 24;
const INDEX_MAX = 99;
const PREFIX_SHAPE = /^[A-Z][A-Z0-9_]*$/;

export const toValues = (route: Route | null, suggestedPrefix = ''): RouteValues => ({
  prefix: route?.prefix ?? suggestedPrefix,
  workflow: route?.workflow ?? '',
  url: route?.url ?? '',
  apiKey: '',
  isKeyRemoved: false,
  timeoutHours:
    (route?.callback_timeout_seconds ?? TIMEOUT_HOURS_DEFAULT * HOUR_SECONDS) / HOUR_SECONDS,
  expectsCallback: route?.expects_callback ?? true,
});

/** The longest prefix that matches, which is the rule of the api. */
export const takerOf = (routes: readonly Route[], actionType: string): Route | undefined =>
  routes
    .filter(({ prefix }) => actionType.startsWith(prefix))
    .toSorted((left, right) => right.prefix.length - left.prefix.length)[0];

/** The api keeps a stored key only if neither the prefix nor the address has changed. */
export const keepsKey = (route: Route | null, values: RouteValues): boolean =>
  route?.has_api_key === true &&
  !values.isKeyRemoved &&
  route.prefix === values.prefix.trim() &&
  (route.url ?? '') === values.url.trim();

/** The table with one route changed, added (`before` is null), or removed (`values` is null). */
export const tableWith = (
  table: Table,
  before: Route | null,
  values: RouteValues | null,
): TableIn => {
  const others = table.routes.filter(({ prefix }) => prefix !== before?.prefix);
  const kept = others.map(({ has_api_key: _key, ...route }) => route);
  return { routes: values === null ? kept : [...kept, routeIn(table, before, values)] };
};

const routeIn = (
  table: Table,
  before: Route | null,
  values: RouteValues,
): TableIn['routes'][number] => {
  const workflow = values.workflow.trim();
  return {
    prefix: values.prefix.trim(),
    index: indexOf(table, before, workflow),
    workflow,
    url: values.url.trim() === '' ? null : values.url.trim(),
    callback_timeout_seconds: Math.round(values.timeoutHours * HOUR_SECONDS),
    expects_callback: values.expectsCallback,
    ...keyOf(values),
  };
};

const keyOf = ({ apiKey, isKeyRemoved }: RouteValues): { api_key?: string | null } => {
  if (apiKey !== '') return { api_key: apiKey };
  return isKeyRemoved ? { api_key: null } : {};
};

/** n8n is told a number with the workflow: routes to the same workflow share theirs. */
const indexOf = ({ routes, fallback }: Table, before: Route | null, workflow: string): number => {
  if (before?.workflow === workflow) return before.index;
  const same = routes.find((route) => route.workflow === workflow);
  const highest = Math.max(fallback.index, ...routes.map(({ index }) => index));
  return same?.index ?? Math.min(highest + 1, INDEX_MAX);
};

/** The faults that the api would find. */
export const routeFaults = (
  others: readonly Route[],
  { prefix }: RouteValues,
  words: Messages['routes'],
): Record<string, string> => {
  const trimmed = prefix.trim();
  if (trimmed === '') return {};
  if (!PREFIX_SHAPE.test(trimmed)) return { prefix: words.prefixShape };
  return others.some((route) => route.prefix === trimmed) ? { prefix: words.prefixTwice } : {};
};
