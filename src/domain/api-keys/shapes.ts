import { z } from '@hono/zod-openapi';
import { fault, type Fault } from '../shared/faults.ts';
import { PageQuery, wholeNumber } from '../shared/pages.ts';
import {
  ALL_PERMISSIONS,
  roleReach,
  type Caller,
  type Permission,
  type Role,
} from '../shared/permissions.ts';
import { Instant } from '../shared/values.ts';

/** API keys: a machine acts as a user, limited to the key's scopes. Shown once, stored as a hash. */

const Scope = z.enum(ALL_PERMISSIONS as readonly [Permission, ...Permission[]]);

export const ApiKeyIn = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    user_id: z.int().positive().optional().openapi({
      description: 'The user that the key acts as. Default: the caller.',
    }),
    scopes: z.array(Scope).min(1).max(ALL_PERMISSIONS.length),
    expires_at: Instant.nullable().default(null),
  })
  .openapi('ApiKeyIn');

export const ApiKeyParams = z.object({ id: wholeNumber(z.int().positive()) });

export const ApiKeyQuery = PageQuery;

export const ApiKeyOut = z
  .object({
    id: z.number(),
    name: z.string(),
    prefix: z.string().openapi({ description: 'The first characters of the key, to identify it.' }),
    user_id: z.number(),
    user_name: z.string(),
    scopes: z.array(z.string()),
    created_by: z.number(),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().nullable(),
    last_used_at: z.iso.datetime().nullable(),
    revoked_at: z.iso.datetime().nullable(),
  })
  .openapi('ApiKey');

export const CreatedApiKeyOut = z
  .object({
    api_key: ApiKeyOut,
    secret: z.string().openapi({ description: 'The key itself. Never shown again.' }),
  })
  .openapi('CreatedApiKey');

interface ScopeCheck {
  scopes: readonly Permission[];
  /** Role of the user that the key will act as. */
  role: Role;
  caller: Pick<Caller, 'scopes'>;
}

/** A key must not have a scope that its user's role lacks, or that the key of the caller lacks. */
export const scopeFaults = ({ scopes, role, caller }: ScopeCheck): Fault[] =>
  scopes.flatMap((scope, index) => {
    const path = `scopes.${index}`;
    if (roleReach(role, scope) === 'none') {
      return [fault(path, 'scope_above_role', { role, scope })];
    }
    return caller.scopes !== null && !caller.scopes.includes(scope)
      ? [fault(path, 'scope_above_key', { scope })]
      : [];
  });
