import { SEND_TIMEOUT_MS } from '../../platform/signed-sender.ts';

/**
 * The attempts that this worker has under way, by webhook. It protects the worker: an endpoint that does not
 * answer takes few of its connections, and what waits for it gives way to the others.
 */

const UNDER_WAY_MAX = 32;
/** While the worker has this many under way in all, each endpoint gets fewer. */
const CROWD_COUNT = 500;
const UNDER_WAY_IN_A_CROWD_MAX = 8;
/** How often an attempt that waits for the others of its endpoint asks if it still should. */
const PATIENCE_MS = 1_000;
/** It is postponed then. */
const PATIENCE_MAX_MS = 5_000;
/** An attempt that takes longer may never end: what comes after it does not wait. */
const SUSPECT_MS = 2_000;
/** Until the first attempt of an endpoint has ended. */
const DURATION_FIRST_MS = 100;
const TURN_MIN_MS = 250;
const TURN_MAX_MS = 5_000;
/** So that what is postponed together does not come back together. */
const SPREAD_MS = 2_000;
/** More are forgotten once they are idle. */
const REMEMBERED_COUNT_MAX = 5_000;
const SUCCESS_NOTED_MS = 60_000;

interface Endpoint {
  startedMs: Set<{ atMs: number }>;
  waiting: (() => void)[];
  /** Mean of the latest. */
  durationMs: number;
  isKnown: boolean;
  successNotedMs: number;
}

export interface Endpoints {
  /** How many more attempts can begin, or wait a short time. */
  room: (webhookId: number) => number;
  /** Runs `attempt` once the endpoint has a place. Out: undefined if it has none in time. */
  run: <T>(webhookId: number, attempt: () => Promise<T>) => Promise<T | undefined>;
  /** How long a postponed attempt waits: until those before it, and `count` with it, may have ended. */
  turnMs: (webhookId: number, count?: number) => number;
  /** True once a minute: successes of a healthy endpoint are not noted each time. */
  isSuccessNews: (webhookId: number) => boolean;
}

export const createEndpoints = (): Endpoints => {
  const endpoints = new Map<number, Endpoint>();
  let underWayCount = 0;

  const endpointOf = (webhookId: number): Endpoint => {
    const known = endpoints.get(webhookId);
    if (known !== undefined) return known;
    const fresh: Endpoint = {
      startedMs: new Set(),
      waiting: [],
      durationMs: DURATION_FIRST_MS,
      isKnown: false,
      successNotedMs: Number.NEGATIVE_INFINITY,
    };
    endpoints.set(webhookId, fresh);
    return fresh;
  };
  const limit = (): number =>
    underWayCount < CROWD_COUNT ? UNDER_WAY_MAX : UNDER_WAY_IN_A_CROWD_MAX;

  const run = async <T>(webhookId: number, attempt: () => Promise<T>): Promise<T | undefined> => {
    const endpoint = endpointOf(webhookId);
    if (endpoint.startedMs.size >= limit() && !(await waitForPlace(endpoint))) return undefined;
    const started = { atMs: performance.now() };
    endpoint.startedMs.add(started);
    underWayCount += 1;
    try {
      return await attempt();
    } finally {
      underWayCount -= 1;
      endpoint.startedMs.delete(started);
      endpoint.isKnown = true;
      endpoint.durationMs += 0.2 * (performance.now() - started.atMs - endpoint.durationMs);
      endpoint.waiting.shift()?.();
      if (endpoint.startedMs.size === 0 && endpoints.size > REMEMBERED_COUNT_MAX) {
        endpoints.delete(webhookId);
      }
    }
  };

  return {
    run,
    room: (webhookId) => {
      const endpoint = endpointOf(webhookId);
      const free = limit() - endpoint.startedMs.size - endpoint.waiting.length;
      if (oldestMs(endpoint) > SUSPECT_MS) return Math.max(0, free);
      const waiting = endpoint.isKnown
        ? Math.floor((limit() * PATIENCE_MS) / endpoint.durationMs)
        : limit();
      return Math.max(0, free + waiting);
    },
    turnMs: (webhookId, count = 1) => {
      const endpoint = endpointOf(webhookId);
      const oldest = oldestMs(endpoint);
      // An endpoint that hangs is judged when its attempts have timed out.
      if (oldest > SUSPECT_MS) {
        return Math.max(0, SEND_TIMEOUT_MS - oldest) + TURN_MIN_MS + Math.random() * SPREAD_MS;
      }
      const queued = endpoint.waiting.length + count;
      const turnMs = (queued * endpoint.durationMs) / limit();
      return Math.max(TURN_MIN_MS, Math.min(turnMs, TURN_MAX_MS));
    },
    isSuccessNews: (webhookId) => {
      const endpoint = endpointOf(webhookId);
      const isNews = performance.now() - endpoint.successNotedMs > SUCCESS_NOTED_MS;
      if (isNews) endpoint.successNotedMs = performance.now();
      return isNews;
    },
  };
};

const oldestMs = ({ startedMs }: Endpoint): number => {
  const [oldest] = startedMs; // a set keeps the order of insertion
  return oldest === undefined ? 0 : performance.now() - oldest.atMs;
};

/** In order of arrival. Out: false if the endpoint may hang, or when the patience is over. */
const waitForPlace = (endpoint: Endpoint): Promise<boolean> =>
  new Promise((resolve) => {
    const endsMs = performance.now() + PATIENCE_MAX_MS;
    const wake = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    const ask = (): void => {
      if (oldestMs(endpoint) <= SUSPECT_MS && performance.now() < endsMs) {
        timer = setTimeout(ask, PATIENCE_MS);
        return;
      }
      endpoint.waiting.splice(endpoint.waiting.indexOf(wake), 1);
      resolve(false);
    };
    let timer = setTimeout(ask, PATIENCE_MS);
    endpoint.waiting.push(wake);
  });
