import { z } from 'zod';
import { CIRCUITS } from '../../domain/webhooks/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';

/** The circuit of a webhook, for the one attempt that probes its endpoint while the circuit is open. */

/**
 * Takes the probe of an open circuit: one run gets it. Until `leaseUntil` no other one does.
 * Out: false if another run has it.
 */
export const takeProbe = async (
  { sql, actor }: Transaction,
  { webhookId, now, leaseUntil }: { webhookId: number; now: Date; leaseUntil: Date },
): Promise<boolean> => {
  const taken = await sql`
    update webhook_health
    set probe_at = ${leaseUntil}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and webhook_id = ${webhookId}::bigint
      and circuit = 'open'
      and probe_at <= ${now}::timestamptz
  `;
  return taken.count > 0;
};

const CircuitRow = z.object({ circuit: z.enum(CIRCUITS), probe_at: z.date().nullable() });

/** Locks the circuit of a webhook, so that it does not close while a delivery begins to wait for it. */
export const lockCircuit = async (
  { sql, actor }: Transaction,
  webhookId: number,
): Promise<{ isOpen: boolean; probeAt: Date | null }> => {
  const row = parseFirst(
    CircuitRow,
    await sql`
      select circuit, probe_at
      from webhook_health
      where company_id = ${actor.companyId}::bigint
        and webhook_id = ${webhookId}::bigint
      for update
    `,
  );
  return { isOpen: row?.circuit === 'open', probeAt: row?.probe_at ?? null };
};

/** Keeps the next probe of an open circuit away while an attempt that a user asked for is under way. */
export const holdProbe = (
  { sql, actor, send }: Transaction,
  { webhookId, leaseUntil }: { webhookId: number; leaseUntil: Date },
): void =>
  send(sql`
    update webhook_health
    set probe_at = greatest(probe_at, ${leaseUntil}::timestamptz)
    where company_id = ${actor.companyId}::bigint and webhook_id = ${webhookId}::bigint
  `);

/**
 * If an attempt of a webhook is under way, or one that a user asked for since `askedSince` is about to begin.
 * Index: webhook_deliveries_pending.
 */
export const hasAttemptUnderWay = async (
  { sql, actor }: Transaction,
  { webhookId, now, askedSince }: { webhookId: number; now: Date; askedSince: Date },
): Promise<boolean> => {
  const rows = await sql`
    select 1
    from webhook_deliveries
    where company_id = ${actor.companyId}::bigint
      and webhook_id = ${webhookId}::bigint
      and status = 'pending'
      and (
        leased_until > ${now}::timestamptz
        or (leased_until = next_attempt_at and leased_until > ${askedSince}::timestamptz)
      )
    limit 1
  `;
  return rows.count > 0;
};
