import { z } from '@hono/zod-openapi';
import type { NotificationLevel } from '../shared/declare-event.ts';
import { PageQuery } from '../shared/pages.ts';
import { TimeZone } from '../shared/time-zone.ts';
import { NotificationOut } from './shapes.ts';

/**
 * Notifications as people read them: by day, what failed first, and several successes of a day as one
 * entry. A page ends with a whole day, so that the count of a day's successes is right.
 */

export const FEED_VIEWS = ['unread', 'all', 'handled'] as const;
export type FeedView = (typeof FEED_VIEWS)[number];

export const FeedQuery = PageQuery.extend({
  view: z.enum(FEED_VIEWS).default('all'),
  time_zone: TimeZone,
});

const EntryOut = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('notification'), notification: NotificationOut }),
    z.object({ kind: z.literal('successes'), notifications: z.array(NotificationOut) }),
  ])
  .openapi('FeedEntry');

export const FeedDayOut = z
  .object({ day: z.iso.date(), entries: z.array(EntryOut) })
  .openapi('FeedDay');

interface Listed {
  level: NotificationLevel;
  created_at: string;
}

export type FeedEntry<T> =
  { kind: 'notification'; notification: T } | { kind: 'successes'; notifications: T[] };

export interface FeedDay<T> {
  day: string;
  entries: FeedEntry<T>[];
}

const LEVEL_ORDER: readonly NotificationLevel[] = ['error', 'warning', 'info', 'success'];

/** In: notifications, newest first. Out: their days, newest first. */
export const groupByDay = <T extends Listed>(
  notifications: readonly T[],
  timeZone: string,
): FeedDay<T>[] => {
  const dayOf = dayIn(timeZone);
  const days = new Map<string, T[]>();
  for (const one of notifications) {
    const day = dayOf(one);
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  return [...days].map(([day, own]) => ({ day, entries: entriesOf(own) }));
};

/** Leaves out the last day, which may go on in the next page, unless it is the only one. */
export const keepWholeDays = <T extends Listed>(
  notifications: readonly T[],
  timeZone: string,
): readonly T[] => {
  const dayOf = dayIn(timeZone);
  const last = notifications.at(-1);
  if (last === undefined) return notifications;
  const whole = notifications.filter((one) => dayOf(one) !== dayOf(last));
  return whole.length === 0 ? notifications : whole;
};

const entriesOf = <T extends Listed>(notifications: readonly T[]): FeedEntry<T>[] => {
  const successes = notifications.filter(({ level }) => level === 'success');
  const isGrouped = successes.length > 1;
  const single = LEVEL_ORDER.flatMap((level) =>
    level === 'success' && isGrouped ? [] : notifications.filter((one) => one.level === level),
  ).map((notification) => ({ kind: 'notification' as const, notification }));
  return isGrouped ? [...single, { kind: 'successes', notifications: successes }] : single;
};

const dayIn = (timeZone: string): ((one: Listed) => string) => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  return ({ created_at: at }) => format.format(new Date(at));
};
