import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { resolveBinary } from 'dbmate';
import postgres from 'postgres';
import { z } from 'zod';
import { addressForDbmate, parseDatabaseAddress } from './database-tls.ts';

/**
 * Migrates the database to the version of this code. Several processes may run it at the same time:
 * an advisory lock lets one work while the others wait.
 */

const execFileAsync = promisify(execFile);
const MIGRATIONS_DIRECTORY = join(import.meta.dirname, '../../db/migrations');
const MIGRATE_TIMEOUT_MS = 15 * 60_000;
/**
 * For each lock a statement of a migration waits for: every request for the table waits behind it. Well under
 * the 15 s of a request.
 */
const LOCK_TIMEOUT_MS = 5_000;
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;
const LOCK_KEY = 7_253_471; // arbitrary, but never changed

/** The database holds migrations this code doesn't know. */
export class DatabaseIsNewerError extends Error {
  override readonly name = 'DatabaseIsNewerError';
  /** True if it also holds every migration of this code: nothing to apply. */
  readonly isComplete: boolean;

  constructor(message: string, isComplete: boolean) {
    super(message);
    this.isComplete = isComplete;
  }
}

/**
 * Applies the missing migrations. In: the URL of relais_owner. Out: the file names applied, in order.
 * Errors: `DatabaseIsNewerError`; two migrations with one number; a table that others hold for longer than the lock timeout;
 * else dbmate's output. Each migration is a transaction: one that fails changes nothing. Twice: the second run applies nothing.
 * `lock_timeout` of the URL replaces the timeout.
 */
export async function migrate(
  ownerUrl: string,
  directory: string = MIGRATIONS_DIRECTORY,
  certificates: Certificates = {},
): Promise<string[]> {
  const { url, tls } = parseDatabaseAddress(withLockTimeout(ownerUrl, 0)); // one migrates, others wait
  const sql = postgres(url, { max: 1, ssl: tls, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${LOCK_KEY})`;
    const files = await listFiles(directory);
    refuseRepeatedNumbers(files);
    const applied = await listAppliedVersions(sql);
    const missing = files.filter((file) => !applied.has(versionOf(file)));
    refuseNewerDatabase(applied, files, missing.length === 0);
    if (missing.length > 0) await runDbmate(ownerUrl, directory, certificates);
    return missing;
  } finally {
    await sql.end({ timeout: 5 }); // also releases the lock
  }
}

/** The versions of all migrations of this code, in order. */
export const listMigrations = async (): Promise<string[]> =>
  (await listFiles(MIGRATIONS_DIRECTORY)).map(versionOf);

const listFiles = async (directory: string): Promise<string[]> =>
  (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();

const versionRow = z.object({ version: z.string() });

async function listAppliedVersions(sql: postgres.Sql): Promise<Set<string>> {
  const [table] = await sql`select to_regclass('public.schema_migrations') is not null as is_there`;
  if (table?.['is_there'] !== true) return new Set();
  const rows = await sql`select version from public.schema_migrations`;
  return new Set(rows.map((row) => versionRow.parse(row).version));
}

function refuseNewerDatabase(applied: Set<string>, files: string[], isComplete: boolean): void {
  const known = new Set(files.map(versionOf));
  const unknown = [...applied].filter((version) => !known.has(version)).sort();
  if (unknown.length === 0) return;
  throw new DatabaseIsNewerError(
    `The database is newer than this code: it holds the migration(s) ${unknown.join(', ')}, which db/migrations does not. ` +
      'Check out the newer code or use another database.',
    isComplete,
  );
}

/** Two branches that each added the next migration. PostgreSQL would report a duplicate key. */
function refuseRepeatedNumbers(files: string[]): void {
  const repeated = files.filter(
    (file, index) => versionOf(file) === versionOf(files[index - 1] ?? ''),
  );
  if (repeated.length === 0) return;
  throw new Error(
    `db/migrations has another migration with the number of ${repeated.join(', ')}: give the newer one the next number.`,
  );
}

function versionOf(file: string): string {
  return /^\d+/.exec(file)?.[0] ?? file;
}

/** Environment variables that name authorities of the operating system. Node reads them by itself. */
export interface Certificates {
  SSL_CERT_FILE?: string | undefined;
  SSL_CERT_DIR?: string | undefined;
}

async function runDbmate(
  ownerUrl: string,
  directory: string,
  { SSL_CERT_FILE, SSL_CERT_DIR }: Certificates,
): Promise<void> {
  const args = ['--migrations-dir', directory, '--no-dump-schema', 'migrate', '--strict'];
  // The URL is passed by environment: other users of the machine can read arguments.
  const url = addressForDbmate(withLockTimeout(ownerUrl));
  const env = { DATABASE_URL: url, SSL_CERT_FILE, SSL_CERT_DIR };
  try {
    await execFileAsync(resolveBinary(), args, {
      env,
      cwd: directory, // no .env file here: dbmate would read it
      timeout: MIGRATE_TIMEOUT_MS,
      maxBuffer: OUTPUT_BYTES_MAX,
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = outputSchema.parse(error);
    const remedy = stderr.includes('lock timeout') ? `${LOCK_REMEDY}\n` : '';
    throw new Error(`Migration failed:\n${remedy}${stdout}${stderr}`.trim(), { cause: error });
  }
}

const outputSchema = z.object({ stdout: z.string().optional(), stderr: z.string().optional() });

const LOCK_REMEDY =
  'A table is in use by a dump or a long query. This migration changed nothing: run it again once that has ended.';

/** PostgreSQL takes settings as parameters of the connection. */
function withLockTimeout(address: string, timeoutMs?: number): string {
  const url = new URL(address);
  if (timeoutMs !== undefined || !url.searchParams.has('lock_timeout')) {
    url.searchParams.set('lock_timeout', String(timeoutMs ?? LOCK_TIMEOUT_MS));
  }
  return url.href;
}
