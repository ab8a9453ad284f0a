import { webhookDeliveriesChanged } from '../../domain/webhooks/delivery/events.ts';
import { deliveryWorkflowId } from '../../ids.ts';
import { deliverySubject } from '../../platform/commands.ts';
import type { Transaction } from '../../platform/database.ts';
import { cancelPendingDeliveries } from '../../queries/webhooks/cancelling.ts';

/** A webhook that is switched off or deleted delivers nothing more: what waits for it is cancelled. */

/** More are cancelled within a minute (src/background/stopped-webhooks.ts). */
export const CANCEL_COUNT_MAX = 5_000;
/** So that other commands do not wait for them. The runs of further events end at their next due time. */
const SIGNAL_COUNT_MAX = 500;

export interface StoppedWebhook {
  webhookId: number;
  outcome: 'webhook_disabled' | 'webhook_deleted';
  now: Date;
}

/**
 * Cancels what waits, and wakes the runs, so that those without another delivery end. An attempt that is
 * under way is recorded first; if its delivery is pending then, the next sweep cancels it. Out: how many.
 * Twice: nothing is left to cancel.
 */
export const cancelDeliveriesOf = async (
  tx: Transaction,
  { webhookId, outcome, now }: StoppedWebhook,
): Promise<number> => {
  const eventIds = await cancelPendingDeliveries(tx, {
    webhookId,
    outcome,
    now,
    limit: CANCEL_COUNT_MAX,
  });
  if (eventIds.length === 0) return 0;
  // A run of many events has the id of the first of them, which is not stored.
  for (const eventId of eventIds.slice(0, SIGNAL_COUNT_MAX)) {
    tx.command({
      workflowId: deliveryWorkflowId(eventId),
      operation: 'signal',
      name: 'deliveriesCancelled',
      input: {},
      subject: deliverySubject(eventId),
    });
  }
  tx.emit(webhookDeliveriesChanged, { subjectId: webhookId });
  return eventIds.length;
};
