import { z } from 'zod';
import type { DeliveryOutcome } from '../../domain/webhooks/deliveries.ts';
import type { Transaction } from '../../platform/database.ts';
import { json } from '../../platform/json.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Deliveries that are due, what they need to be sent, and what becomes of them before they are sent. */

const DueRow = z.object({
  id: z.string(),
  event_id: z.string(),
  webhook_id: z.number(),
  round: z.number(),
  attempt_count: z.number(),
  /** A user asked for this attempt while the circuit was open. */
  is_asked: z.boolean(),
});
export type DueRow = z.infer<typeof DueRow>;

/**
 * Locks what is due and has no attempt under way; what another run locks is left out. In the order of an index,
 * so that a run of thousands of deliveries does not read them all each time.
 */
export const lockDue = async (
  { sql, actor }: Transaction,
  { eventIds, now, limit }: { eventIds: readonly string[]; now: Date; limit: number },
): Promise<DueRow[]> =>
  parseRows(
    DueRow,
    await sql`
      select id, event_id, webhook_id, round, attempt_count,
        coalesce(leased_until = next_attempt_at, false) as is_asked
      from webhook_deliveries
      where company_id = ${actor.companyId}::bigint
        and event_id = any(${eventIds}::uuid[])
        and status = 'pending'
        and next_attempt_at <= ${now}::timestamptz
        and (leased_until is null or leased_until <= ${now}::timestamptz)
      order by event_id, webhook_id
      limit ${limit}::integer
      for update skip locked
    `,
  );

const SentEventRow = z.object({
  id: z.string(),
  type: z.string(),
  sequence: z.number(),
  data: z.unknown(),
  occurred_at: z.date(),
});

export const listSentEvents = async (
  { sql, actor }: Transaction,
  ids: readonly string[],
): Promise<z.infer<typeof SentEventRow>[]> =>
  parseRows(
    SentEventRow,
    await sql`
      select id, type, sequence, data, occurred_at
      from events
      where company_id = ${actor.companyId}::bigint and id = any(${ids}::uuid[])
    `,
  );

const EndpointRow = z.object({
  id: z.number(),
  url: z.string(),
  secret_encrypted: z.instanceof(Buffer),
  previous_secret_encrypted: z.instanceof(Buffer).nullable(),
  previous_secret_expires_at: z.date().nullable(),
  headers_encrypted: z.instanceof(Buffer).nullable(),
  rate_limit_per_second: z.number().nullable(),
  attempt_count_max: z.number(),
  is_active: z.boolean(),
  is_deleted: z.boolean(),
  is_circuit_open: z.boolean(),
  probe_at: z.date().nullable(),
  is_failing: z.boolean(),
});
export type EndpointRow = z.infer<typeof EndpointRow>;

export const listEndpoints = async (
  { sql, actor }: Transaction,
  ids: readonly number[],
): Promise<EndpointRow[]> =>
  parseRows(
    EndpointRow,
    await sql`
      select webhooks.id, webhooks.url, webhooks.secret_encrypted,
        webhooks.previous_secret_encrypted, webhooks.previous_secret_expires_at,
        webhooks.headers_encrypted, webhooks.rate_limit_per_second, webhooks.attempt_count_max,
        webhooks.is_active, webhooks.deleted_at is not null as is_deleted,
        coalesce(webhook_health.circuit = 'open', false) as is_circuit_open,
        webhook_health.probe_at, webhook_health.failing_since is not null as is_failing
      from webhooks
      left join webhook_health
        on webhook_health.company_id = webhooks.company_id
        and webhook_health.webhook_id = webhooks.id
      where webhooks.company_id = ${actor.companyId}::bigint
        and webhooks.id = any(${ids}::bigint[])
    `,
  );

const PaceRow = z.object({ pace_at: z.date(), turn_at: z.date() });

/** Locks the pace of a webhook with a limit per second. */
export const lockPace = async (
  { sql, actor }: Transaction,
  { webhookId, now }: { webhookId: number; now: Date },
): Promise<{ paceAt: Date; turnAt: Date }> => {
  const row = parseFirst(
    PaceRow,
    await sql`
      insert into webhook_health (company_id, webhook_id, pace_at, turn_at)
      values (
        ${actor.companyId}::bigint, ${webhookId}::bigint, ${now}::timestamptz, ${now}::timestamptz
      )
      on conflict (company_id, webhook_id) do update
      set pace_at = greatest(webhook_health.pace_at, excluded.pace_at),
          turn_at = greatest(webhook_health.turn_at, excluded.turn_at)
      returning pace_at, turn_at
    `,
  );
  return { paceAt: row?.pace_at ?? now, turnAt: row?.turn_at ?? now };
};

export const savePace = (
  { sql, actor, send }: Transaction,
  { webhookId, paceAt, turnAt }: { webhookId: number; paceAt: Date; turnAt: Date },
): void =>
  send(sql`
    update webhook_health
    set pace_at = ${paceAt}::timestamptz,
        turn_at = ${turnAt}::timestamptz
    where company_id = ${actor.companyId}::bigint and webhook_id = ${webhookId}::bigint
  `);

/** An attempt of each begins. Until `leaseUntil` no other run begins one. */
export const leaseDeliveries = (
  { sql, actor, send }: Transaction,
  { ids, leaseUntil }: { ids: readonly string[]; leaseUntil: Date },
): void => {
  if (ids.length === 0) return;
  send(sql`
    update webhook_deliveries
    set leased_until = ${leaseUntil}::timestamptz
    where company_id = ${actor.companyId}::bigint and id = any(${ids}::uuid[])
  `);
};

export interface Postponement {
  id: string;
  until: Date;
}

/**
 * No attempt is used: the circuit or the pace holds them back. Its conditions keep the planner from the index
 * of open deliveries, as those of `recordAttempts` do.
 */
export const postponeDeliveries = (
  { sql, actor, send }: Transaction,
  postponements: readonly Postponement[],
): void => {
  if (postponements.length === 0) return;
  const rows = postponements.map(({ id, until }) => ({ id, until: until.toISOString() }));
  send(sql`
    update webhook_deliveries
    set next_attempt_at = postponed.until,
        leased_until = null
    from jsonb_to_recordset(${json(sql, rows)}) as postponed(id uuid, until timestamptz)
    where webhook_deliveries.company_id = ${actor.companyId}::bigint
      and webhook_deliveries.id = any(${postponements.map(({ id }) => id)}::uuid[])
      and webhook_deliveries.id = postponed.id
      and webhook_deliveries.settled_at is null
  `);
};

/** Ends deliveries without an attempt. */
export const cancelDeliveries = (
  { sql, actor, send }: Transaction,
  { ids, outcome, now }: { ids: readonly string[]; outcome: DeliveryOutcome; now: Date },
): void => {
  if (ids.length === 0) return;
  send(sql`
    update webhook_deliveries
    set status = 'cancelled',
        outcome_code = ${outcome}::text,
        settled_at = ${now}::timestamptz,
        next_attempt_at = null,
        leased_until = null
    where company_id = ${actor.companyId}::bigint
      and id = any(${ids}::uuid[])
      and status = 'pending'
  `);
};

/** When the run must look again: the earliest due time, or the end of a lease. Null: all have ended. */
export const findNextDueAt = async (
  { sql, actor }: Transaction,
  eventIds: readonly string[],
): Promise<Date | null> => {
  const [row] = await sql`
    select min(greatest(next_attempt_at, leased_until)) as due_at
    from webhook_deliveries
    where company_id = ${actor.companyId}::bigint
      and event_id = any(${eventIds}::uuid[])
      and status = 'pending'
  `;
  return z.date().nullable().parse(row?.['due_at']);
};

/** Open deliveries of events, locked. */
export const lockPending = async (
  { sql, actor }: Transaction,
  eventIds: readonly string[],
): Promise<string[]> => {
  const rows = await sql`
    select id
    from webhook_deliveries
    where company_id = ${actor.companyId}::bigint
      and event_id = any(${eventIds}::uuid[])
      and status = 'pending'
    order by id
    for update
  `;
  return parseRows(z.object({ id: z.string() }), rows).map(({ id }) => id);
};
