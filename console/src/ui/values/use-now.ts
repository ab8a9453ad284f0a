import { useSyncExternalStore } from 'react';

/** The current time, from two timers for the whole page, however many times are shown. */

interface Ticker {
  subscribe: (listener: () => void) => () => void;
  now: () => number;
}

const createTicker = (intervalMs: number): Ticker => {
  const listeners = new Set<() => void>();
  let nowMs = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = (): void => {
    nowMs = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      nowMs = Date.now();
      timer ??= setInterval(tick, intervalMs);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    now: () => nowMs,
  };
};

const everySecond = createTicker(1000);
const everyHalfMinute = createTicker(30_000);

export const useNow = (pace: 'second' | 'half-minute'): number => {
  const ticker = pace === 'second' ? everySecond : everyHalfMinute;
  return useSyncExternalStore(ticker.subscribe, ticker.now);
};
