/**
 * Goal: a PostgreSQL that answers but cannot write is told apart from one that is away. Method: a real
 * server whose data directory is on a small file system (tmpfs), which the test fills and empties. Mounting
 * needs root on Linux; elsewhere this file is skipped.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../dev/supervisor/ports.ts';
import { unprivilegedAccount } from '../../dev/supervisor/unprivileged.ts';
import {
  createDatabaseWithRoles,
  startPostgres,
  type RunningPostgres,
} from '../../dev/services/postgres.ts';
import { createApp } from '../../src/api/app.ts';
import { connect, type Database } from '../../src/platform/database.ts';
import { migrate } from '../../src/platform/migrations.ts';
import { createEntity, relance } from '../support/actions.ts';
import {
  seed,
  startTestApi,
  toRequestInit,
  type TestApi,
  type TestCompany,
} from '../support/api.ts';
import { startEntrypoint } from '../support/entrypoint.ts';
import { until } from '../support/until.ts';

/** Room for a new cluster with WAL; far less than the machine's memory. */
const DISK_SIZE = '256m';
const PASSWORDS = { superuser: 'disk-superuser', owner: 'disk-owner', app: 'disk-app' };
const CHUNK = Buffer.alloc(64 * 1024);

const disk = mkdtempSync(join(tmpdir(), 'relais-disk-'));
const filler = join(disk, 'filler');
const isMounted = ((): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_SIZE}`, 'tmpfs', disk], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    rmSync(disk, { recursive: true });
    return false;
  }
})();

/** Writes until the file system takes nothing more. */
const fill = (): void => {
  const file = openSync(filler, 'w');
  try {
    for (;;) writeSync(file, CHUNK);
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  } finally {
    closeSync(file);
  }
};
const empty = (): void => rmSync(filler, { force: true });

describe.skipIf(!isMounted)('a disk full under PostgreSQL (needs root to mount one)', () => {
  let postgres: RunningPostgres;
  let api: TestApi;
  let database: Database;
  let company: TestCompany;
  let app: ReturnType<typeof createApp>;
  let appUrl: string;

  beforeAll(async () => {
    const account = await unprivilegedAccount();
    if (account !== undefined) chownSync(disk, account.uid, account.gid);
    chmodSync(disk, 0o755);
    mkdirSync(join(disk, 'cluster'));
    if (account !== undefined) chownSync(join(disk, 'cluster'), account.uid, account.gid);
    const directory = join(disk, 'cluster/data');
    const port = await freePort();
    postgres = await startPostgres({ directory, port, passwords: PASSWORDS, isDurable: false });
    const urls = await createDatabaseWithRoles({ port, passwords: PASSWORDS }, 'relais');
    await migrate(urls.ownerUrl);
    const superuser = connect(urls.superuserUrl, 1);
    [company] = await seed(urls, superuser);
    await superuser.end();
    api = await startTestApi();
    ({ appUrl } = urls);
    database = connect(appUrl, 5);
    app = createApp({ ...api.deps, database }, api.hub);
    await createEntity(
      { request: async (path, input) => app.request(path, toRequestInit(input)) },
      company.owner.key,
    );
  });

  afterEach(empty);

  afterAll(async () => {
    await database.end({ timeout: 1 });
    await api.stop();
    await postgres.stop();
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });

  const request = async (path: string, body?: object) =>
    app.request(path, toRequestInit({ key: company.owner.key, body }));
  const send = () => request('/api/v1/actions', relance(company.owner.id));

  const readyz = async () => {
    const answer = await app.request('/readyz');
    return { status: answer.status, body: z.looseObject({}).parse(await answer.json()) };
  };

  const metrics = async () => (await app.request('/metrics')).text();

  test('refuses writes with 503 and the reason, is not ready, and recovers by itself', async () => {
    expect((await readyz()).status).toBe(200);
    expect(await metrics()).toContain('relais_database_writable 1');
    fill();
    const refused = await send();
    expect(refused.status).toBe(503);
    expect(refused.headers.get('Retry-After')).toBe('5');
    expect(await refused.json()).toMatchObject({
      code: 'unavailable',
      detail: 'the disk of the database is full: it cannot write',
    });
    const reading = await request('/api/v1/me');
    expect(reading.status, 'reading goes on').toBe(200);

    const found = await until('it is not ready', async () => {
      const answer = await readyz();
      return answer.status === 503 ? answer : undefined;
    });
    expect(found.body).toEqual({ status: 'unavailable', database: 'not_writable' });
    const text = await until('the metric says so', async () => {
      const shown = await metrics();
      return shown.includes('relais_database_writable 0') ? shown : undefined;
    });
    expect(text, 'not confused with one that is away').toContain('relais_database_up 1');
    expect(api.logLines.filter((line) => line.includes('cannot write'))).toHaveLength(1);

    empty();
    await until('it is ready again', async () => (await readyz()).status === 200);
    expect((await send()).status).toBe(202);
  });

  test('a worker is not ready either', async () => {
    const worker = startEntrypoint('src/workers/main.ts', api, {
      DATABASE_URL: appUrl,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
    });
    try {
      const port = await until(
        'it listens',
        () =>
          worker
            .output()
            .split('\n')
            .slice(0, -1)
            .map((line) => Line.parse(JSON.parse(line)))
            .find(({ msg }) => msg === 'worker listening')?.port,
      );
      const untilDatabaseIs = (state: string) =>
        until(`the database is ${state}`, async () => {
          const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
          return z.looseObject({}).parse(await answer.json())['database'] === state;
        });
      await untilDatabaseIs('reachable');
      fill();
      await untilDatabaseIs('not_writable');
      const shown = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      expect(shown).toContain('relais_database_writable 0');
      expect(shown).toContain('relais_database_up 1');
      empty();
      await untilDatabaseIs('reachable');
    } finally {
      await worker.kill();
    }
  });

  test('checks often leave no row and no table behind', async () => {
    const rowsBefore = await sizeOf(database);
    for (let count = 0; count < 20; count += 1) await readyz();
    expect(await sizeOf(database)).toEqual(rowsBefore);
  });
});

test('a read-only database refuses writes with 503 and that reason', async () => {
  const api = await startTestApi();
  const { superuser, databases } = api;
  await superuser`alter database ${superuser(databases.name)} set default_transaction_read_only = on`;
  const database = connect(databases.appUrl, 2);
  const app = createApp({ ...api.deps, database }, api.hub);
  const { key, id } = api.company.owner;
  const answer = await app.request('/api/v1/actions', toRequestInit({ key, body: relance(id) }));
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({
    detail: 'the database is read-only: it cannot write',
  });
  const readiness = await app.request('/readyz');
  expect(readiness.status).toBe(503);
  expect(await readiness.json()).toEqual({ status: 'unavailable', database: 'not_writable' });
  await database.end();
  await api.stop();
});

const Line = z.looseObject({ msg: z.string(), port: z.number().optional() });

const sizeOf = (database: Database) =>
  database`
    select pg_database_size(current_database()) as bytes,
      (select count(*) from pg_class) as relations
  `;
