/** Days and times by the clocks of a time zone. */

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Of `08:30`. */
export const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

/** `2026-12-01`, of the midnight of that date in UTC. */
export const dateOf = (day: number): string => new Date(day).toISOString().slice(0, 10);

/** A day is the midnight of its date in UTC, so that adding 24 hours gives the next one. */
export const clockOf = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  /** The instant at which the clocks in UTC show what those of the zone show at `at`. */
  const shownAt = (at: number): number => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    return Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
  };
  const offsetAt = (at: number): number => shownAt(at) - Math.floor(at / 1000) * 1000;
  return {
    shownAt,
    dayOf: (at: Date): number => Math.floor(shownAt(at.getTime()) / DAY_MS) * DAY_MS,
    /** Twice: the offset of the guess may be the one before or after a change of the clocks. */
    instantAt: (day: number, minutes: number): number => {
      const wanted = day + minutes * MINUTE_MS;
      const guess = wanted - offsetAt(wanted);
      return wanted - offsetAt(guess);
    },
  };
};

interface Daily {
  now: Date;
  /** `08:00` */
  time: string;
  timeZone: string;
  /** A day that has had it, `2026-12-01`: the next one is later. */
  lastOn: string | null;
}

/** Far more than a change of the time zone can need. */
const NEXT_DAY_COUNT_MAX = 400;

/**
 * The next instant after `now` at which the clocks show a time, once a day: a time that the clocks skip is an hour
 * later, one that they show twice is the first.
 */
export const nextDaily = ({ now, time, timeZone, lastOn }: Daily): Date => {
  const local = clockOf(timeZone);
  let day = local.dayOf(now);
  for (let count = 0; count < NEXT_DAY_COUNT_MAX; count += 1) {
    const at = firstInstantAt(local, day, minutesOf(time));
    if (at.getTime() > now.getTime() && (lastOn === null || dateOf(day) > lastOn)) return at;
    day += DAY_MS;
  }
  throw new Error(`no ${time} in ${timeZone} after ${lastOn}`);
};

const firstInstantAt = (local: ReturnType<typeof clockOf>, day: number, minutes: number): Date => {
  const at = local.instantAt(day, minutes);
  const shown = local.shownAt(at);
  // In some zones the skipped time becomes the one before.
  if (shown < day + minutes * MINUTE_MS) return new Date(at + HOUR_MS);
  const earlier = at - HOUR_MS;
  return new Date(local.shownAt(earlier) === shown ? earlier : at);
};
