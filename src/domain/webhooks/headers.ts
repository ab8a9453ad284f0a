import { z } from '@hono/zod-openapi';
import { fault, type Fault } from '../shared/faults.ts';
import { because } from '../shared/schema-faults.ts';

/** Own headers of a webhook, for what its receiver asks: a token, a tenant. Stored encrypted. */

const HEADER_COUNT_MAX = 20;
const NAME_LENGTH_MAX = 100;
const VALUE_LENGTH_MAX = 2000;
/** Together: servers refuse requests with more than 8 KiB of headers. */
const SIZE_MAX_CHARACTERS = 6000;

/** What frames the request, names its sender, or is ours. */
const RESERVED_NAMES = new Set([
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'date',
  'expect',
  'forwarded',
  'host',
  'http2-settings',
  'keep-alive',
  'origin',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'via',
]);
const RESERVED_PREFIX = /^(?:webhook-|proxy-|sec-|x-forwarded-)/;

const isReserved = (name: string): boolean =>
  RESERVED_NAMES.has(name.toLowerCase()) || RESERVED_PREFIX.test(name.toLowerCase());

const HeaderName = z
  .string()
  .min(1)
  .max(NAME_LENGTH_MAX)
  .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, 'header_name')
  .refine((name) => !isReserved(name), because('reserved_name', {}));

const HeaderValue = z
  .string()
  .min(1)
  .max(VALUE_LENGTH_MAX)
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, 'header_text');

const sizeOf = (headers: Readonly<Record<string, string | null>>): number =>
  Object.entries(headers).reduce(
    (size, [name, value]) => size + name.length + (value ?? '').length,
    0,
  );

const hasRepeatedName = (headers: object): boolean => {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  return new Set(names).size < names.length;
};

const isFew = (headers: object): boolean => Object.keys(headers).length <= HEADER_COUNT_MAX;

const bounded = <S extends z.ZodType<Record<string, string | null>>>(schema: S): S =>
  schema
    .refine((headers) => !hasRepeatedName(headers), because('given_twice', {}))
    .refine(isFew, because('too_many', { max: HEADER_COUNT_MAX }))
    .refine(
      (headers) => sizeOf(headers) <= SIZE_MAX_CHARACTERS,
      because('json_too_long', { max: SIZE_MAX_CHARACTERS }),
    );

const RULES =
  'Sent with each request. The values are stored encrypted and never shown again. Names that frame a request or belong to Relais are refused, such as `Host`, `Content-Type`, `Cookie` and `webhook-*`.';

export const WebhookHeaders = bounded(z.record(HeaderName, HeaderValue)).openapi({
  description: RULES,
  example: { Authorization: 'Bearer a-token-of-the-receiver' },
});

export const WebhookHeadersPatch = bounded(z.record(HeaderName, HeaderValue.nullable())).openapi({
  description: `${RULES} Set by name; null removes one, and those that are not named stay.`,
  example: { Authorization: 'Bearer a-token-of-the-receiver' },
});

export type Headers = Readonly<Record<string, string>>;
export type HeadersPatch = Readonly<Record<string, string | null>>;

/** Names compare without regard to case. Out: as sent, in the notation of the latest change. */
export const mergeHeaders = (headers: Headers, patch: HeadersPatch): Record<string, string> => {
  const changed = new Set(Object.keys(patch).map((name) => name.toLowerCase()));
  const kept = Object.entries(headers).filter(([name]) => !changed.has(name.toLowerCase()));
  const set = Object.entries(patch).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, value]],
  );
  return Object.fromEntries([...kept, ...set]);
};

/** Several small changes can exceed the limits of one. */
export const mergedHeaderFaults = (headers: Headers): Fault[] => [
  ...(isFew(headers) ? [] : [fault('headers', 'too_many', { max: HEADER_COUNT_MAX })]),
  ...(sizeOf(headers) <= SIZE_MAX_CHARACTERS
    ? []
    : [fault('headers', 'json_too_long', { max: SIZE_MAX_CHARACTERS })]),
];

/**
 * Faults of a change that keeps headers but sends them to another server: whoever changes the address could
 * learn values that they can't read. Each header is given again, or removed.
 */
export const keptHeaderFaults = (
  headers: Headers,
  patch: HeadersPatch,
  urls: { before: string; after: string },
): Fault[] => {
  if (new URL(urls.before).origin === new URL(urls.after).origin) return [];
  const given = new Set(Object.keys(patch).map((name) => name.toLowerCase()));
  return Object.keys(headers)
    .filter((name) => !given.has(name.toLowerCase()))
    .map((name) => fault(`headers.${name}`, 'required_with', { field: 'url' }));
};
