/**
 * Goal: a second `npm start` changes nothing that companies share. Method: the command that fills the
 * demo companies, run twice on a real database with a row of another company between the runs.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { connect, type Database } from '../../src/platform/database.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { insertNotification } from '../support/rows/notifications.ts';

const run = promisify(execFile);

let directory: string;
let urls: TestDatabase;
let superuser: Database;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'relais-demo-'));
  urls = await createTestDatabase();
  superuser = connect(urls.superuserUrl, 1);
});
afterAll(async () => {
  await superuser.end();
  await urls.drop();
  await rm(directory, { recursive: true });
});

const fillDemo = (): Promise<unknown> =>
  run(process.execPath, ['dev/demo/main.ts', '--out', join(directory, 'demo.json')], {
    env: { DATABASE_OWNER_URL: urls.ownerUrl },
  });

const sequences = async (): Promise<Record<string, number>> => {
  const rows = await superuser`
    select sequencename as name, coalesce(last_value, 0) as value from pg_sequences
  `;
  return Object.fromEntries(
    z
      .array(z.object({ name: z.string(), value: z.coerce.number() }))
      .parse([...rows])
      .map(({ name, value }) => [name, value]),
  );
};

test('the second fill sets no sequence back, and the next row of any company gets a new id', async () => {
  await fillDemo();
  const [neighbour] = await superuser`
    select companies.id as company_id, users.id as user_id
    from companies
    join users on users.company_id = companies.id
    where companies.slug = 'maison-voisine'
  `;
  const row = {
    companyId: Number(neighbour?.['company_id']),
    userId: Number(neighbour?.['user_id']),
  };
  const first = await insertNotification(superuser, row);
  expect(first).toBeGreaterThan(42); // seed 001's notification
  const before = await sequences();

  await fillDemo();
  const after = await sequences();
  const setBack = Object.keys(before).filter((name) => (after[name] ?? 0) < (before[name] ?? 0));
  expect(setBack).toEqual([]);
  expect(await insertNotification(superuser, row)).toBeGreaterThan(first);
  const [seed] =
    await superuser`select count(*)::integer as count from notifications where id = 42`;
  expect(seed).toEqual({ count: 1 });
});

test('the demo company has two weeks of decisions, once, and each settled one has its rows', async () => {
  await fillDemo();
  const [counts] = await superuser`
    select count(*)::integer as actions,
      count(*) filter (where status in ('accepted', 'dispatching'))::integer as open,
      (select count(*)::integer from entities where company_id = actions.company_id) as records,
      count(*) filter (
        where settled_at is not null and attempt_count <> (
          select count(*) from action_attempts where action_id = actions.id
        )
      )::integer as miscounted,
      count(*) filter (where settled_at is not null and not exists (
        select from notifications where subject_id = actions.id::text
      ))::integer as unannounced
    from actions
    group by company_id
  `;
  expect(counts?.['actions']).toBeGreaterThan(120);
  expect(counts?.['records']).toBeGreaterThan(55);
  expect(counts).toMatchObject({ open: 3, miscounted: 0, unannounced: 0 });
  await fillDemo();
  const [again] = await superuser`select count(*)::integer as actions from actions`;
  expect(again?.['actions']).toBe(counts?.['actions']);
});
