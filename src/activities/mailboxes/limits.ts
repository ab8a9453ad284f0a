/**
 * How many mailboxes one process reads at a time: of one host, of one company, for the first time, and in all. So a
 * host that hangs, or a company with many mailboxes, takes no more than its share.
 */

export interface Limits {
  /** Undefined: its host is full, no place became free in time, or too many wait already. */
  take: (wanted: Wanted) => Promise<Place | undefined>;
}

export interface Place {
  giveBack: () => void;
  /** Whether the host answered in time: after some that did not, few are asked at once. */
  report: (isInTime: boolean) => void;
}

interface Wanted {
  host: string;
  companyId: number;
  /** All of it: parsed mails fill the memory until they are stored. */
  isWhole?: boolean;
}

interface LimitOptions {
  perHost?: number;
  perCompany?: number;
  total?: number;
  whole?: number;
  waiting?: number;
  waitMs?: number;
}

/** Gmail allows 15 connections to one mailbox, and others fewer for an address: one host serves many. */
const PER_HOST = 20;
/** Of a host that hangs: each connection takes its place until it times out. */
const PER_SLOW_HOST = 3;
const TIMEOUT_COUNT_MAX = 5;
const PER_COMPANY = 6;
/** With those that wait, well below the activities of a worker (src/workers/options.ts): replies take the others. */
const TOTAL = 100;
const WAITING = 60;
/** Each takes up to 16 MiB. */
const WHOLE = 10;
/** A host that hangs leaves the others some. */
const WHOLE_PER_HOST = 5;
/** Waiting ones occupy activities of the worker: the next minute they are asked again. None waits for a full host. */
const WAIT_MS = 20_000;
const WAITING_PER_COMPANY = 30;

interface Waiter extends Wanted {
  start: () => void;
}

export const createLimits = ({
  perHost = PER_HOST,
  perCompany = PER_COMPANY,
  total = TOTAL,
  whole = WHOLE,
  waiting: waitingMax = WAITING,
  waitMs = WAIT_MS,
}: LimitOptions = {}): Limits => {
  const hosts = new Map<string, number>();
  /** Timeouts in a row. */
  const timeouts = new Map<string, number>();
  const companies = new Map<number, number>();
  const waiting: Waiter[] = [];
  let running = 0;
  const wholeHosts = new Map<string, number>();
  let wholeRunning = 0;

  const hasPlace = ({ host, isWhole }: Wanted): boolean => {
    if (isWhole === true && (wholeHosts.get(host) ?? 0) >= WHOLE_PER_HOST) return false;
    const isSlow = (timeouts.get(host) ?? 0) >= TIMEOUT_COUNT_MAX;
    return (hosts.get(host) ?? 0) < (isSlow ? Math.min(PER_SLOW_HOST, perHost) : perHost);
  };

  const isFree = (wanted: Wanted): boolean =>
    running < total &&
    (wanted.isWhole !== true || wholeRunning < whole) &&
    hasPlace(wanted) &&
    (companies.get(wanted.companyId) ?? 0) < perCompany;

  const occupy = (wanted: Wanted): Place => {
    const wholeCount = wanted.isWhole === true ? 1 : 0;
    running += 1;
    wholeRunning += wholeCount;
    if (wholeCount > 0) count(wholeHosts, wanted.host, 1);
    count(hosts, wanted.host, 1);
    count(companies, wanted.companyId, 1);
    let isGiven = false;
    return {
      giveBack: () => {
        if (isGiven) return;
        isGiven = true;
        running -= 1;
        wholeRunning -= wholeCount;
        if (wholeCount > 0) count(wholeHosts, wanted.host, -1);
        count(hosts, wanted.host, -1);
        count(companies, wanted.companyId, -1);
        startNext();
      },
      report: (isInTime) => {
        if (isInTime) timeouts.delete(wanted.host);
        else count(timeouts, wanted.host, 1);
      },
    };
  };

  /** The first that has a place: one whose company has none does not block the others. */
  const startNext = (): void => {
    const next = waiting.findIndex(isFree);
    if (next >= 0) waiting.splice(next, 1)[0]?.start();
  };

  const wait = (wanted: Wanted): Promise<Place | undefined> =>
    new Promise((resolve) => {
      const waiter: Waiter = {
        ...wanted,
        start: () => {
          clearTimeout(timer);
          resolve(occupy(wanted));
        },
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(waiter), 1);
        resolve(undefined);
      }, waitMs);
      waiting.push(waiter);
    });

  return {
    take: async (wanted) => {
      if (isFree(wanted)) return occupy(wanted);
      if (!hasPlace(wanted) || waiting.length >= waitingMax) return undefined;
      const siblings = waiting.filter(({ companyId }) => companyId === wanted.companyId);
      return siblings.length >= WAITING_PER_COMPANY ? undefined : wait(wanted);
    },
  };
};

const count = <K>(counts: Map<K, number>, key: K, change: 1 | -1): void => {
  const next = (counts.get(key) ?? 0) + change;
  if (next > 0) counts.set(key, next);
  else counts.delete(key);
};
