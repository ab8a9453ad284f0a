/** Goal: docs/schema.md is what the migrations make. Method: the same text from this run's database. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect, type Database } from '../src/platform/database.ts';
import { migrate } from '../src/platform/migrations.ts';
import { schemaMarkdown } from '../dev/schema-doc.ts';
import { createTestDatabase } from './support/postgres.ts';

const FILE = new URL('../docs/schema.md', import.meta.url);

test('docs/schema.md is what npm run schema writes', async () => {
  const { ownerUrl } = await createTestDatabase();
  expect(await readFile(FILE, 'utf8'), 'run npm run schema').toBe(await schemaMarkdown(ownerUrl));
});

test('the text does not depend on the role that reads the schema', async () => {
  const { ownerUrl, appUrl } = await createTestDatabase();
  expect(await schemaMarkdown(appUrl)).toBe(await schemaMarkdown(ownerUrl));
});

test('a column, an index, a policy, a grant and a function each show', async () => {
  const { ownerUrl } = await createTestDatabase();
  const database = connect(ownerUrl, 1);
  try {
    await database`alter table entities add column surnom text default 'a|b'`;
    await database`create index entities_surnom on entities (company_id, surnom)`;
    await database`create policy surnoms on entities for select to relais_app using (surnom = 'x')`;
    await database`grant update (surnom) on entities to relais_system`;
    await database`create function surnom() returns text language sql as 'select ''''::text'`;
    await database`create view everything as select id from entities`;
  } finally {
    await database.end();
  }
  const text = await schemaMarkdown(ownerUrl);
  for (const line of [
    "| `surnom` | text | yes | `'a\\|b'::text` |",
    '- `entities_surnom`: USING btree (company_id, surnom)',
    "- `surnoms`: for select to relais_app using (surnom = 'x'::text)",
    '- `relais_system`: select, update (surnom)',
    '### surnom\n\n`surnom()` returns `text`, sql, volatile\n\n- runs as its caller',
    '- may be called by public',
    '### everything\n\nRow level security: none.',
  ]) {
    expect(text).toContain(line);
  }
});

describe('a migration of a table that others hold', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'relais-migrations-'));
    await cp(join(import.meta.dirname, '../db/migrations'), directory, { recursive: true });
    await writeFile(
      join(directory, '9001_tags.sql'),
      '-- migrate:up\ncreate table tags (id bigint);\nalter table entities add column tag text;\n-- migrate:down\n',
    );
  });
  afterEach(() => rm(directory, { recursive: true }));
  const tagged = (database: Database) => database`
    select to_regclass('tags') is not null as has_table,
      exists (select from schema_migrations where version = '9001') as is_recorded,
      exists (
        select from information_schema.columns where table_name = 'entities' and column_name = 'tag'
      ) as has_column
  `;

  test('gives up, changes nothing, says what to do, and works when run again', async () => {
    const { ownerUrl, superuserUrl } = await createTestDatabase();
    const superuser = connect(superuserUrl, 2);
    try {
      await superuser.begin(async (sql) => {
        await sql`select from entities limit 1`;
        await expect(migrate(`${ownerUrl}?lock_timeout=100`, directory)).rejects.toThrow(
          'run it again',
        );
      });
      const nothing = { has_table: false, is_recorded: false, has_column: false };
      expect(await tagged(superuser)).toEqual([nothing]);
      expect(await migrate(ownerUrl, directory)).toEqual(['9001_tags.sql']);
      const all = { has_table: true, is_recorded: true, has_column: true };
      expect(await tagged(superuser)).toEqual([all]);
    } finally {
      await superuser.end();
    }
  });

  test('does so after some seconds without being told', async () => {
    const { ownerUrl, superuserUrl } = await createTestDatabase();
    const superuser = connect(superuserUrl, 1);
    try {
      await superuser.begin(async (sql) => {
        await sql`select from entities limit 1`;
        await expect(migrate(ownerUrl, directory)).rejects.toThrow('lock timeout');
      });
    } finally {
      await superuser.end();
    }
  });
});

test('two migrations of one number are refused by name, before any is applied', async () => {
  const { ownerUrl } = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'relais-migrations-'));
  try {
    await cp(join(import.meta.dirname, '../db/migrations'), directory, { recursive: true });
    await writeFile(join(directory, '0001_tags.sql'), '-- migrate:up\n-- migrate:down\n');
    await expect(migrate(ownerUrl, directory)).rejects.toThrow(
      'another migration with the number of 0001_tags.sql',
    );
  } finally {
    await rm(directory, { recursive: true });
  }
});
