import { deliveryCommand } from '../../platform/commands.ts';
import { deliveryWorkflowId } from '../../ids.ts';
import { hasCommand } from '../../queries/shared/commands.ts';
import { listQuietDeliveries, lockDueDeliveries } from '../../queries/webhooks/quiet.ts';
import type { QuietRow, Reconciliation } from '../shared/reconciliation.ts';

interface QuietEvent extends QuietRow {
  eventId: string;
}

/**
 * Gives a run to an event whose delivery is overdue. A run that was terminated or failed is replaced too: a
 * webhook ends its deliveries itself. An event that a run of another id delivers, but late, then has two:
 * each attempt is still made once, because it is leased.
 */
export const deliveryReconciliation: Reconciliation<QuietEvent> = {
  listQuiet: async (database, input) =>
    (await listQuietDeliveries(database, input)).map((row) => ({
      companyId: row.company_id,
      eventId: row.event_id,
      id: row.event_id,
      workflowId: deliveryWorkflowId(row.event_id),
    })),
  reconcile: async (tx, { companyId, eventId, workflowId }, { now }) => {
    if (!(await lockDueDeliveries(tx, { eventId, now }))) return false;
    if (await hasCommand(tx, { workflowId, operation: 'signal_with_start' })) return false;
    tx.command(deliveryCommand(companyId, [eventId]));
    return true;
  },
};
