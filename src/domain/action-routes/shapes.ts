import { z } from '@hono/zod-openapi';
import { because, eachOnce } from '../shared/schema-faults.ts';
import { CALLBACK_TIMEOUT_SECONDS_DEFAULT } from './routing.ts';

/** Shapes of the routing table. */

const ROUTE_COUNT_MAX = 100;
const CALLBACK_TIMEOUT_SECONDS_MIN = 10;
const CALLBACK_TIMEOUT_SECONDS_MAX = 30 * 24 * 60 * 60;

const prefix = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Z][A-Z0-9_]*$/, 'action_type_prefix');

const hasCredentials = (url: string): boolean => {
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.username !== '' || parsed.password !== '');
};

const routeFields = {
  prefix,
  index: z.int().min(0).max(99),
  workflow: z.string().trim().min(1).max(200),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .refine((url) => !hasCredentials(url), because('secret_in_url', {}))
    .nullable()
    .default(null)
    .openapi({ description: "The route's own webhook; null uses the dispatcher's." }),
  callback_timeout_seconds: z
    .int()
    .min(CALLBACK_TIMEOUT_SECONDS_MIN)
    .max(CALLBACK_TIMEOUT_SECONDS_MAX)
    .default(CALLBACK_TIMEOUT_SECONDS_DEFAULT)
    .openapi({ description: 'Time allowed for the callback, in seconds.' }),
  expects_callback: z
    .boolean()
    .default(true)
    .openapi({ description: 'False: a 2xx response to the dispatch settles the action.' }),
};

export const ActionRoutesIn = z
  .strictObject({
    routes: z
      .array(
        z.strictObject({
          ...routeFields,
          api_key: z
            .string()
            .min(1)
            .max(500)
            .regex(/^[\x21-\x7e]+$/, 'header_value')
            .nullable()
            .optional()
            .openapi({ description: 'Write-only. Absent keeps the stored one, null removes it.' }),
        }),
      )
      .min(1)
      .max(ROUTE_COUNT_MAX)
      .superRefine(eachOnce(({ prefix }) => prefix, 'prefix')),
  })
  .openapi('ActionRoutesIn');

/**
 * The origin of a URL. The path or query of a webhook may be a secret, so callers without
 * `action_routes:write` get the origin only.
 */
export const originOnly = (url: string): string => `${URL.parse(url)?.origin ?? ''}/…`;

const ActionRouteOut = z
  .object({
    prefix: z.string(),
    index: z.number(),
    workflow: z.string(),
    url: z.string().nullable().openapi({
      description: 'Only its origin (`https://n8n.example.com/…`) without `action_routes:write`.',
    }),
    has_api_key: z.boolean(),
    callback_timeout_seconds: z.number(),
    expects_callback: z.boolean(),
  })
  .openapi('ActionRoute');

export const ActionRoutesOut = z
  .object({
    is_default: z.boolean(),
    routes: z.array(ActionRouteOut),
    fallback: z.object({ index: z.number(), workflow: z.string() }),
    uncaught_types: z.array(z.string()),
    known_workflows: z.array(z.string()).openapi({
      description: 'Those of the table, and the default ones: suggestions for a route.',
    }),
  })
  .openapi('ActionRoutes');

export const ResolveQuery = z.object({ action_type: z.string().min(1).max(100) });

export const ResolvedRouteOut = z
  .object({
    prefix: z.string().nullable(),
    index: z.number(),
    workflow: z.string(),
    is_unrouted: z.boolean(),
    is_known: z.boolean().openapi({
      description:
        'True if the type is in the catalogue. Else it is refused, or takes the route `log-erreur` (legacy format).',
    }),
    explanation: z.string(),
  })
  .openapi('ResolvedRoute');
