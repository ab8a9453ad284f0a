/** When a draft that waits is recalled, and when it ends. Without zod: workflows use it. */

const MINUTE_MS = 60_000;

/** After the last new message of a contact, so that several in a row get one answer. */
export const QUIET_PERIOD_MS = 15_000;

/** The next recall after `now`, of those before the expiry. Out: null after the last one. */
export const nextReminderAt = (input: {
  expiresAt: Date;
  minutesBefore: readonly number[];
  now: Date;
}): Date | null => {
  const times = input.minutesBefore
    .map((minutes) => input.expiresAt.getTime() - minutes * MINUTE_MS)
    .filter((at) => at > input.now.getTime())
    .toSorted((one, other) => one - other);
  return times[0] === undefined ? null : new Date(times[0]);
};

export const expiresAt = ({ minutes, now }: { minutes: number; now: Date }): Date =>
  new Date(now.getTime() + minutes * MINUTE_MS);
