import postgres from 'postgres';
import type { Committed, Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { listUnsealedCompanies, SEAL_COUNT_MAX, sealFacts } from '../queries/shared/facts.ts';
import { STREAM_CHANNEL } from './stream-hub.ts';

/**
 * Seals committed facts: writes them in order to the audit chain and the console stream. It runs soon
 * after commits with stream events or notifications. A sweep seals the other facts, and those of dead
 * processes. Then a NOTIFY wakes the stream hubs of all processes. It is sent outside of the
 * transactions, because NOTIFY serialises commits. A company whose facts can't be sealed does not block
 * the others.
 */

const GATHER_MS = 20;
const SWEEP_MS = 1_000;
/** Calls per company and sweep; the next sweep continues. */
const CALLS_MAX = 20;
/** Companies per NOTIFY, whose payload has at most 8,000 bytes: an id has at most 16 digits. */
const NOTIFIED_COUNT_MAX = 400;

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
  let isSweepDue = false;
  let running: Promise<void> | undefined;

  const sealAll = async (companies: readonly number[]): Promise<void> => {
    const sealed: number[] = [];
    try {
      for (const companyId of companies) {
        try {
          if (await sealCompany(database, companyId)) sealed.push(companyId);
        } catch (error) {
          if (!(error instanceof postgres.PostgresError)) throw error; // the database is away
          log.warn({ err: error, companyId }, 'facts of a company could not be sealed');
        }
      }
    } finally {
      for (let start = 0; start < sealed.length; start += NOTIFIED_COUNT_MAX) {
        const companies = sealed.slice(start, start + NOTIFIED_COUNT_MAX);
        await database.notify(STREAM_CHANNEL, companies.join(','));
      }
    }
  };

  /** One at a time, whatever is announced meanwhile: the next round takes all of it together. */
  const run = async (): Promise<void> => {
    try {
      while (gathered.size > 0 || isSweepDue) {
        const companies = new Set(gathered);
        gathered.clear();
        if (isSweepDue) {
          isSweepDue = false;
          for (const companyId of await listUnsealedCompanies(database)) companies.add(companyId);
        }
        await sealAll([...companies]);
      }
    } catch (error) {
      log.warn({ err: error }, 'facts could not be sealed; the next sweep tries again');
    } finally {
      running = undefined;
    }
  };

  const flush = (): Promise<void> => {
    clearTimeout(gathering);
    gathering = undefined;
    if (gathered.size > 0 || isSweepDue) running ??= run();
    return running ?? Promise.resolve();
  };

  return {
    announce: ({ companyId, facts }) => {
      if (isStopping || !facts.some(isWatched)) return;
      gathered.add(companyId);
      gathering ??= setTimeout(() => void flush(), GATHER_MS);
    },
    start: () => {
      timer = setInterval(() => {
        isSweepDue = true;
        void flush();
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
