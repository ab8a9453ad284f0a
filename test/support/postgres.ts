import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import type { DatabaseUrls } from '../../dev/services/postgres.ts';
import { postgresUrls } from '../../dev/services/postgres.ts';
import type { Database } from '../../src/platform/database.ts';
import { until } from './until.ts';

export interface TestDatabase extends DatabaseUrls {
  name: string;
  /** Ends every connection to it first. Optional: the whole cluster goes at the end of the run. */
  drop: () => Promise<void>;
}

/** A private database at the newest migration, empty of rows. Takes milliseconds: it is a copy of the template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const cluster = inject('cluster');
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await asAdmin(
    (sql) =>
      sql`create database ${sql(name)} template ${sql(cluster.template)} owner relais_owner strategy wal_log`,
  );
  return {
    name,
    ...postgresUrls(cluster, name),
    drop: () => asAdmin((sql) => sql`drop database if exists ${sql(name)} with (force)`),
  };
}

/** Resolves once so many statements of the database wait for a lock that the test holds. */
export function untilBlocked(superuser: Database, count = 1): Promise<unknown> {
  return until(`${count} statement(s) wait for a lock`, async () => {
    const waiting = await superuser`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'
    `;
    return waiting.length >= count;
  });
}

async function asAdmin(run: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(postgresUrls(inject('cluster'), 'postgres').superuserUrl, { max: 1 });
  try {
    await run(sql);
  } finally {
    await sql.end();
  }
}
