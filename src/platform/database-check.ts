import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Database } from './database.ts';
import type { Log } from './log.ts';
import { listMigrations } from './migrations.ts';

/** What api and worker ask of the database before they work on it. */

const RETRY_MS = 2_000;

/** The database must not be worked on as it is; the message says what to do. */
class DatabaseUnfitError extends Error {
  override readonly name = 'DatabaseUnfitError';
}

/**
 * Waits until the database answers, however long, and says in the log why it waits. Errors:
 * `DatabaseUnfitError` for a role that row level security does not bind, for one that owns the tables,
 * and for a missing migration.
 * Migrations this code does not know are allowed: a newer version may be rolling out beside it.
 */
const awaitDatabase = async (
  database: Database,
  log: Log,
  onFirstWord: () => void,
): Promise<void> => {
  let lastReason: string | undefined;
  for (;;) {
    try {
      await checkDatabase(database);
      if (lastReason === undefined) onFirstWord();
      return;
    } catch (error) {
      if (error instanceof DatabaseUnfitError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== lastReason) log.warn({ reason }, 'waiting for PostgreSQL; see DATABASE_URL');
      if (lastReason === undefined) onFirstWord();
      lastReason = reason;
      await pause(RETRY_MS);
    }
  }
};

/**
 * For an entrypoint: an unfit database ends the process with one line and code 1. `onFirstWord` hears
 * that it has answered, or that it is waited for.
 */
export const awaitDatabaseOrExit = async (
  database: Database,
  log: Log,
  onFirstWord: () => void = () => undefined,
): Promise<void> => {
  try {
    await awaitDatabase(database, log, onFirstWord);
  } catch (error) {
    if (!(error instanceof DatabaseUnfitError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
};

const RoleRow = z.object({
  name: z.string(),
  is_unbound: z.boolean(),
  is_owner: z.boolean(),
  is_migrated: z.boolean(),
});

const checkDatabase = async (database: Database): Promise<void> => {
  const [row] = await database`
    select rolname as name, rolsuper or rolbypassrls as is_unbound,
      exists (
        select
        from pg_class
        where oid = to_regclass('public.actions') and pg_has_role(current_user, relowner, 'member')
      ) as is_owner,
      to_regprocedure('public.list_applied_migrations()') is not null as is_migrated
    from pg_roles
    where rolname = current_user
  `;
  const role = RoleRow.parse(row);
  if (role.is_unbound) {
    throw new DatabaseUnfitError(
      `DATABASE_URL signs in as ${role.name}, whom row level security does not bind; use relais_app.`,
    );
  }
  if (role.is_owner) {
    throw new DatabaseUnfitError(
      `DATABASE_URL signs in as ${role.name}, who owns the tables and could switch off what protects them; use relais_app.`,
    );
  }
  const missing = role.is_migrated ? await listMissing(database) : await listMigrations();
  if (missing.length > 0) {
    throw new DatabaseUnfitError(
      `The database lacks ${missing.length} migration(s), the first is ${missing[0]}; run npm run migrate.`,
    );
  }
};

const listMissing = async (database: Database): Promise<string[]> => {
  const rows = await database`select version from list_applied_migrations()`;
  const applied = new Set(rows.map((row) => z.object({ version: z.string() }).parse(row).version));
  return (await listMigrations()).filter((version) => !applied.has(version));
};
