/**
 * What `npm start` promises: one clear line for anything that prevents a start, no process left
 * behind however it ends, and no data lost. Runs the real supervisor with the real servers on a state of its own.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { openLog } from '../../dev/supervisor/logs.ts';
import { freePort, preferredPort } from '../../dev/supervisor/ports.ts';
import { isAlive, recordProcess, stopProcesses } from '../../dev/supervisor/processes.ts';
import type { ProcessRecord } from '../../dev/supervisor/processes.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { startSupervisor } from '../support/supervisor.ts';
import { PATIENCE_MS } from '../support/until.ts';

const ROOT = join(import.meta.dirname, '../..');
const STARTED = [
  'api',
  'demo-model',
  'demo-modules',
  'mail-stand-in',
  'mailboxes',
  'n8n-stand-in',
  'postgres',
  'scanner-stand-in',
  'temporal',
  'webhook-receiver',
  'worker',
];
/** Three starts of the whole stack, on a machine that is busy with other work. */
const SLOW_MS = 10 * PATIENCE_MS;

function freshDirectory(name: string): string {
  const directory = join(inject('runDirectory'), name);
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o711);
  return directory;
}

async function failToStart(stateDirectory: string, args: string[] = []): Promise<string> {
  const supervisor = startSupervisor(stateDirectory, args);
  expect(await supervisor.ended()).toBe(1);
  return supervisor.output().trim();
}

describe('a start that cannot be', () => {
  test('says which port is busy and how to choose another', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const output = await failToStart(freshDirectory('busy-port'), ['--port', String(port)]);
    server.close();
    expect(output).toBe(
      `Port ${port} is taken by another program. Stop that one, or choose another port: npm start -- --port ${port + 1}`,
    );
  });

  test('names an option it does not know', async () => {
    const output = await failToStart(freshDirectory('option'), ['--rest']);
    expect(output).toContain("Unknown option '--rest'");
    expect(output).toContain('--reset');
  });

  test('refuses damaged secrets and names the command that helps', async () => {
    const directory = freshDirectory('damaged-secrets');
    writeFileSync(join(directory, 'secrets.json'), '{"encryptionKeys": "k1:');
    const output = await failToStart(directory, ['--port', String(await freePort())]);
    expect(output).toMatch(/secrets\.json is damaged\. .*npm start -- --reset$/);
    expect(output.split('\n')).toHaveLength(1);
  });

  test('refuses a database whose secrets are gone', async () => {
    const directory = freshDirectory('lost-secrets');
    mkdirSync(join(directory, 'postgres'));
    const output = await failToStart(directory, ['--port', String(await freePort())]);
    expect(output).toMatch(/secrets\.json is missing.*npm start -- --reset$/);
  });

  test.each([['without --reset'], ['with --reset', '--reset']])(
    'refuses a directory that holds nothing of Relais, and leaves it as it is, %s',
    async (_how, ...args) => {
      const directory = freshDirectory(`not-ours${args.join('')}`);
      writeFileSync(join(directory, 'thesis.txt'), 'years of work');
      chmodSync(directory, 0o1777);
      const output = await failToStart(directory, [...args, '--port', String(await freePort())]);
      expect(output).toContain('it holds nothing of Relais');
      expect(readdirSync(directory)).toEqual(['thesis.txt']);
      expect(statSync(directory).mode & 0o7777).toBe(0o1777);
    },
  );

  const closed = () => {
    const parent = freshDirectory('closed');
    chmodSync(parent, 0o500);
    return join(parent, 'state');
  };
  const file = () => {
    const path = join(freshDirectory('state-file'), 'state');
    writeFileSync(path, '');
    return path;
  };
  test.each([
    ['a file', file, 'it is a file'],
    ['below a file', () => join(file(), 'state'), 'a part of the path is a file'],
    [
      'in a directory that is missing',
      () => join(freshDirectory('missing'), 'a/state'),
      'does not exist',
    ],
    [
      'a long name',
      () => join(freshDirectory('name'), 'x'.repeat(300)),
      'a name in the path is too long',
    ],
    [
      'a long path',
      () => join(freshDirectory('path'), '..'.padEnd(200, '.'), 'y'.repeat(250), 'z'),
      'the path is longer than',
    ],
    // Root may write everywhere, but not in /proc.
    process.getuid?.() === 0
      ? ['where nothing can be created', () => '/proc/relais', 'nothing can be created there']
      : ['in a directory of others', closed, 'this user may not write there'],
  ] as [string, () => string, string][])(
    'refuses in one line a state directory that is %s',
    async (_what, pathOf, reason) => {
      const path = pathOf();
      const output = await failToStart(path, ['--port', String(await freePort())]);
      expect(output).toContain(`${path} can't be used to keep the state: `);
      expect(output).toContain(reason);
      expect(output).toMatch(/Name another directory with --state\.$/);
      expect(output.split('\n')).toHaveLength(1);
    },
  );
});

describe('the life of the stack', () => {
  let directory: string;
  let port: string;
  const everStarted: ProcessRecord[] = [];

  beforeAll(async () => {
    directory = freshDirectory('stack');
    port = String(await freePort());
  });
  afterAll(() => stopProcesses(everStarted, 0)); // for a test that failed halfway

  async function start() {
    const supervisor = startSupervisor(directory, ['--port', port]);
    await supervisor.ready();
    const children = supervisor.children();
    everStarted.push(...children);
    expect(children.map((child) => child.name).sort()).toEqual(STARTED);
    return { supervisor, children };
  }

  test(
    'starts, says how to sign in, refuses a second start, and ends all at SIGTERM',
    { timeout: SLOW_MS },
    async () => {
      const { supervisor, children } = await start();
      const access = demoAccess(directory);
      expect(supervisor.output()).toContain(access.apiUrl);
      expect(supervisor.output()).toContain(access.email);
      expect(statSync(join(directory, 'demo.json')).mode & 0o777).toBe(0o600);
      expect(statSync(join(directory, 'secrets.json')).mode & 0o777).toBe(0o600);

      const second = await failToStart(directory, ['--port', String(await freePort())]);
      expect(second).toContain(`Relais already runs from here: http://localhost:${port}`);

      supervisor.process.kill('SIGTERM');
      expect(await supervisor.ended()).toBe(0);
      expect(children.filter(isAlive)).toEqual([]);
      expect(existsSync(join(directory, 'supervisor.json'))).toBe(false);
      expect(existsSync(join(directory, 'postgres/postmaster.pid'))).toBe(false);
    },
  );

  test(
    'leaves no process behind at kill -9, and the next start has lost nothing',
    { timeout: SLOW_MS },
    async () => {
      const first = await start();
      const { apiUrl, apiKey } = demoAccess(directory);
      const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
      const created = await fetch(`${apiUrl}/api/v1/entities/prospect`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ ref: 'SURVIVOR', data: { nom: 'Durand' } }),
      });
      expect(created.status).toBe(201);
      first.supervisor.process.kill('SIGKILL');
      expect(await first.supervisor.ended()).toBe('SIGKILL');
      await expect.poll(() => first.children.filter(isAlive)).toEqual([]);

      const second = await start();
      const found = await fetch(`${apiUrl}/api/v1/entities/prospect/SURVIVOR`, { headers });
      expect(found.status).toBe(200);
      expect(demoAccess(directory).apiKey).toBe(apiKey);

      // This time without its guard, as when the whole machine is short of memory: the next start cleans up.
      const reaper = reaperOf(second.supervisor.process.pid);
      process.kill(reaper, 'SIGKILL');
      second.supervisor.process.kill('SIGKILL');
      await second.supervisor.ended();
      expect(second.children.filter(isAlive).map((child) => child.name)).toContain('postgres');

      const third = await start();
      expect(second.children.filter(isAlive)).toEqual([]);

      // One child fails: all end, and the output names the reason.
      const api = third.children.find((child) => child.name === 'api');
      process.kill(api?.pid ?? 0, 'SIGKILL');
      expect(await third.supervisor.ended()).toBe(1);
      expect(third.supervisor.output()).toContain('api ended by SIGKILL');
      expect(third.children.filter(isAlive)).toEqual([]);
    },
  );

  test(
    "calls a database damaged when it can't start, not when it was stopped",
    { timeout: SLOW_MS },
    async () => {
      const { supervisor, children } = await start();
      const server = children.find((child) => child.name === 'postgres');
      process.kill(server?.pid ?? 0, 'SIGINT');
      expect(await supervisor.ended()).toBe(1);
      expect(supervisor.output()).toContain('postgres ended with code 0');
      expect(supervisor.output()).not.toContain('--reset');

      const database = join(directory, 'postgres');
      const control = join(database, 'global/pg_control');
      renameSync(control, `${control}.away`);
      const missing = await failToStart(directory, ['--port', port]);
      expect(missing.split('\n').at(-1)).toMatch(/can't use .*pg_control.*npm start -- --reset$/);
      renameSync(`${control}.away`, control);

      renameSync(join(database, 'pg_wal'), join(database, 'pg_wal.away'));
      const lost = await failToStart(directory, ['--port', port]);
      expect(lost.split('\n').at(-1)).toMatch(
        /can't use .*: FATAL: .*pg_wal.*npm start -- --reset$/,
      );
    },
  );
});

test('of two starts that wait for the processes of a killed one, one continues', async () => {
  const directory = freshDirectory('two-starts');
  // It ends after the second SIGTERM, so that both starts have waited for it.
  const endsAtTheSecond = `let asked = 0;
    process.on('SIGTERM', () => (asked += 1) === 2 && process.exit());
    setInterval(() => {}, 1e6);
    console.log('ready')`;
  const child = spawn(process.execPath, ['-e', endsAtTheSecond]);
  await once(child.stdout, 'data');
  const left = recordProcess('left', child.pid, { signal: 'SIGTERM', stage: 0 });
  const predecessor = { pid: 2 ** 30, identity: 'gone', port: 1, children: [left] };
  writeFileSync(join(directory, 'supervisor.json'), JSON.stringify(predecessor));

  const ports = [await freePort(), await freePort()];
  const starts = ports.map((port) => startSupervisor(directory, ['--port', String(port)]));
  const loser = await Promise.race(starts.map((start) => start.ended().then(() => start)));
  expect(loser.output()).toContain('Relais already runs from here');
  for (const start of starts) start.process.kill('SIGTERM');
  await Promise.all(starts.map((start) => start.ended()));
});

test('two checkouts that start at once prefer different ports', async () => {
  const wanted = await Promise.all([8000, 8001].map((port) => preferredPort(7233, port)));
  expect(new Set(wanted).size).toBe(2);
});

describe('a database newer than the code', () => {
  const NEWER = 'The database is newer than this code: it holds the migration(s) 9999';
  let environment: Record<string, string>;
  let sql: postgres.Sql;

  beforeAll(async () => {
    const database = await createTestDatabase();
    sql = postgres(database.ownerUrl, { max: 1 });
    await sql`insert into schema_migrations (version) values ('9999')`;
    environment = {
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
    };
  });
  afterAll(() => sql.end());

  test('is refused by the supervisor in one line', async () => {
    const port = String(await freePort());
    const args = ['dev/start.ts', '--no-console', '--port', port];
    const start = run([...args, '--state', freshDirectory('newer')], environment);
    expect(start.status).toBe(1);
    expect(start.stderr).toContain(NEWER);
    expect(start.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('leaves the migration command nothing to do, so that an older version starts after it', () => {
    const command = run(['src/cli/migrate.ts'], environment);
    expect(command).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(command.stdout)).toMatchObject({
      level: 'info',
      msg: 'database is newer than this code: nothing to do',
    });
  });

  test('is refused by the migration command if it lacks what this code knows', async () => {
    await sql`delete from schema_migrations where version = '0006'`;
    const command = run(['src/cli/migrate.ts'], environment);
    expect(command.status).toBe(1);
    expect(command.stderr).toBe('');
    expect(JSON.parse(command.stdout)).toMatchObject({
      level: 'fatal',
      reason: expect.stringContaining(NEWER),
    });
  });
});

describe('logs of the children', () => {
  test('stay bounded', () => {
    const file = join(freshDirectory('logs'), 'child.log');
    const lines: string[] = [];
    const log = openLog(file, (line) => lines.push(line));
    const chunk = `${'x'.repeat(1023)}\n`.repeat(1024); // 1 MiB
    for (let written = 0; written < 14; written += 1) log.write(chunk);
    log.close();
    expect(lines).toHaveLength(14 * 1024);
    expect(existsSync(`${file}.1`)).toBe(true);
    expect(existsSync(`${file}.2`)).toBe(false);
    expect(log.tail(3)).toHaveLength(3);
  });
});

test('a test database has the roles without privileges of their own', async () => {
  const database = await createTestDatabase();
  const sql = postgres(database.superuserUrl, { max: 1 });
  const roles = await sql`
    select rolname, rolcanlogin, rolsuper or rolcreatedb or rolcreaterole or rolbypassrls as is_privileged
    from pg_roles
    where rolname like 'relais\\_%'
    order by rolname`;
  const owned = await sql`
    select relname from pg_class where relowner = 'relais_app'::regrole`;
  await sql.end();
  await database.drop();
  expect(roles.map((role) => ({ ...role }))).toEqual([
    { rolname: 'relais_app', rolcanlogin: true, is_privileged: false },
    { rolname: 'relais_owner', rolcanlogin: true, is_privileged: false },
    { rolname: 'relais_system', rolcanlogin: false, is_privileged: false },
  ]);
  expect(owned).toHaveLength(0);
});

const accessSchema = z.object({ apiUrl: z.string(), email: z.string(), apiKey: z.string() });

function demoAccess(directory: string) {
  return accessSchema.parse(JSON.parse(readFileSync(join(directory, 'demo.json'), 'utf8')));
}

function run(args: string[], environment: Record<string, string>) {
  return spawnSync(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    timeout: SLOW_MS,
  });
}

function reaperOf(supervisorPid: number | undefined): number {
  const { stdout } = spawnSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const line = stdout
    .split('\n')
    .map((text) => text.trim().split(/\s+/))
    .find(
      ([, parent, ...args]) =>
        Number(parent) === supervisorPid && args.join(' ').includes('reaper.ts'),
    );
  return Number(line?.[0]);
}
