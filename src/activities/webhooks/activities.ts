import type { Deps } from '../../deps.ts';
import { inCompany, type Committed, type Transaction } from '../../platform/database.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { cancelDeliveries, findNextDueAt, lockPending } from '../../queries/webhooks/opening.ts';
import { createBatch, type DeliveryInput } from './batch.ts';
import { createEndpoints } from './endpoints.ts';
import { createDeliveryNews } from './news.ts';
import { pump } from './pump.ts';
import { createRecorder } from './recorder.ts';

/** Activities that deliver events to webhooks. */

export interface AttemptedDeliveries {
  /**
   * Until the next attempt; 0: at once. Null: every delivery has ended. A duration, because the clocks of
   * worker and Temporal differ: an instant could be due for the one and not for the other.
   */
  waitMs: number | null;
}

interface WebhookActivityDeps extends Pick<
  Deps,
  'database' | 'encryptionKeys' | 'http' | 'clock' | 'log'
> {
  metrics: Metrics;
  announce: (committed: Committed) => void;
}

export const createWebhookActivities = (deps: WebhookActivityDeps) => {
  const { clock } = deps;
  const endpoints = createEndpoints();
  const tellConsoles = createDeliveryNews(deps);
  const transact = <T>(companyId: number, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    inCompany(deps.database, { companyId, userId: null }, work, deps.announce);

  return {
    /**
     * Attempts every delivery of the events that is due, and what becomes due meanwhile. Out: how long until
     * the next one. Errors: those of the database; retryable.
     * Twice: an attempt is leased before it is sent, and its result is recorded once. Key: delivery, round
     * and attempt. If the process dies, the attempt is repeated with the same `webhook-id` after its lease.
     */
    async attemptDeliveries(input: DeliveryInput): Promise<AttemptedDeliveries> {
      const { companyId, eventIds } = input;
      const recorder = createRecorder({ ...deps, endpoints }, companyId);
      const batch = createBatch({ ...deps, endpoints }, input, recorder);
      try {
        await pump(batch);
      } finally {
        await recorder.finish();
        tellConsoles(companyId, batch.webhookIds);
      }
      const dueAt = await transact(companyId, (tx) => findNextDueAt(tx, eventIds));
      if (dueAt === null) return { waitMs: null };
      return { waitMs: Math.max(0, dueAt.getTime() - clock.now().getTime()) };
    },

    /** Ends what is open, for a run that was cancelled in Temporal. Twice: what has ended stays as it is. */
    async abandonDeliveries({ companyId, eventIds }: DeliveryInput): Promise<void> {
      await transact(companyId, async (tx) => {
        const ids = await lockPending(tx, eventIds);
        cancelDeliveries(tx, { ids, outcome: 'run_cancelled', now: clock.now() });
      });
    },
  };
};

export type WebhookActivities = ReturnType<typeof createWebhookActivities>;
