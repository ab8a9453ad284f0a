import { createStore, useStore } from './store.ts';

/**
 * Whether the api can be reached: `offline` if the browser has no network, `away` if the api or the
 * way to it is down. One lost request proves nothing, so a first probe confirms it; while it is
 * true, probes with a growing pause find out when it ends.
 */

export type Reachability = 'reachable' | 'offline' | 'away';

const PROBE_URL = '/api/v1/me';
const PROBE_TIMEOUT_MS = 10_000;
const PAUSE_MIN_MS = 1000;
const PAUSE_MAX_MS = 30_000;

/** The request did not reach the api, or its answer did not arrive. */
export class UnreachableError extends Error {}

const store = createStore<Reachability>(navigator.onLine ? 'reachable' : 'offline');
const isSignedOut = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;
let pauseMs = PAUSE_MIN_MS;
let probing: Promise<void> | undefined;

export const useReachability = (): Reachability => useStore(store);

/** Called when the api can be reached again. */
export const onReachableAgain = (listener: () => void): (() => void) =>
  store.subscribe(() => {
    if (store.get() === 'reachable') listener();
  });

/** Called when a probe finds that the session has ended. */
export const onProbeSignedOut = (listener: () => void): void => void isSignedOut.add(listener);

/** A request failed in a way that an unreachable api would explain. */
export const suspectUnreachable = (): void => void confirmReachability();

/** Probes whether the api can be reached, unless it is known to be away. */
export const confirmReachability = async (): Promise<Reachability> => {
  if (timer !== undefined) return store.get();
  probing ??= probe().finally(() => {
    probing = undefined;
  });
  await probing;
  return store.get();
};

/** The api has answered. */
export const reportReachable = (): void => {
  clearTimeout(timer);
  timer = undefined;
  pauseMs = PAUSE_MIN_MS;
  store.set('reachable');
};

window.addEventListener('offline', () => store.set('offline'));
window.addEventListener('online', () => {
  clearTimeout(timer);
  timer = undefined;
  pauseMs = PAUSE_MIN_MS;
  suspectUnreachable();
});

const probe = async (): Promise<void> => {
  const status = await readStatus();
  if (status === 401) for (const listener of isSignedOut) listener();
  if (status !== null && status < 502) return reportReachable();
  store.set(navigator.onLine ? 'away' : 'offline');
  timer = setTimeout(() => {
    timer = undefined;
    void probe();
  }, pauseMs);
  pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
};

/** Null without an answer. */
const readStatus = async (): Promise<number | null> => {
  try {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    return (await fetch(PROBE_URL, { signal, cache: 'no-store' })).status;
  } catch {
    return null;
  }
};
