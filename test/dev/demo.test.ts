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
const KEYS = `k1:${Buffer.alloc(32, 7).toString('base64')}`;

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

const fillDemo = (
  receiverUrl = 'http://127.0.0.1:4100',
  environment: Record<string, string> = {},
): Promise<unknown> =>
  run(process.execPath, ['dev/demo/main.ts', '--out', join(directory, 'demo.json')], {
    env: {
      DATABASE_OWNER_URL: urls.ownerUrl,
      ENCRYPTION_KEYS: KEYS,
      WEBHOOK_RECEIVER_URL: receiverUrl,
      ...environment,
    },
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

test('the demo company has leads, contacts and deliveries once, and the receiver may move', async () => {
  await fillDemo();
  const count = async (): Promise<Record<string, unknown> | undefined> => {
    const [counts] = await superuser`
      select count(*)::integer as leads, count(distinct status)::integer as statuses,
        count(*) filter (where assigned_to is null and source <> 'import' and status = 'new')::integer
          as waiting,
        count(*) filter (
          where (converted_at is null) <> (status <> 'converted')
            or (converted_at is null) <> (person_id is null)
        )::integer as inconsistent,
        (select count(*)::integer from forms) as forms,
        (select count(*)::integer from people) as people,
        (select count(*)::integer from lead_import_errors) as import_errors,
        (
          select count(*)::integer from (
            select value from contact_points group by value having count(*) > 1
          ) as shared
        ) as shared_points,
        (select count(*)::integer from webhook_deliveries where status = 'succeeded') as delivered,
        (select count(*)::integer from webhook_deliveries where status = 'failed') as failed,
        (
          select count(*)::integer from webhook_deliveries
          where status = 'pending' or attempt_count <> (
            select count(*) from webhook_attempts
            where webhook_attempts.delivery_id = webhook_deliveries.id
          )
        ) as miscounted
      from leads
    `;
    return counts;
  };
  const first = await count();
  expect(first).toMatchObject({
    statuses: 5,
    waiting: 5,
    inconsistent: 0,
    forms: 2,
    import_errors: 3,
  });
  expect(first).toMatchObject({ shared_points: 3, miscounted: 0 });
  expect(first?.['leads']).toBeGreaterThan(280);
  expect(first?.['people']).toBeGreaterThan(30);
  expect(first?.['delivered']).toBeGreaterThan(300);
  expect(first?.['failed']).toBeGreaterThan(0);

  await fillDemo('http://127.0.0.1:4200');
  expect(await count()).toEqual(first);
  const moved = await superuser`select url from webhooks order by id`;
  expect([...moved].map(({ url }) => String(url))).toEqual([
    'http://127.0.0.1:4200/leads',
    'http://127.0.0.1:4200/fails',
  ]);
});

test('the demo company has modules once, which may move, and fictitious references that say so', async () => {
  const fill = (port: number) =>
    fillDemo(undefined, {
      DEMO_MODULES_URL: `http://127.0.0.1:${port}`,
      DEMO_MODULES_SECRET: `whsec_${'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'}`,
    });
  const modules = async () =>
    (
      await superuser`select kind, base_url as url, is_enabled as enabled from case_modules order by kind`
    ).map((row) => ({ ...row }));
  await fill(4300);
  expect(await modules()).toEqual([
    { kind: 'billing', url: 'http://127.0.0.1:4300/billing', enabled: true },
    { kind: 'fiscal', url: 'http://127.0.0.1:4300/fiscal', enabled: true },
    { kind: 'legal', url: 'http://127.0.0.1:4300/legal', enabled: true },
    { kind: 'rag', url: 'http://127.0.0.1:4300/rag', enabled: false },
  ]);
  await superuser`
    update case_modules set base_url = 'https://modules.example.com/legal' where kind = 'legal'
  `;
  await superuser`delete from case_modules where kind = 'fiscal'`;
  await fill(4301);
  expect((await modules()).map(({ url }) => url)).toEqual([
    'http://127.0.0.1:4301/billing',
    'https://modules.example.com/legal',
    'http://127.0.0.1:4301/rag',
  ]);
  const passages = await superuser`
    select text from knowledge_passages where collection = 'references'
  `;
  expect(passages.length).toBeGreaterThan(5);
  for (const { text } of passages) {
    expect(text).toContain('Référence fictive de démonstration.');
  }
});
