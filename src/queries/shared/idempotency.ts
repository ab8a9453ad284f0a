import { z } from 'zod';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from './rows.ts';

interface Slot {
  caller: string;
  key: string;
}

/** The lock is released when the transaction ends. Out: false if another transaction holds it. */
export const tryLockIdempotencyKey = async (
  { sql, actor }: Transaction,
  { caller, key }: Slot,
): Promise<boolean> => {
  const [row] = await sql`
    select pg_try_advisory_xact_lock(
      hashtextextended(${`${actor.companyId}/${caller}/${key}`}::text, 0)
    ) as locked
  `;
  return row?.['locked'] === true;
};

const StoredAnswerRow = z.object({
  fingerprint: z.instanceof(Buffer),
  response: z.instanceof(Buffer),
});

export const findIdempotentAnswer = async (
  { sql, actor }: Transaction,
  { caller, key }: Slot,
): Promise<z.infer<typeof StoredAnswerRow> | undefined> =>
  parseFirst(
    StoredAnswerRow,
    await sql`
      select fingerprint, response
      from idempotency_keys
      where company_id = ${actor.companyId}::bigint
        and caller = ${caller}::text
        and key = ${key}::text
        and created_at > now() - interval '24 hours'
    `,
  );

/** Replaces an expired answer (older than 24 h) that is not purged yet. */
export const insertIdempotentAnswer = (
  { sql, actor, send }: Transaction,
  input: Slot & { fingerprint: Buffer; response: Buffer },
): void =>
  send(sql`
    insert into idempotency_keys (company_id, caller, key, fingerprint, response)
    values (
      ${actor.companyId}::bigint, ${input.caller}::text, ${input.key}::text,
      ${input.fingerprint}::bytea, ${input.response}::bytea
    )
    on conflict (company_id, caller, key) do update
    set fingerprint = excluded.fingerprint,
        response = excluded.response,
        created_at = now()
  `);
