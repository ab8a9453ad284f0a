import { useRouter, type AnyRoute } from '@tanstack/react-router';
import { useEffect } from 'react';

/**
 * Loads the files of the other pages, one after another, whenever the browser has nothing else to
 * do: opening a page then waits for its data alone. Not for a user who saves data.
 */

const START_DELAY_MS = 1500;
/** Set once every page is loaded, for measurements. */
const PREFETCHED_MARK = 'relais-prefetched';
/** For Safari, which can't tell when it is idle. */
const PAUSE_MS = 200;

export const usePrefetch = (): void => {
  const router = useRouter();
  useEffect(() => {
    if (savesData()) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void prefetch(Object.values(router.routesById), stop.signal);
    }, START_DELAY_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [router]);
};

const prefetch = async (routes: readonly AnyRoute[], stop: AbortSignal): Promise<void> => {
  for (const { options } of routes) {
    await idle();
    if (stop.aborted) return;
    // A file that can't be loaded now is asked for again when its page is opened.
    await options.component?.preload?.();
  }
  performance.mark(PREFETCHED_MARK);
};

const idle = (): Promise<void> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve());
    else setTimeout(resolve, PAUSE_MS);
  });

const savesData = (): boolean => {
  const connection: unknown = Reflect.get(navigator, 'connection');
  return (
    typeof connection === 'object' &&
    connection !== null &&
    'saveData' in connection &&
    connection.saveData === true
  );
};
