/**
 * Where the next dispatches of this worker wait for a slot, so that none stays free while many wait in Temporal:
 * those ask seldom. Small and short, because each holds one of the worker's activities.
 */

const PATIENCE_MS = 2_000;
/** Another worker returns a slot without a word to this one. */
const POLL_MS = 250;
const COUNT_MAX = 40;
/** A slow receiver does not take the places of the others. */
const COUNT_PER_RECEIVER_MAX = 10;

export interface WaitingRoom {
  /**
   * Asks until it gets a slot, in order of arrival per receiver. Out: the last answer; undefined if the room
   * is full.
   */
  wait: <T>(
    receiver: string,
    ask: () => Promise<T>,
    isRefused: (answer: T) => boolean,
  ) => Promise<T | undefined>;
  /** A slot of this receiver is free. */
  wake: (receiver: string) => void;
}

interface Waiter {
  receiver: string;
  wake: () => void;
}

export const createWaitingRoom = (): WaitingRoom => {
  const waiters: Waiter[] = [];
  const firstOf = (receiver: string): Waiter | undefined =>
    waiters.find((waiter) => waiter.receiver === receiver);
  const isFull = (receiver: string): boolean =>
    waiters.length >= COUNT_MAX ||
    waiters.filter((waiter) => waiter.receiver === receiver).length >= COUNT_PER_RECEIVER_MAX;
  const wake = (receiver: string): void => firstOf(receiver)?.wake();
  return {
    wake,
    wait: async (receiver, ask, isRefused) => {
      if (isFull(receiver)) return undefined;
      const waiter: Waiter = { receiver, wake: () => undefined };
      waiters.push(waiter);
      const endsAt = performance.now() + PATIENCE_MS;
      try {
        for (;;) {
          await nap(waiter);
          const isLate = performance.now() > endsAt;
          if (firstOf(receiver) !== waiter && !isLate) continue;
          const answer = await ask();
          if (isLate || !isRefused(answer)) return answer;
        }
      } finally {
        waiters.splice(waiters.indexOf(waiter), 1);
        wake(receiver); // more than one slot may be free
      }
    },
  };
};

/** Until it is woken, or until it is time to look. */
const nap = (waiter: Waiter): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, POLL_MS);
    waiter.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
