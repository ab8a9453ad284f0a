/**
 * Goal: the audit trail is readable with the permission only, writable by its function only, and any
 * tampering is found. Method: real Postgres; the superuser plays the intruder with full access.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { createAuditHeads } from '../../src/background/audit-heads.ts';
import { verifyAudit } from '../../src/cli/audit-verify.ts';
import { connect, inCompany, type Database } from '../../src/platform/database.ts';
import { declareInternalEvent } from '../../src/domain/shared/declare-event.ts';
import { READ_OPERATIONS } from '../../src/domain/audit/events.ts';
import { EVENTS } from '../../src/domain/shared/events.ts';
import { AuditEntryOut } from '../../src/domain/audit/shapes.ts';
import { sealFacts } from '../../src/queries/shared/facts.ts';
import { createEntity } from '../support/actions.ts';
import { startTestApi, type TestApi } from '../support/api.ts';
import { PATIENCE_MS } from '../support/until.ts';

const run = promisify(execFile);

let api: TestApi;
let ownerDatabase: Database;
beforeAll(async () => {
  api = await startTestApi();
  await api.sealFacts(); // each company has an entry: that it was created
  ownerDatabase = connect(api.databases.ownerUrl, 2);
});
afterAll(async () => {
  await ownerDatabase.end();
  await api.stop();
});

interface Page {
  data: z.infer<typeof AuditEntryOut>[];
  next_cursor: string | null;
}

const list = async (query = '', key = api.company.owner.key): Promise<Page> => {
  const answer = await api.request(`/api/v1/audit${query}`, { key });
  expect(answer.status, await answer.clone().text()).toBe(200);
  const page = (await answer.json()) as Page;
  return { ...page, data: page.data.map((entry) => AuditEntryOut.parse(entry)) };
};

const written = declareInternalEvent('TestWritten', 'test', { audit: 'tests.write' });
const rolledBack = declareInternalEvent('TestRolledBack', 'test', { audit: 'tests.roll_back' });

/** Writes `count` entries in the company's name. */
const write = async (count: number, companyId = api.company.id): Promise<void> => {
  await inCompany(api.database, { companyId, userId: null }, async (tx) => {
    for (let index = 0; index < count; index += 1) {
      tx.emit(written, {
        subjectId: index,
        before: { clé: 'é"\\\u0001', nombre: 1.5 },
        after: null,
      });
    }
  });
  while ((await sealFacts(api.database, companyId)) > 0);
};

/** The faults of a company's chain, and the number of its entries. */
const verified = async (slug: string) => {
  const faults: string[] = [];
  const reportFault = (of: string, fault: string): void => {
    if (of === slug) faults.push(fault);
  };
  let entryCount: number | undefined;
  for await (const chain of verifyAudit(ownerDatabase, { reportFault })) {
    if (chain.slug === slug) entryCount = chain.entryCount;
  }
  return { faults, entryCount };
};

describe('GET /api/v1/audit', () => {
  test('shows who did what to what, from where, newest first', async () => {
    const answer = await api.request('/api/v1/company', {
      method: 'PATCH',
      key: api.company.owner.key,
      body: { locale: 'en' },
      headers: { 'X-Request-Id': 'une-demande-a-suivre' },
      ip: '192.0.2.44',
    });
    expect(answer.status).toBe(200);
    const { data } = await list();
    expect(data[0]).toMatchObject({
      operation: 'company.update',
      resource_type: 'company',
      resource_id: String(api.company.id),
      user_id: api.company.owner.id,
      user_name: 'Olga Propriétaire',
      api_key_id: expect.any(Number),
      request_id: 'une-demande-a-suivre',
      ip: '192.0.2.44',
      before: { locale: 'fr' },
      after: { locale: 'en' },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const sequences = data.map((entry) => entry.sequence);
    expect(sequences).toEqual(sequences.toSorted((left, right) => right - left));
  });

  test('names the record an entry is about, and the kind of records a list was of', async () => {
    const key = api.company.owner.key;
    await createEntity(api, key, { type: 'session', ref: 'S-1', data: { titre: 'Mai' } });
    await api.request('/api/v1/entities/session', { key });
    const created = await list('?operation=entities.create');
    expect(created.data[0]).toMatchObject({
      entity: { type: 'session', ref: 'S-1', label: 'Mai' },
    });
    const listed = await list('?operation=entities.list');
    expect(listed.data[0]).toMatchObject({ entity: null, after: { type: 'session' } });
  });

  test('finds the changes of a record by its reference, without the reads', async () => {
    const { key } = api.company.owner;
    await createEntity(api, key, { type: 'formateur', ref: 'F/1', data: { nom: 'Noir' } });
    await createEntity(api, key, { type: 'prospect', ref: 'F/1', data: { nom: 'Blanc' } });
    const path = '/api/v1/entities/formateur/F%2F1';
    await api.request(path, { method: 'PATCH', key, body: { version: 1, data: { nom: 'Gris' } } });
    await api.request(path, { key });
    const operationsOf = async (query: string) =>
      (await list(query)).data.map(({ operation, entity }) => [operation, entity?.label]);
    expect(await operationsOf('?entity_ref=F/1&entity_type=formateur&changes_only=true')).toEqual([
      ['entities.update', 'Gris'],
      ['entities.create', 'Gris'],
    ]);
    expect(await operationsOf('?entity_ref=F/1&limit=2')).toEqual([
      ['entities.read', 'Gris'],
      ['entities.update', 'Gris'],
    ]);
    expect(await operationsOf('?entity_ref=F/2')).toEqual([]);
    expect((await list('?changes_only=true')).data.map(({ operation }) => operation)).not.toContain(
      'audit.list',
    );
  });

  test('knows which operations are reads', () => {
    const declared = EVENTS.flatMap(({ audit }) => audit ?? []);
    expect(declared).toEqual(expect.arrayContaining([...READ_OPERATIONS]));
    const named = declared.filter((operation) =>
      /\.(?:read\w*|list\w*|timeline|matches|export|preview|render|messages|contact|html|source|content)$|^inbox_folders\.test$|^auto_replies\.try$/.test(
        operation,
      ),
    );
    expect(named.toSorted()).toEqual([...READ_OPERATIONS].toSorted());
  });

  test('records who read the trail, with the filters', async () => {
    await list('?operation=company.update&limit=10');
    const { data } = await list('?operation=audit.list');
    expect(data[0]).toMatchObject({
      user_id: api.company.owner.id,
      after: { filters: { operation: 'company.update' } },
    });
  });

  test('filters by resource, person, operation and time', async () => {
    await api.request(`/api/v1/users/${api.company.agents[0].id}`, {
      key: api.company.supervisor.key,
    });
    const id = String(api.company.agents[0].id);
    const byResource = await list(`?resource_type=user&resource_id=${id}`);
    expect(byResource.data.map((entry) => entry.operation)).toEqual(['users.read']);
    const byPerson = await list(`?user_id=${api.company.supervisor.id}`);
    expect(byPerson.data.map((entry) => entry.resource_id)).toEqual([id]);
    const at = byResource.data[0]?.occurred_at ?? '';
    const later = new Date(Date.parse(at) + 1).toISOString();
    expect((await list(`?from=${later}&operation=users.read`)).data).toEqual([]);
    expect((await list(`?to=${at}&operation=users.read`)).data).toEqual([]);
    expect((await list(`?from=${at}&to=${later}&operation=users.read`)).data).toHaveLength(1);
  });

  test('follows one request through its entries', async () => {
    const { id } = api.company.agents[0];
    const headers = { 'X-Request-Id': 'suivre.cette_demande-7' };
    const read = { key: api.company.owner.key, headers };
    await api.request(`/api/v1/users/${id}`, read);
    await api.request('/api/v1/users', read);
    const { data } = await list('?request_id=suivre.cette_demande-7');
    expect(data.map(({ operation }) => operation)).toEqual(['users.list', 'users.read']);
    expect((await list('?request_id=suivre')).data).toEqual([]);
  });

  test('reads the entries of a request and of a record by index, under row level security', async () => {
    await api.superuser`analyze audit_entries`;
    const plan = (condition: string): Promise<string> =>
      inCompany(api.database, { companyId: api.company.id, userId: null }, async ({ sql }) => {
        await sql`set local enable_seqscan = off`;
        const lines = await sql.unsafe(
          `explain select sequence from audit_entries where company_id = ${api.company.id} and ${condition}`,
        );
        return lines.map((line) => String(line['QUERY PLAN'])).join('\n');
      });
    expect(await plan("request_id = 'x'")).toMatch(/Index Cond: .*request_id = 'x'/);
    expect(await plan("resource_type = 'user' and resource_id = '7'")).toMatch(
      /Index Cond: .*resource_type = 'user'.*resource_id = '7'/,
    );
  });

  test('turns pages without gap or repeat while entries are added', async () => {
    await write(7);
    const seen: number[] = [];
    let cursor: string | null = '';
    for (let turn = 0; turn < 20 && cursor !== null; turn += 1) {
      const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await list(`?operation=tests.write&limit=2${next}`);
      seen.push(...page.data.map((entry) => entry.sequence));
      cursor = page.next_cursor;
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  test('is for owners, each of their own company', async () => {
    for (const person of [api.company.supervisor, api.company.agents[0]]) {
      expect((await api.request('/api/v1/audit', { key: person.key })).status).toBe(403);
    }
    await write(1, api.otherCompany.id);
    const { data } = await list('', api.otherCompany.owner.key);
    expect(data.map((entry) => entry.operation)).toEqual(['tests.write', 'companies.create']);
  });

  test('does not record what was rolled back', async () => {
    const failing = inCompany(
      api.database,
      { companyId: api.company.id, userId: null },
      async (tx) => {
        tx.emit(rolledBack, { subjectId: 1 });
        throw new Error('no');
      },
    );
    await expect(failing).rejects.toThrow('no');
    expect((await list('?operation=tests.roll_back')).data).toEqual([]);
  });
});

describe('the application', () => {
  const inOurCompany = (work: (sql: Database) => Promise<unknown>): Promise<unknown> =>
    inCompany(api.database, { companyId: api.company.id, userId: null }, ({ sql }) =>
      work(sql as unknown as Database),
    );

  test.each([
    ['change an entry', (sql: Database) => sql`update audit_entries set entry = '{}'`],
    ['remove an entry', (sql: Database) => sql`delete from audit_entries`],
    ['empty the table', (sql: Database) => sql`truncate audit_entries`],
    [
      'write an entry by hand',
      (sql: Database) => sql`
        insert into audit_entries select company_id, sequence + 1000, occurred_at, entry, previous_hash, hash
        from audit_entries
      `,
    ],
    ['set the head back', (sql: Database) => sql`update company_heads set audit_sequence = 0`],
  ])('may not %s', async (_what, attempt) => {
    await expect(inOurCompany(attempt)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('the copies of the heads in the log', () => {
  const linesOf = (slug: string) =>
    api.logLines
      .map((line): Record<string, unknown> => JSON.parse(line))
      .filter((line) => line['msg'] === 'audit head' && line['slug'] === slug);

  test('come once an hour from one of the processes, each head with its company', async () => {
    const { slug } = api.otherCompany;
    await api.superuser`update company_heads set taken_at = null`;
    const processes = [1, 2, 3].map(() =>
      createAuditHeads({ database: api.database, log: api.deps.log }),
    );
    await Promise.all(processes.map((one) => one.sweep()));
    const [head] = await api.superuser`
      select audit_sequence as sequence, encode(audit_hash, 'hex') as hash
      from company_heads where company_id = ${api.otherCompany.id}
    `;
    expect(linesOf(slug)).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        companyId: api.otherCompany.id,
        slug,
        ...head,
        msg: 'audit head',
      },
    ]);
    await api.superuser`update company_heads set taken_at = taken_at - interval '1 hour'`;
    await processes[1]?.sweep();
    expect(linesOf(slug)).toHaveLength(2);
  });
});

describe('npm run audit:verify', () => {
  const verify = (...args: string[]) =>
    run(process.execPath, ['src/cli/audit-verify.ts', ...args], {
      env: { DATABASE_OWNER_URL: api.databases.ownerUrl },
      timeout: PATIENCE_MS,
    });

  const runToEnd = async (args: string[]) =>
    verify(...args).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );

  /** The newest company, with five entries that each test may spoil. */
  let victim: { id: number; slug: string };
  let count = 0;
  beforeEach(async () => {
    count += 1;
    const slug = `victime-${count}`;
    const [row] = await api.superuser`
      insert into companies (name, slug) values ('Victime', ${slug}) returning id
    `;
    victim = { id: Number(row?.['id']), slug };
    await api.superuser`insert into company_heads (company_id) values (${victim.id})`;
    await write(5, victim.id);
  });

  test('finds every chain in order, whatever characters it holds, and prints each head', async () => {
    const { stdout } = await verify().catch((error: { stdout: string }) => error);
    const [head] = await api.superuser`
      select encode(audit_hash, 'hex') as hash from company_heads where company_id = ${victim.id}
    `;
    expect(stdout).toContain(`ok      ${victim.slug}: 5 entries, head ${String(head?.['hash'])}\n`);
    expect((await verified(victim.slug)).faults).toEqual([]);
  });

  test('walks a chain longer than a page', async () => {
    await write(2_500, victim.id);
    expect(await verified(victim.slug)).toEqual({ entryCount: 2_505, faults: [] });
  });

  test('reports no fault while entries are being written', async () => {
    const writing = Promise.all(Array.from({ length: 30 }, () => write(20, victim.id)));
    for (let round = 0; round < 5; round += 1) {
      expect((await verified(victim.slug)).faults).toEqual([]);
    }
    await writing;
    expect((await verified(victim.slug)).faults).toEqual([]);
  });

  test.each([
    [
      'a changed content',
      (sql: Database, id: number) => sql`
        update audit_entries set entry = jsonb_set(entry, '{user_id}', '99')
        where company_id = ${id} and sequence = 3
      `,
      'entry 3 has been changed',
    ],
    [
      'a changed time',
      (sql: Database, id: number) => sql`
        update audit_entries set occurred_at = occurred_at - interval '1 microsecond'
        where company_id = ${id} and sequence = 2
      `,
      'entry 2 has been changed',
    ],
    [
      'a changed content with its hash computed anew',
      (sql: Database, id: number) => sql`
        update audit_entries
        set entry = '{}',
            hash = audit_hash(company_id, sequence, occurred_at, '{}', previous_hash)
        where company_id = ${id} and sequence = 3
      `,
      'entry 4 does not contain the hash of the entry before it',
    ],
    [
      'the last content changed with its hash computed anew',
      (sql: Database, id: number) => sql`
        update audit_entries
        set entry = '{}',
            hash = audit_hash(company_id, sequence, occurred_at, '{}', previous_hash)
        where company_id = ${id} and sequence = 5
      `,
      "entry 5 does not have the hash of the company's head",
    ],
    [
      'a removed entry',
      (sql: Database, id: number) =>
        sql`delete from audit_entries where company_id = ${id} and sequence = 2`,
      'entry 2 is missing',
    ],
    [
      'a cut tail',
      (sql: Database, id: number) =>
        sql`delete from audit_entries where company_id = ${id} and sequence > 3`,
      'entries 4 to 5 are missing',
    ],
    [
      'an emptied chain',
      (sql: Database, id: number) => sql`delete from audit_entries where company_id = ${id}`,
      'entries 1 to 5 are missing',
    ],
    [
      'a head set back',
      (sql: Database, id: number) => sql`
        update company_heads
        set audit_sequence = 3,
            audit_hash = (
              select hash from audit_entries where company_id = ${id} and sequence = 3
            )
        where company_id = ${id}
      `,
      'the head is at entry 3, but the last entry is 5',
    ],
    [
      'a removed head',
      (sql: Database, id: number) => sql`delete from company_heads where company_id = ${id}`,
      "the company's head row is missing",
    ],
    [
      'an entry moved here from another company',
      (sql: Database, id: number) => sql`
        update audit_entries set entry = (
          select other.entry from audit_entries other
          where other.company_id <> ${id} and other.sequence = 1 limit 1
        )
        where company_id = ${id} and sequence = 1
      `,
      'entry 1 has been changed',
    ],
  ])('names the broken entry after %s, and exits 1', async (_what, tamper, fault) => {
    await tamper(api.superuser, victim.id);
    expect((await verified(victim.slug)).faults).toEqual([fault]);
    await expect(verify()).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`BROKEN  ${victim.slug}: ${fault}\n`),
    });
  });

  const head = async (): Promise<string> => {
    const [row] = await api.superuser`
      select encode(audit_hash, 'hex') as hash from company_heads where company_id = ${victim.id}
    `;
    return String(row?.['hash']);
  };

  test('demands each head that was noted, also after the chain has grown', async () => {
    const noted = await head();
    const expected = ['--expect-head', `${victim.slug}=${noted}`];
    expect((await runToEnd(expected)).stdout).not.toContain(`BROKEN  ${victim.slug}`);
    await write(2, victim.id);
    const grown = await runToEnd([...expected, '--expect-head', `${victim.slug}-autre=${noted}`]);
    expect(grown.stdout).not.toContain(`BROKEN  ${victim.slug}:`);
    expect(grown).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(
        `BROKEN  ${victim.slug}-autre: there is no such company, but a head is expected\n`,
      ),
    });
  });

  test('finds a chain that was cut and rebuilt by a head that was noted', async () => {
    const noted = await head();
    await api.superuser`
      delete from audit_entries where company_id = ${victim.id} and sequence > 3
    `;
    await api.superuser`
      update company_heads
      set audit_sequence = 3,
          audit_hash = (
            select hash from audit_entries where company_id = ${victim.id} and sequence = 3
          )
      where company_id = ${victim.id}
    `;
    expect((await verified(victim.slug)).faults).toEqual([]);
    expect(await runToEnd(['--expect-head', `${victim.slug}=${noted}`])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(
        `BROKEN  ${victim.slug}: no entry has the expected hash ${noted}\n`,
      ),
    });
    expect(await runToEnd(['--expect-head', victim.slug])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^--expect-head takes <slug>=<hash>.*\n$/),
    });
  });

  test.each([
    [
      'a sequence of 0',
      (id: number) =>
        api.superuser`update audit_entries set sequence = 0 where company_id = ${id} and sequence = 1`,
    ],
    [
      'an infinite time',
      (id: number) =>
        api.superuser`update audit_entries set occurred_at = 'infinity' where company_id = ${id}`,
    ],
    [
      'a short hash',
      (id: number) =>
        api.superuser`update audit_entries set hash = '\\x00' where company_id = ${id}`,
    ],
    [
      'an empty hash of the entry before',
      (id: number) =>
        api.superuser`update audit_entries set previous_hash = '' where company_id = ${id}`,
    ],
    [
      'no hash',
      (id: number) => api.superuser`update audit_entries set hash = null where company_id = ${id}`,
    ],
    [
      'a head below 0',
      (id: number) =>
        api.superuser`update company_heads set audit_sequence = -1 where company_id = ${id}`,
    ],
    [
      'a head without a hash',
      (id: number) =>
        api.superuser`update company_heads set audit_hash = '' where company_id = ${id}`,
    ],
    [
      'a fact at an infinite time',
      (id: number) =>
        api.superuser`insert into facts (company_id, resource_id, occurred_at) values (${id}, '1', 'infinity')`,
    ],
  ])('the database refuses %s', async (_what, tamper) => {
    await expect(tamper(victim.id)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:23502|23514)$/),
    });
  });

  test('exits 0 when every chain holds, and says what it needs when it is not told', async () => {
    await api.superuser`delete from audit_entries where company_id > ${api.otherCompany.id}`;
    await api.superuser`delete from company_heads where company_id > ${api.otherCompany.id}`;
    await api.superuser`delete from companies where id > ${api.otherCompany.id}`;
    const { stdout } = await verify();
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^ok /),
      expect.stringMatching(/^ok /),
      '2 chain(s) checked',
    ]);
    await expect(
      run(process.execPath, ['src/cli/audit-verify.ts'], { env: {} }),
    ).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('DATABASE_OWNER_URL') });
  });

  test('refuses a role that does not see every company', async () => {
    const env = { DATABASE_OWNER_URL: api.databases.appUrl };
    await expect(run(process.execPath, ['src/cli/audit-verify.ts'], { env })).rejects.toMatchObject(
      {
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('can not read all companies'),
      },
    );
  });

  /** An intruder who owns the tables takes the checks away first. They stay away: it is near the end. */
  test('survives whatever the tables hold, and names every bad row', async () => {
    const { superuser: sql } = api;
    const { id } = victim;
    await sql`
      alter table audit_entries
        drop constraint audit_entries_sequence_check,
        drop constraint audit_entries_occurred_at_check,
        drop constraint audit_entries_hash_check,
        drop constraint audit_entries_previous_hash_check,
        drop constraint audit_entries_pkey,
        alter column sequence drop not null,
        alter column occurred_at drop not null,
        alter column entry drop not null,
        alter column previous_hash drop not null,
        alter column hash drop not null
    `;
    await sql`
      alter table company_heads
        drop constraint company_heads_sequence_check,
        drop constraint company_heads_audit_hash_check,
        alter column audit_hash drop not null
    `;
    await write(5, id); // ten entries
    const add = (sequence: string | null) => sql`
      insert into audit_entries (company_id, sequence, occurred_at, entry, previous_hash, hash)
      values (${id}, ${sequence}::text::bigint, now(), '{}', '', '')
    `;
    await add('-7');
    await add('0');
    await add(null);
    await add('4');
    await add('9223372036854775807');
    await sql`update audit_entries set occurred_at = 'infinity' where company_id = ${id} and sequence = 2`;
    await sql`update audit_entries set hash = null where company_id = ${id} and sequence = 6`;
    await sql`update audit_entries set previous_hash = null where company_id = ${id} and sequence = 8`;
    await sql`update audit_entries set entry = null where company_id = ${id} and sequence = 9`;
    await sql`update company_heads set audit_hash = null where company_id = ${id}`;
    const [stray] = await sql`
      insert into audit_entries (company_id, sequence, occurred_at, entry, previous_hash, hash)
      values (9223372036854775807, 1, '-infinity', '{}', '', '')
      returning company_id::text as id
    `;

    const { stdout, code } = await runToEnd([]);
    const lines = stdout.split('\n');
    const faults = (slug: string): string[] =>
      lines.flatMap((line) => {
        const prefix = `BROKEN  ${slug}: `;
        return line.startsWith(prefix) ? [line.slice(prefix.length)] : [];
      });
    // Of two entries of one number, the one that is read first is compared with the one before it.
    const mine = faults(victim.slug).filter((fault) => !fault.startsWith('entry 4 does not'));
    expect(mine).toEqual([
      'entry -7 has a number below 1',
      'entry 0 has a number below 1',
      'entry 2 has no finite time',
      'entry 4 is there twice',
      'entry 6 has no hash',
      'entry 8 has no hash of the entry before it',
      'entry 9 has been changed',
      'entries 11 to 9223372036854775806 are missing',
      'entry 9223372036854775807 has been changed',
      'an entry has no number',
      "the company's head is empty",
    ]);
    expect(faults(`company ${String(stray?.['id'])}`)).toEqual([
      'the company does not exist, but its audit trail does',
      'entry 1 has no finite time',
      "the company's head row is missing",
    ]);
    expect(code).toBe(1);
    expect(lines).toContainEqual(expect.stringMatching(/^ok {6}[a-z-]+: \d+ entries/)); // the others
    expect(stdout).toMatch(/\d+ chain\(s\) checked\n$/);
  });

  /** The last one: the column stays an ordinary one. */
  test('names an entry that the list of its record does not show', async () => {
    const { superuser: sql } = api;
    await sql`alter table audit_entries alter column resource_id drop expression`;
    await sql`
      update audit_entries set resource_id = '0' where company_id = ${victim.id} and sequence = 3
    `;
    expect((await verified(victim.slug)).faults).toEqual([
      'entry 3 is listed under another record or request',
    ]);
  });
});
