/**
 * When a failed delivery is tried again. The table is the one of the Standard Webhooks specification,
 * "Deliverability and reliability".
 */

/** Seconds after the end of attempt 1, 2, …; the last one repeats. */
const DELAYS_SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000] as const;
const LAST_DELAY_SECONDS = 36_000;
/** So that what failed together does not come back together. */
const JITTER = 0.2;

interface Failed {
  /** Attempts of the round so far. */
  attemptCount: number;
  endedAt: Date;
  /** As the receiver sent it. */
  retryAfter: string | undefined;
  /** In [0, 1). */
  random: number;
}

/**
 * The instant of the next attempt: 5 s to 10 h later, ±20 %. A receiver may ask for up to twice as long by
 * `Retry-After`.
 */
export const nextAttemptAt = ({ attemptCount, endedAt, retryAfter, random }: Failed): Date => {
  const baseMs = 1_000 * (DELAYS_SECONDS[attemptCount - 1] ?? LAST_DELAY_SECONDS);
  const askedMs = retryAfterMs(retryAfter, endedAt);
  const delayMs =
    askedMs === undefined
      ? baseMs * (1 - JITTER + 2 * JITTER * random)
      : Math.min(Math.max(askedMs, baseMs), 2 * baseMs);
  return new Date(endedAt.getTime() + Math.round(delayMs));
};

/** Seconds or an HTTP date; undefined for anything else. Source: RFC 9110, 10.2.3. */
const retryAfterMs = (value: string | undefined, now: Date): number | undefined => {
  if (value === undefined) return undefined;
  if (/^\d{1,10}$/.test(value)) return 1_000 * Number(value);
  if (!/^[A-Za-z]{3}, /.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
};
