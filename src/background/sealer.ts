import { tolerate } from '../errors.ts';
import type { Committed, Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { listUnsealedCompanies, SEAL_COUNT_MAX, sealFacts } from '../queries/shared/facts.ts';
import { STREAM_CHANNEL } from './stream-hub.ts';

/**
 * Seals committed facts: writes them in order to the audit chain and the console stream. It runs soon
 * after commits with stream events or notifications. A sweep seals the other facts, and those of dead
 * processes. Then a NOTIFY wakes the stream hubs of all processes. It is sent outside of the
 * transactions, because NOTIFY serialises commits.
 */

const GATHER_MS = 20;
const SWEEP_MS = 1_000;
/** Calls per company and sweep; the next sweep continues. */
const CALLS_MAX = 20;

export interface Sealer {
  announce: (committed: Committed) => void;
  /** Seals the announced facts now. */
  flush: () => Promise<void>;
  /** Starts the sweep, which also seals facts of other processes. */
  start: () => void;
  /** Seals the announced facts, then stops. */
  stop: () => Promise<void>;
}

export const createSealer = ({ database, log }: { database: Database; log: Log }): Sealer => {
  const gathered = new Set<number>();
  let gathering: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let running: Promise<void> = Promise.resolve();

  const sealAll = async (companies: readonly number[]): Promise<void> => {
    const sealed: number[] = [];
    try {
      for (const companyId of companies) {
        if (await sealCompany(database, companyId)) sealed.push(companyId);
      }
    } finally {
      if (sealed.length > 0) await database.notify(STREAM_CHANNEL, sealed.join(','));
    }
  };

  const inTurn = (work: () => Promise<void>): void => {
    running = running.then(() => tolerate(work(), 'the next sweep tries again', log));
  };

  const sealGathered = (): void => {
    clearTimeout(gathering);
    gathering = undefined;
    const companies = [...gathered];
    gathered.clear();
    if (companies.length > 0) inTurn(() => sealAll(companies));
  };

  const flush = (): Promise<void> => {
    sealGathered();
    return running;
  };

  return {
    announce: ({ companyId, facts }) => {
      if (isStopping || !facts.some(isWatched)) return;
      gathered.add(companyId);
      gathering ??= setTimeout(sealGathered, GATHER_MS);
    },
    start: () => {
      timer = setInterval(() => {
        inTurn(async () => sealAll(await listUnsealedCompanies(database)));
      }, SWEEP_MS);
      timer.unref();
    },
    flush,
    stop: async () => {
      isStopping = true;
      clearInterval(timer);
      await flush();
    },
  };
};

const isWatched = ({ event }: Committed['facts'][number]): boolean =>
  event.stream !== null || event.notification !== null;

/** Out: true if at least one fact was sealed. */
const sealCompany = async (database: Database, companyId: number): Promise<boolean> => {
  let total = 0;
  for (let call = 0; call < CALLS_MAX; call += 1) {
    const count = await sealFacts(database, companyId);
    total += count;
    if (count < SEAL_COUNT_MAX) break;
  }
  return total > 0;
};
