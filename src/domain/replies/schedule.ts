/** When a reply is attempted, and how long. Without zod: workflows use it. */

/** A reply can be taken back for so long. */
export const UNDO_MS = 10_000;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const WAIT_MIN_MS = MINUTE_MS;
const WAIT_MAX_MS = 4 * HOUR_MS;

/** As mail servers do. Source: RFC 5321, 4.5.4.1. */
export const GIVE_UP_MS = 48 * HOUR_MS;

/**
 * The next attempt after one that was not accepted. It comes after as long as the mail has waited already, so
 * waits double: about 20 attempts in two days. Out: null if it is given up.
 */
export const nextAttemptAt = ({ sendAfter, now }: { sendAfter: Date; now: Date }): Date | null => {
  const waitedMs = now.getTime() - sendAfter.getTime();
  if (waitedMs >= GIVE_UP_MS) return null;
  const waitMs = Math.min(Math.max(waitedMs, WAIT_MIN_MS), WAIT_MAX_MS);
  return new Date(Math.min(now.getTime() + waitMs, sendAfter.getTime() + GIVE_UP_MS));
};

/** So long an unknown outcome is looked up in the Sent folder before a person is asked. */
const LOOK_FOR_MS = 15 * MINUTE_MS;
const LOOK_WAIT_MIN_MS = 30_000;

/** The next look in the Sent folder. Out: null after the last one. */
export const nextLookAt = ({ since, now }: { since: Date; now: Date }): Date | null => {
  const waitedMs = now.getTime() - since.getTime();
  if (waitedMs >= LOOK_FOR_MS) return null;
  const waitMs = Math.max(waitedMs, LOOK_WAIT_MIN_MS);
  return new Date(Math.min(now.getTime() + waitMs, since.getTime() + LOOK_FOR_MS));
};

/** For the copy in the Sent folder: many servers store it themselves, a moment after the mail. */
export const COPY_AFTER_MS = 20_000;

/** What one mailbox sends: providers refuse, or block, one that sends faster. */
export const MAILS_PER_MINUTE_MAX = 30;
export const CONNECTIONS_PER_MAILBOX_MAX = 3;
/** A mailbox that sends as much as it may: until its next mail looks for a place, at least. */
export const RATE_WAIT_MS = 10_000;
export const CONNECTION_WAIT_MS = 2_000;
