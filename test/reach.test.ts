/**
 * Goal: a list shows the records that the route of one record would show, for every reach. Method: the
 * rule for one record and the SQL condition, over rows of every kind in a real table.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  ALL_PERMISSIONS,
  covers,
  isWithin,
  REACHES,
  ROLES,
  scopeOf,
  type Caller,
  type Owned,
  type Scope,
} from '../src/domain/shared/permissions.ts';
import { inCompany } from '../src/platform/database.ts';
import { reachCondition } from '../src/queries/shared/reach.ts';
import { startTestApi } from './support/api.ts';

const api = await startTestApi();
afterAll(() => api.stop());

const ME = 10;
const MY_CENTRE = 5;
const rows: Owned[] = [ME, 11, null].flatMap((userId) =>
  [MY_CENTRE, 6, null].map((callCentreId) => ({ userId, callCentreId })),
);
const scopes: Scope[] = REACHES.flatMap((reach) =>
  [MY_CENTRE, null].map((callCentreId) => ({ reach, userId: ME, callCentreId })),
);

beforeAll(async () => {
  await api.superuser`
    create table owned_rows (position integer, user_id bigint, call_centre_id bigint)
  `;
  for (const [position, { userId, callCentreId }] of rows.entries()) {
    await api.superuser`insert into owned_rows values (${position}, ${userId}, ${callCentreId})`;
  }
  await api.superuser`grant select on owned_rows to relais_app`;
});

const listWithin = (scope: Scope, callCentreColumn: string | null): Promise<Owned[]> =>
  inCompany(api.database, { companyId: api.company.id, userId: null }, async ({ sql }) => {
    const found = await sql`
      select position
      from owned_rows
      where ${reachCondition(sql, scope, {
        userId: 'owned_rows.user_id',
        callCentreId: callCentreColumn,
      })}
      order by position
    `;
    return found.flatMap((row) => rows[z.number().parse(row['position'])] ?? []);
  });

const nameOf = ({ reach, callCentreId }: Scope): string =>
  `${reach} ${callCentreId === null ? 'without' : 'with'} a call centre`;

describe.each(scopes.map((scope) => [nameOf(scope), scope] as const))('%s', (_, scope) => {
  test('lists the rows it would show one by one', async () => {
    const shown = rows.filter((row) => isWithin(scope, row));
    expect(await listWithin(scope, 'owned_rows.call_centre_id')).toEqual(shown);
  });

  test('lists the same of a table without call centres as of rows in none', async () => {
    const shown = rows.filter((row) => isWithin(scope, { ...row, callCentreId: null }));
    expect(await listWithin(scope, null)).toEqual(shown);
  });
});

test('own_or_unassigned is mine, and what nobody of my call centre has', async () => {
  const scope = { reach: 'own_or_unassigned', userId: ME, callCentreId: MY_CENTRE } as const;
  expect(await listWithin(scope, 'owned_rows.call_centre_id')).toEqual([
    { userId: ME, callCentreId: MY_CENTRE },
    { userId: ME, callCentreId: 6 },
    { userId: ME, callCentreId: null },
    { userId: null, callCentreId: MY_CENTRE },
  ]);
});

test('a permission covers what its scope holds, and nothing without one', () => {
  const caller = {
    companyId: 1,
    userId: ME,
    callCentreId: MY_CENTRE,
    apiKeyId: null,
    sessionId: null,
  };
  for (const role of ROLES) {
    for (const permission of ALL_PERMISSIONS) {
      const person: Caller = { ...caller, role, scopes: null };
      const scope = scopeOf(person, permission);
      for (const row of rows) {
        expect(covers(person, permission, row)).toBe(scope !== undefined && isWithin(scope, row));
        expect(covers({ ...person, scopes: [] }, permission, row)).toBe(false);
      }
    }
  }
});
