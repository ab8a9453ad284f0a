import type { z } from '@hono/zod-openapi';
import type { WebhookOut, WEBHOOK_STATES } from '../../domain/webhooks/shapes.ts';
import type { WebhookRow } from '../../queries/webhooks/endpoints.ts';
import { readHeaders } from '../../services/webhooks/secrets.ts';
import type { ApiDeps } from '../http/context.ts';

/** A webhook as answers and the audit trail show it: without its secrets. */

export const webhookOut = (
  deps: Pick<ApiDeps, 'encryptionKeys' | 'clock'>,
  companyId: number,
  row: WebhookRow,
): z.infer<typeof WebhookOut> => ({
  id: row.id,
  ...bindingsOf(row),
  user_name: row.user_name,
  form_name: row.form_name,
  call_center_name: row.call_centre_name,
  ...contentOf(row),
  header_names: headerNamesOf(deps, companyId, row),
  state: stateOf(row),
  disabled_reason: row.disabled_reason,
  disabled_at: row.disabled_at?.toISOString() ?? null,
  circuit: row.circuit,
  next_probe_at:
    row.is_active && row.circuit === 'open' ? (row.probe_at?.toISOString() ?? null) : null,
  failing_since: row.failing_since?.toISOString() ?? null,
  succeeded_at: row.succeeded_at?.toISOString() ?? null,
  success_rate: successRate(row.delivered_count, row.undelivered_count),
  previous_secret_expires_at: stillToCome(row.previous_secret_expires_at, deps.clock.now()),
  version: row.version,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

/** For the audit trail: what a user chose. */
export const auditedWebhook = (
  deps: Pick<ApiDeps, 'encryptionKeys'>,
  companyId: number,
  row: WebhookRow,
) => ({
  ...bindingsOf(row),
  ...contentOf(row),
  header_names: headerNamesOf(deps, companyId, row),
});

const headerNamesOf = (
  { encryptionKeys: keys }: Pick<ApiDeps, 'encryptionKeys'>,
  companyId: number,
  row: WebhookRow,
): string[] | null => {
  const headers = readHeaders({ keys, companyId }, row.headers_encrypted);
  return headers && Object.keys(headers).toSorted();
};

const bindingsOf = (row: WebhookRow) => ({
  user_id: row.user_id,
  form_id: row.form_id,
  call_center_id: row.call_centre_id,
});

const contentOf = (row: WebhookRow) => ({
  name: row.name,
  description: row.description,
  url: row.url,
  events: row.events,
  is_active: row.is_active,
  rate_limit_per_second: row.rate_limit_per_second,
  attempt_count_max: row.attempt_count_max,
});

const stateOf = (row: WebhookRow): (typeof WEBHOOK_STATES)[number] => {
  if (!row.is_active) return row.disabled_reason === null ? 'inactive' : 'disabled';
  return row.circuit === 'open' || row.failure_notified_at !== null ? 'failing' : 'active';
};

/** Null: nothing has ended. */
export const successRate = (succeededCount: number, failedCount: number): number | null =>
  succeededCount + failedCount === 0 ? null : succeededCount / (succeededCount + failedCount);

const stillToCome = (at: Date | null, now: Date): string | null =>
  at !== null && at > now ? at.toISOString() : null;
