import { setTimeout as pause } from 'node:timers/promises';
import type { Deps } from '../../deps.ts';
import { inCompany, type Committed } from '../../platform/database.ts';
import { countWebhookAttempt, type Metrics } from '../../platform/metrics.ts';
import type { Endpoints } from './endpoints.ts';
import { openDue } from './opening.ts';
import type { Opening } from './pump.ts';
import type { Recorder } from './recorder.ts';
import { attemptDelivery, createKeyring, type ReadyToSend } from './sending.ts';

/** The deliveries of one activity: opens what is due, and makes one attempt of each. */

export interface DeliveryInput {
  companyId: number;
  /** EVENTS_PER_RUN_MAX at most, and those that users asked for. */
  eventIds: readonly string[];
}

export interface BatchDeps extends Pick<Deps, 'database' | 'encryptionKeys' | 'http' | 'clock'> {
  metrics: Metrics;
  announce: (committed: Committed) => void;
  endpoints: Endpoints;
}

export interface Batch {
  open: (limit: number) => Promise<Opening<ReadyToSend>>;
  /** Out: how long until its next attempt. Null: it has ended. */
  attempt: (ready: ReadyToSend) => Promise<number | null>;
  /** The webhooks of its attempts. */
  webhookIds: ReadonlySet<number>;
}

export const createBatch = (
  deps: BatchDeps,
  { companyId, eventIds }: DeliveryInput,
  recorder: Recorder,
): Batch => {
  const { clock, endpoints } = deps;
  const bodies = new Map<string, string>();
  const webhookIds = new Set<number>();
  const msUntil = (at: Date): number => Math.max(0, at.getTime() - clock.now().getTime());

  /** Webhooks and their secrets are read each time, so that a change counts at once. */
  const open = async (limit: number): Promise<Opening<ReadyToSend>> => {
    const now = clock.now();
    const { opened, isFull, dueAts } = await inCompany(
      deps.database,
      { companyId, userId: null },
      (tx) => openDue(tx, endpoints, bodies, { eventIds, now, limit }),
      deps.announce,
    );
    const credentialsOf = createKeyring(deps.encryptionKeys, companyId, now);
    return {
      isFull,
      dueMs: dueAts.map(msUntil),
      opened: opened.map((one) => ({
        ...one,
        credentials: credentialsOf(one.endpoint),
        body: bodies.get(one.delivery.event_id) ?? '',
      })),
    };
  };

  const attempt = async (ready: ReadyToSend): Promise<number | null> => {
    const { delivery, endpoint, notBefore } = ready;
    webhookIds.add(endpoint.id);
    if (msUntil(notBefore) > 0) await pause(msUntil(notBefore));
    const attempted = await endpoints.run(endpoint.id, () => attemptDelivery(deps, ready));
    if (attempted === undefined) {
      const waitMs = endpoints.turnMs(endpoint.id);
      recorder.postponed({ id: delivery.id, until: new Date(clock.now().getTime() + waitMs) });
      return waitMs;
    }
    const { record } = attempted;
    countWebhookAttempt(deps.metrics, record.errorClass);
    recorder.ended(ready, attempted);
    return record.delivery.status === 'pending' ? msUntil(record.delivery.nextAttemptAt) : null;
  };

  return { open, attempt, webhookIds };
};
