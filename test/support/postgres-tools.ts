import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { collectTail, stopChild } from '../../dev/supervisor/child-process.ts';
import { startGuard } from '../../dev/supervisor/guard.ts';
import { recordProcess } from '../../dev/supervisor/processes.ts';
import {
  launchUnprivileged,
  unprivilegedAccount,
  type Launch,
} from '../../dev/supervisor/unprivileged.ts';
import {
  postgresUrls,
  waitForPostgres,
  type PostgresPasswords,
} from '../../dev/services/postgres.ts';

/**
 * A PostgreSQL of the system with its tools. The embedded one has neither pg_dump nor pg_restore, and those of
 * the system are often too old for it.
 */

const TOOLS = [
  'initdb',
  'postgres',
  'psql',
  'createdb',
  'dropdb',
  'pg_dump',
  'pg_restore',
] as const;
type Tool = (typeof TOOLS)[number];
const VERSION_MIN = 15;
const DEBIAN = '/usr/lib/postgresql';

const run = promisify(execFile);

/** Newest first: the directories that have all tools. */
const candidates = (): string[] => [
  ...(process.env['POSTGRES_BIN'] === undefined ? [] : [process.env['POSTGRES_BIN']]),
  ...(existsSync(DEBIAN) ? readdirSync(DEBIAN) : [])
    .map(Number)
    .filter((version) => version >= VERSION_MIN)
    .toSorted((a, b) => b - a)
    .map((version) => join(DEBIAN, String(version), 'bin')),
];

/** Undefined where none is installed. `POSTGRES_BIN` names another directory. */
export const toolsDirectory = candidates().find((directory) =>
  TOOLS.every((tool) => existsSync(join(directory, tool))),
);

export interface SystemPostgres {
  port: number;
  passwords: PostgresPasswords;
  /** Runs a tool as the superuser. Out: what it prints. Errors: its exit code and output. */
  run: (
    tool: Exclude<Tool, 'initdb' | 'postgres'>,
    args: string[],
    environment?: Record<string, string>,
  ) => Promise<string>;
  stop: () => Promise<void>;
}

/** A cluster that keeps nothing: `directory` must not exist yet. */
export const startSystemPostgres = async (
  binDirectory: string,
  { directory, port, passwords }: { directory: string; port: number; passwords: PostgresPasswords },
): Promise<SystemPostgres> => {
  const account = await unprivilegedAccount();
  const passwordFile = `${directory}.password`;
  mkdirSync(directory, { mode: 0o700 });
  writeFileSync(passwordFile, passwords.superuser, { mode: 0o600 });
  if (account !== undefined) {
    for (const path of [directory, passwordFile]) chownSync(path, account.uid, account.gid);
  }
  const launch = (tool: Tool, args: string[]) =>
    launchUnprivileged(account, join(binDirectory, tool), args, directory);
  const initdb = await launch('initdb', [
    `--pgdata=${directory}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  await run(initdb.command, initdb.args, { ...initdb.account });
  const child = start(
    await launch('postgres', [
      '-D',
      directory,
      '-p',
      String(port),
      ...['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'].flatMap(
        (setting) => ['-c', setting],
      ),
    ]),
  );
  const guard = startGuard();
  const record = recordProcess('postgres', child.pid, { signal: 'SIGINT', stage: 0 });
  if (record !== undefined) guard.add(record);
  const log = collectTail(child);
  await waitForPostgres(postgresUrls({ port, passwords }, 'postgres').superuserUrl).catch(
    (error: unknown) => {
      throw new Error(`PostgreSQL did not start:\n${log()}`, { cause: error });
    },
  );
  return {
    port,
    passwords,
    run: async (tool, args, environment = {}) => {
      const { stdout } = await run(join(binDirectory, tool), args, {
        env: {
          PATH: process.env['PATH'],
          PGHOST: '127.0.0.1',
          PGPORT: String(port),
          PGUSER: 'postgres',
          PGPASSWORD: passwords.superuser,
          ...environment,
        },
      });
      return stdout;
    },
    stop: async () => {
      await stopChild(child, { signal: 'SIGINT', graceMs: 10_000 });
      guard.release();
    },
  };
};

const start = ({ command, args, account }: Launch): ChildProcess =>
  spawn(command, args, {
    ...account,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  });
