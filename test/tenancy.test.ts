/**
 * Goal: no company sees or changes another's rows, even if a query lacks its company filter. Method: one
 * row of two companies in every table, then statements without any company filter as relais_app; the
 * tables come from the catalogue, so a new one is covered, or fails here, from its first migration.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { createDatabaseWithRoles } from '../dev/services/postgres.ts';
import { connect, inCompany, type Database } from '../src/platform/database.ts';
import { hashToken } from '../src/domain/shared/secrets.ts';
import { listFunctions, listTables, type TableRow } from '../src/queries/shared/catalogue.ts';
import { startTestApi, type TestApi, type TestCompany } from './support/api.ts';
import { createTestDatabase } from './support/postgres.ts';
import { insertRows, type SampleRows } from './support/rows/index.ts';

/** Tables without a company, and why. `relais_app` has no grant on them. */
const WITHOUT_COMPANY: Record<string, string> = {
  attempt_windows: 'guesses are counted before any company is known',
  dispatch_receivers: 'one n8n works for all companies',
  dispatch_slots: 'one n8n works for all companies',
  installation: 'which database api and worker accept',
  schema_migrations: 'the migrations applied, written by dbmate as the owner',
};

const INSUFFICIENT_PRIVILEGE = '42501';
const FOREIGN_KEY_VIOLATION = '23503';
const UNIQUE_VIOLATION = '23505';

const catalogue = await readCatalogue();
const companyTables = catalogue.filter((table) => !(table.name in WITHOUT_COMPANY));

let api: TestApi;
let mine: TestCompany;
let theirs: TestCompany;
let rows: { mine: SampleRows; theirs: SampleRows };
/** One connection as relais_app, so that what one transaction sets could reach the next. */
let app: Database;

beforeAll(async () => {
  api = await startTestApi();
  mine = api.company;
  theirs = api.otherCompany;
  rows = { mine: await insertRows(api, mine), theirs: await insertRows(api, theirs) };
  await api.superuser`
    insert into facts (company_id, resource_id, topic, data)
    select companies.id, 'sample', 'action.updated', '{}' from companies
  `;
  app = connect(api.databases.appUrl, 1);
});
afterAll(async () => {
  await app.end();
  await api.stop();
});

async function readCatalogue(): Promise<TableRow[]> {
  const { ownerUrl, drop } = await createTestDatabase();
  const database = connect(ownerUrl, 1);
  try {
    return await listTables(database);
  } finally {
    await database.end();
    await drop();
  }
}

const companyColumn = (table: string): string => (table === 'companies' ? 'id' : 'company_id');

const hasGrant = (table: TableRow, privilege: string): boolean =>
  table.grants.some(
    ({ name, text }) => name === 'relais_app' && new RegExp(`\\b${privilege}\\b`).test(text),
  );

class RolledBack extends Error {}

type Rows = Record<string, unknown>[];

/** Runs as relais_app in my company (or in none) and undoes it. Out: rows, or the error's code. */
const tryAs = async (
  companyId: number | null,
  statement: string,
): Promise<{ rows: Rows; code: string | null; message: string }> => {
  let found: Rows = [];
  const work = app.begin(async (sql) => {
    if (companyId !== null) {
      await sql`select set_config('relais.company_id', ${String(companyId)}, true)`;
    }
    found = [...(await sql.unsafe(statement))];
    throw new RolledBack();
  });
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (error instanceof RolledBack) return { rows: found, code: null, message: '' };
  const { code, message } = z.object({ code: z.string(), message: z.string() }).parse(error);
  return { rows: [], code, message };
};

const asSuperuser = async (statement: string): Promise<Rows> => [
  ...(await api.superuser.unsafe(statement)),
];

const countOf = async (table: string, companyId: number): Promise<number> => {
  const [row] = await asSuperuser(
    `select count(*) as count from ${table} where ${companyColumn(table)} = ${companyId}`,
  );
  return Number(row?.['count']);
};

describe.each(companyTables.map((table) => [table.name, table] as const))('%s', (name, table) => {
  const column = companyColumn(name);

  test('has forced row level security and one policy for all roles', () => {
    expect(table).toMatchObject({ is_secured: true, is_forced: true });
    const condition = `(${column} = current_company_id())`;
    const open = table.policies.filter(
      ({ text }) => !/^for (?:all|select) to relais_system /.test(text),
    );
    expect(open, `give ${name} the policy company_isolation, as entities has it`).toEqual([
      {
        name: 'company_isolation',
        text: `for all to public using ${condition} with check ${condition}`,
      },
    ]);
  });

  test('shows all rows of the company and no other', async () => {
    expect(await countOf(name, mine.id), 'add a row in test/support/rows/index.ts').toBeGreaterThan(
      0,
    );
    expect(
      await countOf(name, theirs.id),
      'add a row in test/support/rows/index.ts',
    ).toBeGreaterThan(0);
    const { rows: seen } = await tryAs(mine.id, `select ${column} as company from ${name}`);
    expect(seen.map((row) => row['company'])).toEqual(
      Array.from({ length: await countOf(name, mine.id) }, () => mine.id),
    );
  });

  test('shows nothing to a transaction without a company', async () => {
    // Before it, one with a company: what it sets must not outlive it.
    await tryAs(theirs.id, 'select 1');
    const seen = await tryAs(null, `select * from ${name}`);
    expect(seen, `grant select on ${name} to relais_app`).toMatchObject({ rows: [], code: null });
  });

  test('changes no row of another company', async () => {
    const editableFieldsOf = table.columns.filter(
      ({ initial }) => initial?.startsWith('generated') !== true,
    );
    let tried = 0;
    for (const { name: changed } of editableFieldsOf) {
      const statement = `update ${name} set ${changed} = ${changed} returning ${column} as company`;
      const { rows: hit, code } = await tryAs(mine.id, statement);
      expect([null, INSUFFICIENT_PRIVILEGE]).toContain(code);
      if (code === null) tried += 1;
      for (const row of hit) expect(row['company']).toBe(mine.id);
    }
    expect(tried > 0).toBe(hasGrant(table, 'update'));
  });

  test('deletes no row of another company', async () => {
    const statement = `delete from ${name} returning ${column} as company`;
    const { rows: hit, code } = await tryAs(mine.id, statement);
    if (!hasGrant(table, 'delete')) expect(code).toBe(INSUFFICIENT_PRIVILEGE);
    else expect([null, FOREIGN_KEY_VIOLATION]).toContain(code);
    for (const row of hit) expect(row['company']).toBe(mine.id);
    expect((await tryAs(mine.id, `truncate ${name} cascade`)).code).toBe(INSUFFICIENT_PRIVILEGE);
  });

  test('takes no row for another company', async () => {
    const own = table.columns
      .filter(({ initial }) => initial?.startsWith('generated') !== true)
      .map((one) => one.name);
    const values = own.map((one) => (one === column ? String(theirs.id) : one));
    const { code, message } = await tryAs(
      mine.id,
      `insert into ${name} (${own.join(', ')}) select ${values.join(', ')} from ${name} limit 1`,
    );
    expect(code).toBe(INSUFFICIENT_PRIVILEGE);
    if (hasGrant(table, 'insert')) expect(message).toContain('row-level security');
  });

  test('moves no row to another company', async () => {
    const { code } = await tryAs(mine.id, `update ${name} set ${column} = ${theirs.id}`);
    // `id` of companies is generated; elsewhere the policy or a missing grant refuses.
    expect(['428C9', INSUFFICIENT_PRIVILEGE]).toContain(code);
  });
});

test('a table without a company is on the list', () => {
  const without = catalogue.filter(
    (table) =>
      table.name !== 'companies' && !table.columns.some(({ name }) => name === 'company_id'),
  );
  expect(without.map((table) => table.name)).toEqual(Object.keys(WITHOUT_COMPANY).toSorted());
});

test('the planner keeps no statistics of companies, so a new one is read as fast as an old one', async () => {
  const kept = await asSuperuser(`
    select attrelid::regclass::text as table_name
    from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace = 'public'::regnamespace and relkind = 'r' and attname = 'company_id'
      and attstattarget is distinct from 0
  `);
  expect(kept, 'alter its column company_id: set statistics 0 (ADR 0026)').toEqual([]);
});

test.each(Object.keys(WITHOUT_COMPANY))('%s is closed to relais_app', async (name) => {
  const table = catalogue.find((one) => one.name === name);
  expect(table?.grants.filter((grant) => grant.name !== 'relais_system')).toEqual([]);
  expect((await tryAs(mine.id, `select * from ${name}`)).code).toBe(INSUFFICIENT_PRIVILEGE);
});

test('a company that is not a number is an error', async () => {
  const work = app.begin(async (sql) => {
    await sql`select set_config('relais.company_id', 'all', true)`;
    return sql`select id from users`;
  });
  await expect(work).rejects.toMatchObject({ code: '22P02' });
});

test('a transaction leaves no company behind on its connection, however it ends', async () => {
  const seen = await inCompany(app, { companyId: mine.id, userId: mine.owner.id }, ({ sql }) =>
    sql`select id from users`.execute(),
  );
  expect(seen.length).toBeGreaterThan(0);
  expect([...(await app`select id from users`)]).toEqual([]);
  const failing = inCompany(app, { companyId: mine.id, userId: null }, () =>
    Promise.reject(new Error('no')),
  );
  await expect(failing).rejects.toThrow('no');
  expect([...(await app`select id from users`)]).toEqual([]);
});

describe('foreign keys', () => {
  interface Key {
    table: string;
    name: string;
    columns: string[];
    target: string;
    targetColumns: string[];
  }
  const keys: Key[] = catalogue.flatMap((table) =>
    table.constraints.flatMap(({ name, text }) => {
      const match = /^FOREIGN KEY \(([^)]+)\) REFERENCES (\w+)\(([^)]+)\)/.exec(text);
      const [, columns = '', target = '', targetColumns = ''] = match ?? [];
      return match
        ? [
            {
              table: table.name,
              name,
              columns: columns.split(', '),
              target,
              targetColumns: targetColumns.split(', '),
            },
          ]
        : [];
    }),
  );
  const composite = keys.filter(({ target }) => target !== 'companies');

  test('hold the company, but for those to companies itself', () => {
    expect(composite.length).toBeGreaterThan(10);
    for (const key of composite) {
      expect(key.columns[0], key.name).toBe('company_id');
      expect(key.targetColumns[0], key.name).toBe('company_id');
    }
  });

  test('exist for every column that names a row', () => {
    // What happened stays written when the row is gone; what is not a reference has its reason.
    // The companies of busy tables: a foreign key would lock one row for each insert (ADR 0014).
    const without = new Set([
      'audit_entries.company_id',
      'commands.company_id',
      'events.company_id',
      'facts.company_id',
      'stream_events.company_id',
      'facts.user_id',
      'facts.call_centre_id',
      'stream_events.user_id',
      'stream_events.call_centre_id',
      'events.id',
      'events.call_centre_id',
      'events.form_id',
      'webhook_attempts.webhook_id', // that of its delivery
      'webhook_deliveries.id',
      'sessions.id',
      'actions.id',
      'ai_runs.id',
      'auto_replies.id',
      'contact_merges.id',
      'conversation_summaries.ai_run_id', // runs are deleted after a while
      'case_analyses.id',
      'case_analysis_sections.ai_run_id', // runs are deleted after a while
      'conversation_summaries.claim_id',
      'folder_proposals.id', // made of the folder and the sender
      'invitations.issue_id',
      'mailbox_health.failed_cycle_id', // a cycle that found nothing has no row
      'mailbox_items.cycle_id', // The item stays when its cycle is purged.
      'lead_confirmations.id',
      'knowledge_imports.id',
      'knowledge_import_documents.file_size_bytes',
      'lead_imports.id',
      'lead_imports.file_size_bytes',
      'notification_mails.id',
      'mailbox_cycles.id',
      'reclassifications.id',
      // Numbers of the IMAP server, and sizes.
      'mailbox_folders.uid_validity',
      'mailbox_folders.uid_next',
      'mailbox_folders.highest_modseq',
      'mailbox_folders.silent_below_uid',
      'mailbox_folders.known_below_uid',
      'mailbox_folders.gap_from_uid',
      'mailbox_items.uid_validity',
      'mailbox_items.uid',
      'mailbox_items.size_bytes',
      'messages.size_bytes',
      'message_attachments.size_bytes',
      'case_files.size_bytes',
    ]);
    const known = new Set(keys.flatMap((key) => key.columns.map((one) => `${key.table}.${one}`)));
    const references = catalogue.flatMap((table) =>
      table.columns
        .filter(({ type, initial }) => ['bigint', 'uuid'].includes(type) && initial === null)
        .map((column) => `${table.name}.${column.name}`)
        .filter((column) => !/_(?:sequence|count)$|\.sequence$/.test(column)),
    );
    expect(references.filter((one) => !known.has(one)).toSorted()).toEqual([...without].toSorted());
  });

  test.each(composite.map((key) => [`${key.table}.${key.columns.slice(1).join()}`, key] as const))(
    '%s points at no row of another company',
    async (_, key) => {
      const [, column] = key.columns;
      const [, targetColumn] = key.targetColumns;
      const [target] = await asSuperuser(
        `select ${targetColumn} as id from ${key.target} where company_id = ${theirs.id} limit 1`,
      );
      const moved = api.superuser.begin(async (sql) => {
        // A check may refuse the changed row before the key is looked at. The failure brings it back.
        const checks = await sql`
          select conname as name from pg_constraint
          where conrelid = ${key.table}::regclass and contype = 'c'
        `;
        for (const { name } of checks) {
          await sql`alter table ${sql(key.table)} drop constraint ${sql(String(name))}`;
        }
        // One row: two of them may not name the same row.
        await sql.unsafe(
          `update ${key.table} set ${column} = $1
           where ctid = (select ctid from ${key.table} where company_id = ${mine.id} limit 1)`,
          [String(target?.['id'])],
        );
      });
      await expect(moved).rejects.toMatchObject({ code: FOREIGN_KEY_VIOLATION });
    },
  );
});

describe('relais_app', () => {
  test('owns nothing, bypasses no policy and may not become another role', async () => {
    const owned = await asSuperuser(`
      select 'relation' as kind, relname as name from pg_class where relowner = 'relais_app'::regrole
      union all select 'function', proname from pg_proc where proowner = 'relais_app'::regrole
      union all select 'type', typname from pg_type where typowner = 'relais_app'::regrole
      union all select 'schema', nspname from pg_namespace where nspowner = 'relais_app'::regrole
      union all select 'database', datname from pg_database where datdba = 'relais_app'::regrole
    `);
    expect(owned).toEqual([]);
    const roles = await asSuperuser(`
      select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
        rolcanlogin
      from pg_roles where rolname like 'relais\\_%' order by rolname
    `);
    const powerless = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
    };
    expect(roles).toEqual([
      { rolname: 'relais_app', ...powerless, rolcanlogin: true },
      { rolname: 'relais_owner', ...powerless, rolcanlogin: true },
      { rolname: 'relais_system', ...powerless, rolcanlogin: false },
    ]);
    const memberships = await asSuperuser(`
      select roleid::regrole::text as role from pg_auth_members where member = 'relais_app'::regrole
    `);
    expect(memberships).toEqual([]);
  });

  test.each([
    ['become another role', 'set role relais_system'],
    ['make a table', 'create table mine ()'],
    ['make a function', "create function mine() returns text language sql as 'select null'"],
    ['make a schema', 'create schema mine'],
    ['switch row level security off', 'alter table users disable row level security'],
    ['drop a policy', 'drop policy company_isolation on users'],
    ['add a policy', 'create policy mine on users using (true)'],
    ['silence triggers and keys', "set session_replication_role = 'replica'"],
    ['change an audit entry', "update audit_entries set entry = '{}'"],
    ['delete an audit entry', 'delete from audit_entries'],
    ['write an audit entry by hand', 'insert into audit_entries default values'],
    ['set back the head of the audit trail', 'update company_heads set audit_sequence = 0'],
    ['lock the head of the audit trail', 'select from company_heads for update'],
    ['write a stream event by hand', 'insert into stream_events default values'],
    ['change a fact', "update facts set audit = '{}'"],
    ['delete a fact', 'delete from facts'],
    ['read a sequence', 'select last_value from users_id_seq'],
    ['read the stored password hashes of roles', 'select rolpassword from pg_authid'],
    ['read a file of the server', "select pg_read_file('PG_VERSION')"],
    ['run a program of the server', "copy users to program 'true'"],
  ])('can not %s', async (_, statement) => {
    expect((await tryAs(mine.id, statement)).code).toBe(INSUFFICIENT_PRIVILEGE);
  });

  test('may connect to a database that db/roles.sql prepares, and makes nothing in it, not even temporarily', async () => {
    const name = `roles_${process.pid}`;
    const { appUrl } = await createDatabaseWithRoles(inject('cluster'), name);
    const database = connect(appUrl, 1);
    try {
      for (const statement of ['create temporary table mine ()', 'create table mine ()']) {
        await expect(database.unsafe(statement)).rejects.toMatchObject({
          code: INSUFFICIENT_PRIVILEGE,
        });
      }
    } finally {
      await database.end();
      await asSuperuser(`drop database ${name}`);
    }
  });

  test('gets an error and no rows when row level security is switched off for a session', async () => {
    const { code } = await tryAs(mine.id, 'set local row_security = off; select id from users');
    expect(code).toBe(INSUFFICIENT_PRIVILEGE);
  });

  test('learns nothing from the planner about rows it may not see', async () => {
    await api.superuser.unsafe('analyze');
    const { rows: statistics } = await tryAs(
      mine.id,
      `select tablename, most_common_vals from pg_stats where schemaname = 'public'`,
    );
    expect(statistics).toEqual([]);
  });
});

test("a promise that outlives its transaction can't run statements in the next one", async () => {
  const database = connect(api.databases.appUrl, 1);
  let late: Promise<unknown> | undefined;
  let wake: () => void = () => undefined;
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  await inCompany(database, { companyId: mine.id, userId: null }, ({ sql }) => {
    late = woken.then(() => sql`select id from users`);
    late.catch(() => undefined);
    return Promise.resolve();
  });
  await inCompany(database, { companyId: theirs.id, userId: null }, async () => {
    wake();
    await expect(late).rejects.toThrow('this transaction is over');
  });
  await database.end();
});

test('a failed statement that is not awaited fails its transaction, and nothing is announced', async () => {
  const announced: unknown[] = [];
  const done = inCompany(
    app,
    { companyId: mine.id, userId: null },
    (tx) => {
      const { sql } = tx;
      const insert = () => sql`
        insert into call_centres (company_id, name) values (${mine.id}::bigint, 'Deux fois')
      `;
      tx.send(insert());
      tx.send(insert());
      return Promise.resolve();
    },
    (committed) => announced.push(committed),
  );
  await expect(done).rejects.toMatchObject({ code: UNIQUE_VIOLATION });
  expect(announced).toEqual([]);
  expect(await api.superuser`select id from call_centres where name = 'Deux fois'`).toEqual([]);
});

describe('functions', () => {
  const definers = async () => (await listFunctions(app)).filter((row) => row.is_definer);

  test('that run as their owner are explained in docs/ARCHITECTURE.md: a new one is a decision', async () => {
    const text = await readFile(new URL('../docs/ARCHITECTURE.md', import.meta.url), 'utf8');
    const table =
      /\| function \| why it crosses companies \|\n([\s\S]*?)\n\n/.exec(text)?.[1] ?? '';
    const explained = [...table.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    const names = (await definers()).map((row) => row.name);
    expect(
      explained.toSorted(),
      'add or remove it in the table of security-definer functions of docs/ARCHITECTURE.md',
    ).toEqual(names.toSorted());
  });

  test('that run as their owner are pinned to a search path, for relais_app alone', async () => {
    for (const row of await definers()) {
      expect(row, `${row.name}: end its migration as 0005_reconciliation.sql ends`).toMatchObject({
        owner: 'relais_system',
        search_path: 'public, pg_temp',
        callers: ['relais_app'],
      });
    }
  });

  // Without the grant the function fails when it is called; without the policy it finds no row.
  test('that run as their owner may read their tables', async () => {
    for (const { name, signature } of await definers()) {
      const parameters = /\((.+)\)/.exec(signature)?.[1]?.split(', ') ?? [];
      const nulls = parameters.map((one) => `null::${one.slice(one.indexOf(' ') + 1)}`);
      const { code, message } = await tryAs(mine.id, `select * from ${name}(${nulls.join(', ')})`);
      expect(code, `${name}: ${message}; grant it to relais_system`).not.toBe(
        INSUFFICIENT_PRIVILEGE,
      );
    }
    const granted = companyTables.filter((table) =>
      table.grants.some((grant) => grant.name === 'relais_system'),
    );
    const withoutPolicy = granted.filter(
      ({ policies }) => !policies.some(({ text }) => / to relais_system /.test(text)),
    );
    expect(
      withoutPolicy.map((table) => table.name),
      'give it the policy system_jobs, as 0005_reconciliation.sql does for actions',
    ).toEqual([]);
  });

  test('put the facts of the named company in order, and change no other', async () => {
    const before = await countOf('audit_entries', theirs.id);
    const { code } = await tryAs(mine.id, `select seal_facts(${mine.id}, 100)`);
    expect(code).toBeNull();
    expect(await countOf('audit_entries', theirs.id)).toBe(before);
  });

  test('find a caller by the whole token only, whatever company is set', async () => {
    const found = async (call: string) =>
      (await tryAs(mine.id, `select company_id from ${call}`)).rows.map((row) => row['company_id']);
    const hex = (token: string) => `'\\x${hashToken(token).toString('hex')}'::bytea`;
    const { apiKey, sessionToken } = rows.theirs;
    expect(await found(`authenticate_api_key(${hex(apiKey)})`)).toEqual([theirs.id]);
    expect(await found(`authenticate_session(${hex(sessionToken)})`)).toEqual([theirs.id]);
    expect(await found(`authenticate_api_key(${hex(apiKey.slice(0, -1))})`)).toEqual([]);
    expect(await found(`authenticate_api_key(${hex(sessionToken)})`)).toEqual([]);
    expect(await found('authenticate_api_key(null)')).toEqual([]);
    expect(await found('authenticate_session(null)')).toEqual([]);
    expect(await found('find_invitation(null)')).toEqual([]);
    expect(await found(`find_public_form('${rows.theirs.forms.formToken}')`)).toEqual([theirs.id]);
    expect(await found('find_public_form(null)')).toEqual([]);
    const { confirmationToken } = rows.theirs.forms;
    expect(await found(`find_lead_confirmation(${hex(confirmationToken)})`)).toEqual([theirs.id]);
    expect(await found('find_lead_confirmation(null)')).toEqual([]);
  });
});

test('no view bypasses the policies', async () => {
  const views = await asSuperuser(`
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')
  `);
  expect(views).toEqual([]);
});
