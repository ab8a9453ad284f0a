import type { Clock } from '../deps.ts';
import { inCompany, type Committed, type Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { listStoppedWebhooks, type StoppedWebhookRow } from '../queries/webhooks/cancelling.ts';
import { CANCEL_COUNT_MAX, cancelDeliveriesOf } from '../services/webhooks/cancel.ts';
import { createSweeps, type Sweeps } from './sweeps.ts';

/**
 * Cancels what still waits for webhooks that are switched off or deleted: what was too much for the change
 * itself, and deliveries whose attempt was under way then. Any number of api processes may run it at once.
 */

const SWEEP_MS = 60_000;
const WEBHOOK_COUNT_MAX = 100;
/** Transactions per webhook and sweep; the next sweep continues. */
const BATCH_COUNT_MAX = 20;

export interface StoppedWebhooks extends Sweeps {
  sweep: () => Promise<void>;
}

export const createStoppedWebhooks = ({
  database,
  clock,
  log,
  announce,
}: {
  database: Database;
  clock: Clock;
  log: Log;
  announce: (committed: Committed) => void;
}): StoppedWebhooks => {
  const cancelAll = async (row: StoppedWebhookRow): Promise<void> => {
    const { company_id: companyId, webhook_id: webhookId, is_deleted: isDeleted } = row;
    const outcome = isDeleted ? 'webhook_deleted' : 'webhook_disabled';
    for (let batch = 0; batch < BATCH_COUNT_MAX; batch += 1) {
      const count = await inCompany(
        database,
        { companyId, userId: null },
        (tx) => cancelDeliveriesOf(tx, { webhookId, outcome, now: clock.now() }),
        announce,
      );
      if (count < CANCEL_COUNT_MAX) return;
    }
  };
  const sweep = async (): Promise<void> => {
    for (const row of await listStoppedWebhooks(database, WEBHOOK_COUNT_MAX)) await cancelAll(row);
  };
  const sweeps = createSweeps(sweep, {
    everyMs: SWEEP_MS,
    onFailure: (error) =>
      log.warn({ err: error }, 'deliveries could not be cancelled; retry in a minute'),
  });
  return { sweep, ...sweeps };
};
