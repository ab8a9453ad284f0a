import type { Transaction } from '../../platform/database.ts';

type Expression = ReturnType<Transaction['sql']>;

/** As `withoutTag` of src/domain/messages/sender-domains.ts. */
export const untagged = (sql: Transaction['sql'], address: Expression) =>
  sql`regexp_replace(${address}, '\\+[^@]*@', '@')`;

/** Whether an address is of a domain, or below it. Null: no. */
export const isOfDomain = (sql: Transaction['sql'], address: Expression, domain: string | null) =>
  sql`right('.' || substring(${address} from '[^@]*$'), length(${domain}::text) + 1) = '.' || ${domain}::text`;
