import { NIL as NIL_UUID } from 'uuid';
import { z } from 'zod';
import type { Transaction } from '../platform/database.ts';
import type { SecretColumn } from '../domain/shared/secret-columns.ts';
import { parseRows } from './shared/rows.ts';

/** Stored secrets of one company that are not encrypted under the current key. */

const StaleSecretRow = z.object({ row_key: z.string(), envelope: z.instanceof(Buffer) });
export type StaleSecretRow = z.infer<typeof StaleSecretRow>;

interface ListStaleInput {
  /** The current key. */
  keyId: string;
  afterRowKey: string;
  limit: number;
}

interface SecretStore {
  /** Locks the rows; in order of their key. */
  list: (tx: Transaction, input: ListStaleInput) => Promise<StaleSecretRow[]>;
  update: (tx: Transaction, row: StaleSecretRow) => Promise<unknown>;
}

type Column = ReturnType<Transaction['sql']>;

/** An envelope begins with the length of the key id and the key id. An empty value has no key. */
const isStale = (sql: Transaction['sql'], column: Column, keyId: string) => sql`
  case
    when length(${column}) > 1
    then substr(${column}, 2, get_byte(${column}, 0)) <> ${Buffer.from(keyId, 'ascii')}::bytea
    else false
  end
`;

const parseStale = (rows: readonly unknown[]) => parseRows(StaleSecretRow, rows);

/** For a table whose rows have a number. */
const numberedStore = (table: string, key: string, column: string): SecretStore => ({
  list: async ({ sql, actor }, { keyId, afterRowKey, limit }) =>
    parseStale(
      await sql`
        select ${sql(key)}::text as row_key, ${sql(column)} as envelope
        from ${sql(table)}
        where company_id = ${actor.companyId}::bigint
          and ${sql(key)} > ${afterRowKey === '' ? 0 : afterRowKey}::bigint
          and ${isStale(sql, sql`${sql(column)}`, keyId)}
        order by ${sql(key)}
        limit ${limit}::integer
        for update
      `,
    ),
  update: ({ sql, actor }, row) => sql`
    update ${sql(table)}
    set ${sql(column)} = ${row.envelope}::bytea
    where company_id = ${actor.companyId}::bigint
      and ${sql(key)} = ${row.row_key}::bigint
  `,
});

export const SECRET_STORES: Record<SecretColumn, SecretStore> = {
  'action_routes.api_key_encrypted': {
    list: async ({ sql, actor }, { keyId, afterRowKey, limit }) =>
      parseStale(
        await sql`
        select prefix as row_key, api_key_encrypted as envelope
        from action_routes
        where company_id = ${actor.companyId}::bigint
          and prefix > ${afterRowKey}::text
          and ${isStale(sql, sql`api_key_encrypted`, keyId)}
        order by prefix
        limit ${limit}::integer
        for update
      `,
      ),
    update: ({ sql, actor }, row) => sql`
      update action_routes
      set api_key_encrypted = ${row.envelope}::bytea
      where company_id = ${actor.companyId}::bigint
        and prefix = ${row.row_key}::text
    `,
  },
  'actions.route_api_key_encrypted': {
    list: async ({ sql, actor }, { keyId, afterRowKey, limit }) =>
      parseStale(
        await sql`
        select id::text as row_key, route_api_key_encrypted as envelope
        from actions
        where company_id = ${actor.companyId}::bigint
          and id > ${afterRowKey === '' ? NIL_UUID : afterRowKey}::uuid
          and ${isStale(sql, sql`route_api_key_encrypted`, keyId)}
        order by id
        limit ${limit}::integer
        for update
      `,
      ),
    update: ({ sql, actor }, row) => sql`
      update actions
      set route_api_key_encrypted = ${row.envelope}::bytea
      where company_id = ${actor.companyId}::bigint
        and id = ${row.row_key}::uuid
    `,
  },
  // One row for each company.
  'ai_settings.api_key_encrypted': {
    list: async ({ sql, actor }, { keyId, afterRowKey, limit }) =>
      parseStale(
        await sql`
        select company_id::text as row_key, api_key_encrypted as envelope
        from ai_settings
        where company_id = ${actor.companyId}::bigint
          and company_id > ${afterRowKey === '' ? 0 : afterRowKey}::bigint
          and ${isStale(sql, sql`api_key_encrypted`, keyId)}
        limit ${limit}::integer
        for update
      `,
      ),
    update: ({ sql, actor }, row) => sql`
      update ai_settings
      set api_key_encrypted = ${row.envelope}::bytea
      where company_id = ${actor.companyId}::bigint
    `,
  },
  // One row for each kind.
  'case_modules.secret_encrypted': {
    list: async ({ sql, actor }, { keyId, afterRowKey, limit }) =>
      parseStale(
        await sql`
        select kind as row_key, secret_encrypted as envelope
        from case_modules
        where company_id = ${actor.companyId}::bigint
          and kind > ${afterRowKey}::text
          and ${isStale(sql, sql`secret_encrypted`, keyId)}
        order by kind
        limit ${limit}::integer
        for update
      `,
      ),
    update: ({ sql, actor }, row) => sql`
      update case_modules
      set secret_encrypted = ${row.envelope}::bytea
      where company_id = ${actor.companyId}::bigint
        and kind = ${row.row_key}::text
    `,
  },
  // Answers older than a day are not read any more.
  'idempotency_keys.response': {
    list: async ({ sql, actor }, { keyId, afterRowKey, limit }) =>
      parseStale(
        await sql`
        select caller || '/' || key as row_key, response as envelope
        from idempotency_keys
        where company_id = ${actor.companyId}::bigint
          and caller || '/' || key > ${afterRowKey}::text
          and created_at > now() - interval '24 hours'
          and ${isStale(sql, sql`response`, keyId)}
        order by caller || '/' || key
        limit ${limit}::integer
        for update
      `,
      ),
    update: ({ sql, actor }, row) => sql`
      update idempotency_keys
      set response = ${row.envelope}::bytea
      where company_id = ${actor.companyId}::bigint
        and caller = split_part(${row.row_key}::text, '/', 1)
        and caller || '/' || key = ${row.row_key}::text
    `,
  },
  'mailboxes.secret_encrypted': numberedStore('mailboxes', 'id', 'secret_encrypted'),
  'mailbox_health.access_token_encrypted': numberedStore(
    'mailbox_health',
    'mailbox_id',
    'access_token_encrypted',
  ),
  'webhooks.secret_encrypted': numberedStore('webhooks', 'id', 'secret_encrypted'),
  'webhooks.previous_secret_encrypted': numberedStore(
    'webhooks',
    'id',
    'previous_secret_encrypted',
  ),
  'webhooks.headers_encrypted': numberedStore('webhooks', 'id', 'headers_encrypted'),
};
