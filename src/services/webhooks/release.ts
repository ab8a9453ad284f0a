import { closedCircuit } from '../../domain/webhooks/delivery/circuit.ts';
import { webhookDeliveriesChanged } from '../../domain/webhooks/delivery/events.ts';
import type { Transaction } from '../../platform/database.ts';
import { lockCircuit } from '../../queries/webhooks/circuit.ts';
import { lockHealth, saveHealth } from '../../queries/webhooks/health.ts';
import { releaseWaiting } from '../../queries/webhooks/reopening.ts';
import { tellOwner } from './owner.ts';
import { commandRuns } from './reopen.ts';

/** What waits for an endpoint that was repaired or replaced is sent now. */

/** More go at their own time. Their runs are alive, so nothing is lost. */
export const RELEASED_COUNT_MAX = 10_000;

/**
 * Makes what waits for a webhook due now, and commands its runs. The endpoint's limits spread the attempts.
 * Out: how many. Twice: what is due is left alone.
 */
export const releaseDeliveries = async (
  tx: Transaction,
  webhookId: number,
  now: Date,
): Promise<number> => {
  const eventIds = await releaseWaiting(tx, { webhookId, now, limit: RELEASED_COUNT_MAX });
  commandRuns(tx, eventIds);
  return eventIds.length;
};

/**
 * The endpoint answered a test: closes its circuit and sends what waits. A test is no delivery, so the time
 * of nothing but failures goes on. Out: how many are sent. Twice: a closed circuit is left alone.
 */
export const closeAfterTest = async (
  tx: Transaction,
  webhookId: number,
  now: Date,
): Promise<number> => {
  if (!(await lockCircuit(tx, webhookId)).isOpen) return 0;
  const { health, notice } = closedCircuit(await lockHealth(tx, webhookId), now);
  saveHealth(tx, webhookId, health);
  if (notice !== null) await tellOwner(tx, webhookId, notice);
  tx.emit(webhookDeliveriesChanged, { subjectId: webhookId });
  return releaseDeliveries(tx, webhookId, now);
};
