import { z } from 'zod';
import { DISABLED_REASONS } from '../../domain/webhooks/delivery/events.ts';
import { CIRCUITS, RATED_DELIVERY_COUNT_MAX } from '../../domain/webhooks/shapes.ts';
import type { Transaction } from '../../platform/database.ts';
import { firstIdAt } from '../actions/records.ts';
import { parseFirst, parseRows } from '../shared/rows.ts';

/** Webhooks as their owners see and change them. */

export const WebhookRow = z.object({
  id: z.number(),
  user_id: z.number(),
  user_name: z.string(),
  form_id: z.number().nullable(),
  form_name: z.string().nullable(),
  call_centre_id: z.number().nullable(),
  call_centre_name: z.string().nullable(),
  name: z.string(),
  description: z.string().nullable(),
  url: z.string(),
  events: z.array(z.string()),
  headers_encrypted: z.instanceof(Buffer).nullable(),
  secret_encrypted: z.instanceof(Buffer),
  previous_secret_encrypted: z.instanceof(Buffer).nullable(),
  previous_secret_expires_at: z.date().nullable(),
  rate_limit_per_second: z.number().nullable(),
  attempt_count_max: z.number(),
  is_active: z.boolean(),
  disabled_reason: z.enum(DISABLED_REASONS).nullable(),
  disabled_at: z.date().nullable(),
  version: z.number(),
  created_at: z.date(),
  updated_at: z.date(),
  circuit: z.enum(CIRCUITS),
  probe_at: z.date().nullable(),
  failing_since: z.date().nullable(),
  succeeded_at: z.date().nullable(),
  failure_notified_at: z.date().nullable(),
  /** Of the last 24 hours, and of the newest RATED_DELIVERY_COUNT_MAX among them. */
  delivered_count: z.number(),
  undelivered_count: z.number(),
});
export type WebhookRow = z.infer<typeof WebhookRow>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Index of the counts: webhook_deliveries_webhook. Delivery ids are UUIDv7, so they sort by creation. */
const selectWebhook = ({ sql, actor }: Transaction, now: Date) => sql`
  select webhooks.id, webhooks.user_id, users.name as user_name, webhooks.form_id,
    forms.name as form_name, webhooks.call_centre_id, call_centres.name as call_centre_name,
    webhooks.name, webhooks.description, webhooks.url, webhooks.events,
    webhooks.headers_encrypted, webhooks.secret_encrypted, webhooks.previous_secret_encrypted,
    webhooks.previous_secret_expires_at, webhooks.rate_limit_per_second,
    webhooks.attempt_count_max, webhooks.is_active, webhooks.disabled_reason,
    webhooks.disabled_at, webhooks.version, webhooks.created_at, webhooks.updated_at,
    coalesce(webhook_health.circuit, 'closed') as circuit, webhook_health.probe_at,
    webhook_health.failing_since, webhook_health.succeeded_at, webhook_health.failure_notified_at,
    counted.delivered_count, counted.undelivered_count
  from webhooks
  join users on users.company_id = webhooks.company_id and users.id = webhooks.user_id
  left join forms on forms.company_id = webhooks.company_id and forms.id = webhooks.form_id
  left join call_centres
    on call_centres.company_id = webhooks.company_id
    and call_centres.id = webhooks.call_centre_id
  left join webhook_health
    on webhook_health.company_id = webhooks.company_id
    and webhook_health.webhook_id = webhooks.id
  cross join lateral (
    select count(*) filter (where recent.status = 'succeeded') as delivered_count,
      count(*) filter (where recent.status = 'failed') as undelivered_count
    from (
      select webhook_deliveries.status
      from webhook_deliveries
      where webhook_deliveries.company_id = ${actor.companyId}::bigint
        and webhook_deliveries.webhook_id = webhooks.id
        and webhook_deliveries.id >= ${firstIdAt(now.getTime() - DAY_MS)}::uuid
      order by webhook_deliveries.id desc
      limit ${RATED_DELIVERY_COUNT_MAX}::integer
    ) as recent
  ) as counted
  where webhooks.company_id = ${actor.companyId}::bigint
    and webhooks.deleted_at is null
`;

interface ListWebhooksInput {
  isActive: boolean | undefined;
  formId: number | undefined;
  callCentreId: number | undefined;
  afterId: number | undefined;
  limit: number;
  now: Date;
}

/** Oldest first. */
export const listWebhooks = async (
  tx: Transaction,
  input: ListWebhooksInput,
): Promise<WebhookRow[]> => {
  const { sql } = tx;
  return parseRows(
    WebhookRow,
    await sql`
      ${selectWebhook(tx, input.now)}
        ${input.isActive === undefined ? sql`` : sql`and webhooks.is_active = ${input.isActive}::boolean`}
        ${input.formId === undefined ? sql`` : sql`and webhooks.form_id = ${input.formId}::bigint`}
        ${input.callCentreId === undefined ? sql`` : sql`and webhooks.call_centre_id = ${input.callCentreId}::bigint`}
        ${input.afterId === undefined ? sql`` : sql`and webhooks.id > ${input.afterId}::bigint`}
      order by webhooks.id
      limit ${input.limit}::integer
    `,
  );
};

export const findWebhook = async (
  tx: Transaction,
  input: { id: number; now: Date; isLocked?: boolean },
): Promise<WebhookRow | undefined> => {
  const { sql } = tx;
  return parseFirst(
    WebhookRow,
    await sql`
      ${selectWebhook(tx, input.now)}
        and webhooks.id = ${input.id}::bigint
      ${input.isLocked === true ? sql`for no key update of webhooks` : sql``}
    `,
  );
};

/** Call it under `lockSetting`: the maximum holds for requests at once. */
export const countWebhooks = async ({ sql, actor }: Transaction): Promise<number> => {
  const [row] = await sql`
    select count(*) as count
    from webhooks
    where company_id = ${actor.companyId}::bigint
      and deleted_at is null
  `;
  return z.object({ count: z.number() }).parse(row).count;
};

export interface WebhookFields {
  userId: number;
  formId: number | null;
  callCentreId: number | null;
  name: string;
  description: string | null;
  url: string;
  events: readonly string[];
  headersEncrypted: Buffer | null;
  rateLimitPerSecond: number | null;
  attemptCountMax: number;
  isActive: boolean;
}

export const insertWebhook = async (
  { sql, actor }: Transaction,
  input: WebhookFields & { secretEncrypted: Buffer },
): Promise<number> => {
  const [row] = await sql`
    insert into webhooks (
      company_id, user_id, form_id, call_centre_id, name, description, url, events,
      headers_encrypted, secret_encrypted, rate_limit_per_second, attempt_count_max, is_active
    )
    values (
      ${actor.companyId}::bigint, ${input.userId}::bigint, ${input.formId}::bigint,
      ${input.callCentreId}::bigint, ${input.name}::text, ${input.description}::text,
      ${input.url}::text, ${[...input.events]}::text[], ${input.headersEncrypted}::bytea,
      ${input.secretEncrypted}::bytea, ${input.rateLimitPerSecond}::integer,
      ${input.attemptCountMax}::integer, ${input.isActive}::boolean
    )
    returning id
  `;
  return z.object({ id: z.number() }).parse(row).id;
};

/** Call it under the row's lock. Who switches a webhook on or off ends its disabling by Relais. */
export const updateWebhook = async (
  { sql, actor }: Transaction,
  input: WebhookFields & { id: number; isSwitched: boolean },
): Promise<void> => {
  await sql`
    update webhooks
    set user_id = ${input.userId}::bigint,
        form_id = ${input.formId}::bigint,
        call_centre_id = ${input.callCentreId}::bigint,
        name = ${input.name}::text,
        description = ${input.description}::text,
        url = ${input.url}::text,
        events = ${[...input.events]}::text[],
        headers_encrypted = ${input.headersEncrypted}::bytea,
        rate_limit_per_second = ${input.rateLimitPerSecond}::integer,
        attempt_count_max = ${input.attemptCountMax}::integer,
        is_active = ${input.isActive}::boolean,
        ${input.isSwitched ? sql`disabled_reason = null, disabled_at = null,` : sql``}
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${input.id}::bigint
  `;
};

/** Changes nothing for a webhook without attempts: it has no such row yet. */
export const lockWebhookHealth = async (
  { sql, actor }: Transaction,
  webhookId: number,
): Promise<void> => {
  await sql`
    select 1
    from webhook_health
    where company_id = ${actor.companyId}::bigint
      and webhook_id = ${webhookId}::bigint
    for update
  `;
};

/** Forgets the failures: what follows is about another address, or after a repair. */
export const resetWebhookHealth = async (
  { sql, actor }: Transaction,
  webhookId: number,
  now: Date,
): Promise<void> => {
  await sql`
    update webhook_health
    set circuit = 'closed',
        probe_at = null,
        probe_delay_seconds = null,
        failing_since = null,
        failure_notified_at = null,
        closed_at = ${now}::timestamptz
    where company_id = ${actor.companyId}::bigint
      and webhook_id = ${webhookId}::bigint
  `;
};

/** Soft: its deliveries stay. */
export const deleteWebhook = async ({ sql, actor }: Transaction, id: number): Promise<void> => {
  await sql`
    update webhooks
    set deleted_at = now(),
        is_active = false,
        headers_encrypted = null,
        previous_secret_encrypted = null,
        previous_secret_expires_at = null,
        version = version + 1,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${id}::bigint
  `;
};

/** `version` stays: a change that is being edited does not touch the secret. */
export const rotateWebhookSecret = async (
  { sql, actor }: Transaction,
  input: {
    id: number;
    secretEncrypted: Buffer;
    previousSecretEncrypted: Buffer | null;
    previousSecretExpiresAt: Date | null;
  },
): Promise<void> => {
  await sql`
    update webhooks
    set secret_encrypted = ${input.secretEncrypted}::bytea,
        previous_secret_encrypted = ${input.previousSecretEncrypted}::bytea,
        previous_secret_expires_at = ${input.previousSecretExpiresAt}::timestamptz,
        updated_at = now()
    where company_id = ${actor.companyId}::bigint
      and id = ${input.id}::bigint
  `;
};

const BindingRow = z.object({ has_form: z.boolean(), has_call_centre: z.boolean() });

/** Whether the records that a webhook is bound to exist. Locks them against deletion until the commit. */
export const findBindings = async (
  { sql, actor }: Transaction,
  input: { formId: number | null; callCentreId: number | null },
): Promise<{ hasForm: boolean; hasCallCentre: boolean }> => {
  const [row] = await sql`
    with form as (
      select id
      from forms
      where company_id = ${actor.companyId}::bigint
        and id = ${input.formId}::bigint
        and deleted_at is null
      for key share
    ),
    centre as (
      select id
      from call_centres
      where company_id = ${actor.companyId}::bigint
        and id = ${input.callCentreId}::bigint
      for key share
    )
    select exists (select from form) as has_form, exists (select from centre) as has_call_centre
  `;
  const found = BindingRow.parse(row);
  return { hasForm: found.has_form, hasCallCentre: found.has_call_centre };
};
