import { fault } from '../../domain/shared/faults.ts';
import { HISTORY_RETENTION_DAYS } from '../../domain/shared/retention.ts';
import { allowedOf } from '../../domain/shared/schema-faults.ts';
import { REPLAY_COUNT_MAX, type ReplayScope } from '../../domain/webhooks/delivery-shapes.ts';
import { invalid } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import type { WebhookRow } from '../../queries/webhooks/endpoints.ts';
import {
  countReplayable,
  insertMissedDeliveries,
  listReplayable,
  type ReplayFilter,
} from '../../queries/webhooks/replay.ts';
import { reopenDeliveries } from './reopen.ts';

/** Sends events of a period again: what was not delivered, what failed, or all. */

interface ReplayInput {
  types: readonly string[] | undefined;
  only: ReplayScope;
  since: Date;
  until: Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Errors: `validation_failed` for a type that the webhook does not receive, or a period that is not kept. */
export const replayFilter = (webhook: WebhookRow, input: ReplayInput, now: Date): ReplayFilter => {
  const strange = (input.types ?? []).flatMap((type, index) =>
    webhook.events.includes(type)
      ? []
      : [fault(`types.${index}`, 'not_one_of', allowedOf(webhook.events))],
  );
  const isOld = now.getTime() - input.since.getTime() > HISTORY_RETENTION_DAYS * DAY_MS;
  const old = isOld ? [fault('since', 'not_kept', { days: HISTORY_RETENTION_DAYS })] : [];
  if (strange.length + old.length > 0) throw invalid([...old, ...strange]);
  return {
    webhookId: webhook.id,
    createdAt: webhook.created_at,
    formId: webhook.form_id,
    callCentreId: webhook.call_centre_id,
    types: input.types ?? webhook.events,
    only: input.only,
    since: input.since,
    until: input.until,
  };
};

/** Counts up to one more than may be sent. */
export const countReplay = (tx: Transaction, filter: ReplayFilter): Promise<number> =>
  countReplayable(tx, { ...filter, limit: REPLAY_COUNT_MAX + 1 });

/**
 * A few statements, whatever the number. Out: how many are sent again. Errors: `validation_failed` if they
 * are more than REPLAY_COUNT_MAX. Twice: what is under way is left alone.
 */
export const replay = async (tx: Transaction, filter: ReplayFilter, now: Date): Promise<number> => {
  if ((await countReplay(tx, filter)) > REPLAY_COUNT_MAX) {
    throw invalid([fault('since', 'too_many', { max: REPLAY_COUNT_MAX })]);
  }
  if (filter.only !== 'failed') await insertMissedDeliveries(tx, filter);
  const ids = await listReplayable(tx, { ...filter, limit: REPLAY_COUNT_MAX });
  return reopenDeliveries(tx, ids, now);
};
