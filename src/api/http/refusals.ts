import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi';
import type { Env } from './context.ts';
import { ProblemOut } from './errors.ts';

/** How routes refuse, for the documentation: each status described once, and `default` for the rest. */

const DESCRIPTIONS = {
  Unauthenticated: 'No key, token or session, or one that is not valid.',
  Forbidden: 'The role or the scopes do not reach as far.',
  NotFound: 'Nothing is there, or nothing the caller may know of.',
  Conflict:
    'Not in the current state, changed by somebody else meanwhile, or the first request with this key is still running.',
  Invalid: '`errors` names each fault by its path and a stable code (docs/api-errors.md).',
  RateLimited: 'Too many requests: `Retry-After` says how many seconds to wait.',
} as const;

interface Refusing {
  needsCaller: boolean;
  hasAddress: boolean;
  hasInput: boolean;
  takesKey: boolean;
  changesVersion: boolean;
}

export const refusalsOf = (route: Refusing): RouteConfig['responses'] => ({
  ...(route.needsCaller ? { 401: reference('Unauthenticated'), 403: reference('Forbidden') } : {}),
  ...(route.hasAddress ? { 404: reference('NotFound') } : {}),
  ...(route.takesKey || route.changesVersion ? { 409: reference('Conflict') } : {}),
  ...(route.hasInput || route.takesKey ? { 422: reference('Invalid') } : {}),
  429: reference('RateLimited'),
  default: {
    description: 'What went wrong, as problem+json (RFC 9457).',
    content: { 'application/problem+json': { schema: ProblemOut } },
  },
});

const reference = (name: keyof typeof DESCRIPTIONS) => ({ $ref: `#/components/responses/${name}` });

export const registerRefusals = (app: OpenAPIHono<Env>): void => {
  for (const [name, description] of Object.entries(DESCRIPTIONS)) {
    app.openAPIRegistry.registerComponent('responses', name, {
      description,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    });
  }
};
