/**
 * Goal: `npm run restore:finish` does nothing where it could do harm, and says why. Method: the real command on real
 * databases, without Temporal. What it does after a restore is in restore.test.ts.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../../src/config.ts';
import { connect, type Database } from '../../src/platform/database.ts';
import { TEST_ENVIRONMENT } from '../support/api.ts';
import { environmentOf } from '../support/entrypoint.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const run = promisify(execFile);
const Ended = z.object({ code: z.number().default(0), stdout: z.string(), stderr: z.string() });

let databases: TestDatabase;
let owner: Database;
beforeEach(async () => {
  databases = await createTestDatabase();
  owner = connect(databases.ownerUrl, 1);
  await owner`insert into installation (database_identity) values ('that of another')`;
});
afterEach(async () => {
  await owner.end();
  await databases.drop();
});

const finish = async (ownerUrl: string, ...options: string[]) => {
  const config = loadConfig({
    ...TEST_ENVIRONMENT,
    DATABASE_URL: databases.appUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
  });
  const ended = run(process.execPath, ['src/cli/restore-finish.ts', ...options], {
    cwd: join(import.meta.dirname, '../..'),
    env: {
      PATH: process.env['PATH'],
      ...environmentOf({ deps: { config } }),
      DATABASE_OWNER_URL: ownerUrl,
    },
  });
  return Ended.parse(await ended.catch((error: unknown) => error));
};

const isAccepted = async (): Promise<unknown> => {
  const [row] = await owner`
    select database_identity = database_identity() as is_accepted from installation
  `;
  return row?.['is_accepted'];
};

test('accepts a database of which nothing is lost, without Temporal', async () => {
  expect(await finish(databases.ownerUrl, '--nothing-lost', '--dry-run')).toMatchObject({
    code: 0,
  });
  expect(await isAccepted()).toBe(false);
  expect(await finish(databases.ownerUrl, '--nothing-lost')).toMatchObject({ code: 0 });
  expect(await isAccepted()).toBe(true);
});

test('does nothing while Temporal does not answer', async () => {
  expect(await finish(databases.ownerUrl)).toMatchObject({
    code: 1,
    stderr:
      'Nothing was done: Temporal does not answer at 127.0.0.1:1. If its data is lost, start it empty.\n',
  });
  expect(await isAccepted()).toBe(false);
});

test('does nothing while an api or a worker uses the database', async () => {
  const app = connect(databases.appUrl, 1);
  await app`select 1`;
  expect(await finish(databases.ownerUrl, '--nothing-lost')).toMatchObject({
    code: 1,
    stderr: 'Nothing was done: an api or a worker uses this database. Stop them first.\n',
  });
  await app.end();
  expect(await isAccepted()).toBe(false);
});

test('does nothing as a role that does not see all companies', async () => {
  expect(await finish(databases.appUrl)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('use relais_owner'),
  });
});

test('names an option that it does not know', async () => {
  expect(await finish(databases.ownerUrl, '--temporal-lost')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--temporal-lost'),
  });
});
