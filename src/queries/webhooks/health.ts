import { z } from 'zod';
import {
  HEALTHY,
  WINDOW_ATTEMPT_COUNT_MAX,
  type Health,
} from '../../domain/webhooks/delivery/circuit.ts';
import type { DisabledReason } from '../../domain/webhooks/delivery/events.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { parseFirst } from '../shared/rows.ts';

/** What the attempts of a webhook say about its endpoint. */

const HealthRow = z.object({
  circuit: z.enum(['closed', 'open']),
  probe_at: z.date().nullable(),
  probe_delay_seconds: z.number().nullable(),
  failing_since: z.date().nullable(),
  succeeded_at: z.date().nullable(),
  failure_notified_at: z.date().nullable(),
  closed_at: z.date().nullable(),
});

/** Locks it, so that batches of one webhook are judged one after the other. */
export const lockHealth = async ({ sql, actor }: Transaction, webhookId: number): Promise<Health> =>
  parseFirst(
    HealthRow,
    await sql`
      insert into webhook_health (company_id, webhook_id)
      values (${actor.companyId}::bigint, ${webhookId}::bigint)
      on conflict (company_id, webhook_id) do update
      set circuit = webhook_health.circuit
      returning circuit, probe_at, probe_delay_seconds, failing_since, succeeded_at,
        failure_notified_at, closed_at
    `,
  ) ?? HEALTHY;

export const saveHealth = (
  { sql, actor, send }: Transaction,
  webhookId: number,
  health: Health,
): void =>
  send(sql`
    update webhook_health
    set circuit = ${health.circuit}::text,
        probe_at = ${health.probe_at}::timestamptz,
        probe_delay_seconds = ${health.probe_delay_seconds}::integer,
        failing_since = ${health.failing_since}::timestamptz,
        succeeded_at = ${health.succeeded_at}::timestamptz,
        failure_notified_at = ${health.failure_notified_at}::timestamptz,
        closed_at = ${health.closed_at}::timestamptz
    where company_id = ${actor.companyId}::bigint and webhook_id = ${webhookId}::bigint
  `);

const CountRow = z.object({ attempt_count: z.number(), failure_count: z.number() });

/** The newest attempts since an instant. Index: webhook_attempts_webhook. */
export const countRecentAttempts = async (
  { sql, actor }: Transaction,
  { webhookId, since }: { webhookId: number; since: Date },
): Promise<{ attemptCount: number; failureCount: number }> => {
  const row = parseFirst(
    CountRow,
    await sql`
      select count(*) as attempt_count,
        count(*) filter (where recent.error_class is not null) as failure_count
      from (
        select error_class
        from webhook_attempts
        where company_id = ${actor.companyId}::bigint
          and webhook_id = ${webhookId}::bigint
          and started_at > ${since}::timestamptz
        order by started_at desc
        limit ${WINDOW_ATTEMPT_COUNT_MAX}::integer
      ) recent
    `,
  );
  return { attemptCount: row?.attempt_count ?? 0, failureCount: row?.failure_count ?? 0 };
};

const OwnerRow = z.object({ name: z.string(), user_id: z.number() });
export type WebhookOwner = z.infer<typeof OwnerRow>;

export const findWebhookOwner = async (
  { sql, actor }: Transaction,
  webhookId: number,
): Promise<WebhookOwner | undefined> =>
  parseFirst(
    OwnerRow,
    await sql`
      select name, user_id
      from webhooks
      where company_id = ${actor.companyId}::bigint
        and id = ${webhookId}::bigint
        and deleted_at is null
    `,
  );

/** Out: undefined if it is inactive or deleted already, so that its owner is told once. */
export const disableWebhook = async (
  { sql, actor }: Transaction,
  { webhookId, reason, now }: { webhookId: number; reason: DisabledReason; now: Date },
): Promise<WebhookOwner | undefined> =>
  parseFirst(
    OwnerRow,
    await sql`
      update webhooks
      set is_active = false,
          disabled_reason = ${reason}::text,
          disabled_at = ${now}::timestamptz,
          version = version + 1,
          updated_at = ${now}::timestamptz
      where company_id = ${actor.companyId}::bigint
        and id = ${webhookId}::bigint
        and is_active
        and deleted_at is null
      returning name, user_id
    `,
  );

/** Of active webhooks of all companies. */
export const countOpenCircuits = async (database: Database): Promise<number> => {
  const [row] = await database`select count_open_circuits() as count`;
  return z.object({ count: z.number() }).parse(row).count;
};
