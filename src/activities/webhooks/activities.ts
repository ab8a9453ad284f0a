import { setTimeout as pause } from 'node:timers/promises';
import type { Deps } from '../../deps.ts';
import { inCompany, type Committed, type Transaction } from '../../platform/database.ts';
import { countWebhookAttempt, type Metrics } from '../../platform/metrics.ts';
import { cancelDeliveries, findNextDueAt, lockPending } from '../../queries/webhooks/opening.ts';
import { createEndpoints } from './endpoints.ts';
import { createDeliveryNews } from './news.ts';
import { openDue } from './opening.ts';
import { pump, type Opening } from './pump.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { attemptDelivery, createKeyring, type ReadyToSend } from './sending.ts';

/** Activities that deliver events to webhooks. */

export interface DeliveryInput {
  companyId: number;
  /** EVENTS_PER_RUN_MAX at most, and those that users asked for. */
  eventIds: readonly string[];
}

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
  const { clock, metrics } = deps;
  const endpoints = createEndpoints();
  const tellConsoles = createDeliveryNews(deps);
  const transact = <T>(companyId: number, work: (tx: Transaction) => Promise<T>): Promise<T> =>
    inCompany(deps.database, { companyId, userId: null }, work, deps.announce);
  const msUntil = (at: Date): number => Math.max(0, at.getTime() - clock.now().getTime());

  /** Opens what is due and reads its secrets: both anew for each attempt, so a change counts at once. */
  const open = async (
    { companyId, eventIds }: DeliveryInput,
    bodies: Map<string, string>,
    limit: number,
  ): Promise<Opening<ReadyToSend>> => {
    const now = clock.now();
    const { opened, isFull, nextDueAt } = await transact(companyId, (tx) =>
      openDue(tx, endpoints, bodies, { eventIds, now, limit }),
    );
    const credentialsOf = createKeyring(deps.encryptionKeys, companyId, now);
    return {
      isFull,
      nextDueMs: nextDueAt === null ? null : msUntil(nextDueAt),
      opened: opened.map((one) => ({
        ...one,
        credentials: credentialsOf(one.endpoint),
        body: bodies.get(one.delivery.event_id) ?? '',
      })),
    };
  };

  const attempt = async (recorder: Recorder, ready: ReadyToSend): Promise<number | null> => {
    const { delivery, endpoint, notBefore } = ready;
    if (msUntil(notBefore) > 0) await pause(msUntil(notBefore));
    const attempted = await endpoints.run(endpoint.id, () => attemptDelivery(deps, ready));
    if (attempted === undefined) {
      const waitMs = endpoints.turnMs(endpoint.id);
      const until = new Date(clock.now().getTime() + waitMs);
      recorder.postponed({ id: delivery.id, until });
      return waitMs;
    }
    const { record } = attempted;
    countWebhookAttempt(metrics, record.errorClass);
    recorder.ended(ready, attempted);
    return record.delivery.status === 'pending' ? msUntil(record.delivery.nextAttemptAt) : null;
  };

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
      const bodies = new Map<string, string>();
      const touched = new Set<number>();
      try {
        await pump<ReadyToSend>({
          open: (limit) => open(input, bodies, limit),
          attempt: (ready) => {
            touched.add(ready.endpoint.id);
            return attempt(recorder, ready);
          },
        });
      } finally {
        await recorder.finish();
        tellConsoles(companyId, touched);
      }
      const dueAt = await transact(companyId, (tx) => findNextDueAt(tx, eventIds));
      return { waitMs: dueAt === null ? null : msUntil(dueAt) };
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
