import type postgres from 'postgres';
import type { Sql, TransactionSql } from 'postgres';

/** jsonb parameter: any plain object or list of them. */
export const json = (
  sql: Sql<{ bigint: number }> | TransactionSql<{ bigint: number }>,
  value: object,
) => sql.json(value as unknown as postgres.JSONValue);
