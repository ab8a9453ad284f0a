/** Goal: the table of permissions holds the rules for roles, and docs/permissions.md is up to date. */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import {
  ALL_PERMISSIONS,
  covers,
  mayGrant,
  permissionsOf,
  REACHES,
  reachOf,
  roleReach,
  ROLES,
  type Caller,
} from '../src/domain/shared/permissions.ts';
import { permissionsMarkdown } from '../src/cli/permissions-doc.ts';

const ORDER = ['none', ...REACHES];

const caller: Caller = {
  companyId: 1,
  userId: 10,
  role: 'supervisor',
  callCentreId: 5,
  apiKeyId: null,
  sessionId: null,
  scopes: null,
};

test('docs/permissions.md is what npm run permissions writes', async () => {
  const file = new URL('../docs/permissions.md', import.meta.url);
  expect(await readFile(file, 'utf8'), 'run npm run permissions').toBe(permissionsMarkdown());
});

test.each(ALL_PERMISSIONS)('%s never shrinks with a higher role', (permission) => {
  const reaches = ROLES.map((role) => ORDER.indexOf(roleReach(role, permission)));
  expect(reaches).toEqual(reaches.toSorted((left, right) => left - right));
});

test('only owners manage users, keys and routes, and read the audit trail', () => {
  for (const permission of [
    'users:write',
    'api_keys:write',
    'api_keys:read',
    'action_routes:write',
    'audit:read',
    'operations:retry',
    'company:update',
  ] as const) {
    expect(roleReach('supervisor', permission)).toBe('none');
    expect(roleReach('owner', permission)).toBe('company');
  }
});

describe('covers', () => {
  const colleague = { userId: 11, callCentreId: 5 };
  const stranger = { userId: 12, callCentreId: 6 };

  test('reaches over the call centre for a supervisor', () => {
    expect(covers(caller, 'actions:read', colleague)).toBe(true);
    expect(covers(caller, 'actions:read', stranger)).toBe(false);
    expect(covers(caller, 'actions:read', { userId: 10, callCentreId: 6 })).toBe(true);
  });

  test('does not match two users without a call centre', () => {
    const alone = { ...caller, callCentreId: null };
    expect(covers(alone, 'actions:read', { userId: 11, callCentreId: null })).toBe(false);
  });

  test('limits an agent to their own rows, and an owner to the company', () => {
    expect(covers({ ...caller, role: 'agent' }, 'actions:read', colleague)).toBe(false);
    expect(covers({ ...caller, role: 'owner' }, 'actions:read', stranger)).toBe(true);
  });

  test('allows nothing that a key has no scope for', () => {
    const key = { ...caller, role: 'owner' as const, scopes: ['entities:read'] };
    expect(covers(key, 'actions:read', colleague)).toBe(false);
  });
});

test('a scope allows nothing that the role does not', () => {
  expect(reachOf({ role: 'agent', scopes: ['audit:read'] }, 'audit:read')).toBe('none');
});

test('the map of permissions leaves out what is not allowed', () => {
  expect(permissionsOf({ role: 'owner', scopes: ['audit:read'] })).toEqual({
    'audit:read': 'company',
  });
  expect(permissionsOf({ role: 'agent', scopes: null })).not.toHaveProperty('audit:read');
});

test('a role may give itself and the roles below it', () => {
  expect(ROLES.filter((role) => mayGrant('owner', role))).toEqual(['agent', 'supervisor', 'owner']);
});
