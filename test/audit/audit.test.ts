/**
 * Goal: the audit trail is readable with the permission only, writable by its function only, and any
 * tampering is found. Method: real Postgres; the superuser plays the intruder with full access.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { verifyAudit } from '../../src/cli/audit-verify.ts';
import { connect, inCompany, type Database } from '../../src/platform/database.ts';
import { declareInternalEvent } from '../../src/domain/shared/declare-event.ts';
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

const report = async () => {
  const reports = [];
  for await (const one of verifyAudit(ownerDatabase)) reports.push(one);
  return reports;
};

const faultOf = async (companyId: number): Promise<string | null | undefined> =>
  (await report()).find((one) => one.companyId === companyId)?.fault;

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
    expect(created.data[0]).toMatchObject({ entity: { type: 'session', ref: 'S-1' } });
    const listed = await list('?operation=entities.list');
    expect(listed.data[0]).toMatchObject({ entity: null, after: { type: 'session' } });
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

describe('npm run audit:verify', () => {
  const verify = () =>
    run(process.execPath, ['src/cli/audit-verify.ts'], {
      env: { DATABASE_OWNER_URL: api.databases.ownerUrl },
      timeout: PATIENCE_MS,
    });

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
    expect(await faultOf(victim.id)).toBeNull();
  });

  test('walks a chain longer than a page', async () => {
    await write(2_500, victim.id);
    const found = (await report()).find((one) => one.companyId === victim.id);
    expect(found).toMatchObject({ entryCount: 2_505, fault: null });
  });

  test('reports no fault while entries are being written', async () => {
    const writing = Promise.all(Array.from({ length: 30 }, () => write(20, victim.id)));
    for (let round = 0; round < 5; round += 1) expect(await faultOf(victim.id)).toBeNull();
    await writing;
    expect(await faultOf(victim.id)).toBeNull();
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
  ])('names the first broken entry after %s, and exits 1', async (_what, tamper, fault) => {
    await tamper(api.superuser, victim.id);
    expect(await faultOf(victim.id)).toBe(fault);
    await expect(verify()).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`BROKEN  ${victim.slug}: ${fault}\n`),
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
});
