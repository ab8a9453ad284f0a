import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Database } from './database.ts';
import type { Log } from './log.ts';
import { listMigrations } from './migrations.ts';

/** Checks that api and worker run on the database before they use it. */

const RETRY_MS = 250;

/** The database must not be used in this state. The message names the remedy. */
class UnusableDatabaseError extends Error {
  override readonly name = 'UnusableDatabaseError';
}

/**
 * Waits until the database answers, without a time limit, and logs the reason of the wait.
 * Errors: `UnusableDatabaseError` if the role bypasses row level security, if it owns the tables, if
 * a migration is missing, or if the database was restored from a dump (docs/adr/0018).
 * Unknown migrations are allowed: a rolling deploy may run a newer version at the same time.
 */
const awaitDatabase = async (
  database: Database,
  log: Log,
  onFirstResult: (isUsable: boolean) => void,
): Promise<void> => {
  let lastReason: string | undefined;
  for (;;) {
    try {
      await checkDatabase(database);
      if (lastReason === undefined) onFirstResult(true);
      return;
    } catch (error) {
      if (error instanceof UnusableDatabaseError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== lastReason) log.warn({ reason }, 'waiting for PostgreSQL; see DATABASE_URL');
      if (lastReason === undefined) onFirstResult(false);
      lastReason = reason;
      await pause(RETRY_MS);
    }
  }
};

/**
 * For an entrypoint: an unusable database ends the process with one log line and code 1.
 * `onFirstResult` is called once, after the first check: the database answered, or the wait begins.
 */
export const awaitDatabaseOrExit = async (
  database: Database,
  log: Log,
  onFirstResult: (isUsable: boolean) => void = () => undefined,
): Promise<void> => {
  try {
    await awaitDatabase(database, log, onFirstResult);
  } catch (error) {
    if (!(error instanceof UnusableDatabaseError)) throw error;
    log.fatal({ reason: error.message }, 'database refused');
    process.exit(1);
  }
};

const RoleRow = z.object({
  name: z.string(),
  bypasses_rls: z.boolean(),
  is_owner: z.boolean(),
  is_migrated: z.boolean(),
});

const checkDatabase = async (database: Database): Promise<void> => {
  const [row] = await database`
    select rolname as name, rolsuper or rolbypassrls as bypasses_rls,
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
  if (role.bypasses_rls) {
    throw new UnusableDatabaseError(
      `DATABASE_URL signs in as ${role.name}, a role that bypasses row level security; use relais_app.`,
    );
  }
  if (role.is_owner) {
    throw new UnusableDatabaseError(
      `DATABASE_URL signs in as ${role.name}, a role that owns the tables and could disable their row level security; use relais_app.`,
    );
  }
  const missing = role.is_migrated ? await listMissing(database) : await listMigrations();
  if (missing.length > 0) {
    throw new UnusableDatabaseError(
      `The database lacks ${missing.length} migration(s), the first is ${missing[0]}; run npm run migrate.`,
    );
  }
  const [accepted] = await database`select is_database_accepted() as is_accepted`;
  if (accepted?.['is_accepted'] !== true) {
    throw new UnusableDatabaseError(
      'The database was restored from a dump, or moved: n8n may have carried out actions that it does not know. Run npm run restore:finish (docs/operations.md, "Backup and restore").',
    );
  }
};

const listMissing = async (database: Database): Promise<string[]> => {
  const rows = await database`select version from list_applied_migrations()`;
  const applied = new Set(rows.map((row) => z.object({ version: z.string() }).parse(row).version));
  return (await listMigrations()).filter((version) => !applied.has(version));
};
