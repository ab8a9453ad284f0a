import { setTimeout as pause } from 'node:timers/promises';
import type { Deps } from '../../deps.ts';
import { inCompany, type Committed } from '../../platform/database.ts';
import { postponeDeliveries, type Postponement } from '../../queries/webhooks/opening.ts';
import { recordAttempts } from '../../queries/webhooks/recording.ts';
import { judgeAttempts, type EndedAttempts } from '../../services/webhooks/health.ts';
import type { Endpoints } from './endpoints.ts';
import type { Opened } from './opening.ts';
import type { Attempted } from './sending.ts';

/** Writes what became of the attempts of one activity, many at a time, while others are still under way. */

/** So that attempts that end together are written together. */
const LINGER_MS = 100;
const BATCH_SIZE = 200;
/** What a receiver answered is known here alone. So while the database is away, writing is tried again. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 250;

export interface Recorder {
  ended: (opened: Opened, attempted: Attempted) => void;
  /** It got no place in time, so no attempt was made. */
  postponed: (postponement: Postponement) => void;
  /** Writes the rest. Errors: those of the database. */
  finish: () => Promise<void>;
}

interface RecorderDeps extends Pick<Deps, 'database' | 'clock'> {
  endpoints: Pick<Endpoints, 'isSuccessNews'>;
  announce: (committed: Committed) => void;
}

interface Ended extends Attempted {
  isProbe: boolean;
  isAsked: boolean;
  isFailing: boolean;
}

export const createRecorder = (deps: RecorderDeps, companyId: number): Recorder => {
  let ended: Ended[] = [];
  let postponed: Postponement[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const batch = { ended, postponed };
    if (batch.ended.length + batch.postponed.length === 0) return;
    ended = [];
    postponed = [];
    writing = writing.then(() => insist(() => record(deps, companyId, batch)));
    writing.catch(() => undefined); // `finish` throws it
  };
  const writeSoon = (): void => {
    if (ended.length + postponed.length >= BATCH_SIZE) write();
    else timer ??= setTimeout(write, LINGER_MS);
  };
  return {
    ended: ({ isProbe, delivery, endpoint }, attempted) => {
      const isAsked = isProbe && delivery.is_asked;
      ended.push({ ...attempted, isProbe, isAsked, isFailing: endpoint.is_failing });
      writeSoon();
    },
    postponed: (postponement) => {
      postponed.push(postponement);
      writeSoon();
    },
    finish: async () => {
      write();
      await writing;
    },
  };
};

/** One transaction. Twice: attempts that are recorded stay as they are. */
const record = async (
  { database, clock, endpoints, announce }: RecorderDeps,
  companyId: number,
  batch: { ended: Ended[]; postponed: Postponement[] },
): Promise<void> =>
  inCompany(
    database,
    { companyId, userId: null },
    async (tx) => {
      postponeDeliveries(tx, batch.postponed);
      if (batch.ended.length === 0) return;
      recordAttempts(
        tx,
        batch.ended.map((one) => one.record),
      );
      const groups = [...Map.groupBy(batch.ended, (one) => one.record.webhookId)];
      // In one order, so that two batches don't wait for each other's locks.
      for (const [webhookId, group] of groups.toSorted(([left], [right]) => left - right)) {
        const attempts = summarise(webhookId, group);
        const isNews =
          attempts.failureCount > 0 ||
          group.some((one) => one.isProbe || one.isFailing) ||
          endpoints.isSuccessNews(webhookId);
        if (isNews) await judgeAttempts(tx, attempts, clock.now());
      }
    },
    announce,
  );

const summarise = (webhookId: number, group: readonly Ended[]): EndedAttempts => {
  const failureCount = group.filter((one) => one.record.errorClass !== null).length;
  return {
    webhookId,
    failureCount,
    successCount: group.length - failureCount,
    isProbe: group.some((one) => one.isProbe),
    isAsked: group.some((one) => one.isAsked),
    isGone: group.some((one) => one.isGone),
  };
};

const insist = async (write: () => Promise<void>): Promise<void> => {
  const endsAt = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await write();
      return;
    } catch (error) {
      if (performance.now() > endsAt) throw error;
      await pause(PAUSE_MS);
    }
  }
};
