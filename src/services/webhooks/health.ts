import { HEALTHY, nextHealth, WINDOW_MS } from '../../domain/webhooks/delivery/circuit.ts';
import { webhookDisabled, type DisabledReason } from '../../domain/webhooks/delivery/events.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  countRecentAttempts,
  disableWebhook,
  lockHealth,
  saveHealth,
} from '../../queries/webhooks/health.ts';
import { cancelDeliveriesOf } from './cancel.ts';
import { noticeTo, tellOwner } from './owner.ts';
import { releaseDeliveries } from './release.ts';

/** Attempts of one webhook that ended together. */
export interface EndedAttempts {
  webhookId: number;
  successCount: number;
  failureCount: number;
  /** One of them was the probe of an open circuit. */
  isProbe: boolean;
  /** A user asked for that probe. */
  isAsked: boolean;
  /** The receiver answered 410. */
  isGone: boolean;
}

/**
 * Judges a webhook by attempts that are recorded in this transaction: opens or closes its circuit, switches
 * it off, and tells its owner. The success of a probe that a user asked for sends what waits: it may wait for
 * minutes yet. Twice: attempts that are recorded again judge as before.
 */
export const judgeAttempts = async (
  tx: Transaction,
  attempts: EndedAttempts,
  now: Date,
): Promise<void> => {
  const { webhookId, isGone } = attempts;
  const before = await lockHealth(tx, webhookId);
  if (isGone) return disable(tx, { webhookId, reason: 'gone', now });
  const since = new Date(
    Math.max(now.getTime() - WINDOW_MS, before.closed_at?.getTime() ?? Number.NEGATIVE_INFINITY),
  );
  const recent =
    before.circuit === 'closed' && attempts.failureCount > 0
      ? await countRecentAttempts(tx, { webhookId, since })
      : { attemptCount: 0, failureCount: 0 };
  const { health, notice, isGivenUp } = nextHealth(before, { ...attempts, now, recent });
  if (isGivenUp) return disable(tx, { webhookId, reason: 'failing', now });
  saveHealth(tx, webhookId, health);
  if (notice !== null) await tellOwner(tx, webhookId, notice);
  if (attempts.isAsked && before.circuit === 'open' && health.circuit === 'closed') {
    await releaseDeliveries(tx, webhookId, now);
  }
};

/** What waits for it is cancelled. When it is switched on again, it begins without failures. */
const disable = async (
  tx: Transaction,
  input: { webhookId: number; reason: DisabledReason; now: Date },
): Promise<void> => {
  const { webhookId, reason, now } = input;
  const owner = await disableWebhook(tx, input);
  saveHealth(tx, webhookId, { ...HEALTHY, closed_at: now });
  if (owner === undefined) return;
  await cancelDeliveriesOf(tx, { webhookId, outcome: 'webhook_disabled', now });
  tx.emit(webhookDisabled, {
    subjectId: webhookId,
    data: { reason },
    after: { is_active: false, reason },
    notify: { ...noticeTo(owner), params: { name: owner.name, reason } },
  });
};
