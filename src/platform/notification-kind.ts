import type { TransactionSql } from 'postgres';
import { DECLARED_KINDS, MESSAGE_KIND } from '../domain/notifications/preferences.ts';

type Connection = TransactionSql<{ bigint: number }>;

/** The kind of a preference that a type of notification belongs to. In: the expression of the type. */
export const kindOf = (sql: Connection, type: ReturnType<Connection>) => sql`
  case when ${type} = any (${[...DECLARED_KINDS]}::text[]) then ${type} else ${MESSAGE_KIND}::text end
`;
