import { clockOf, dateOf, minutesOf, nextDaily } from '../../domain/shared/local-clock.ts';
import type { Transaction } from '../../platform/database.ts';
import { findNextDigestAt } from '../../queries/notifications/digests.ts';
import { lockClock, setClock } from '../../queries/reminders.ts';
import { companyTimeZone, moveDigests, openDueDigests } from '../notifications/digest.ts';
import { remindOfCases } from './cases.ts';

/** What is due in a company now: reminders of cases, then the digests that may tell of them. */

/** Before the digests of most people, who then read of them there. */
const REMIND_TIME = '07:00';

/** `more`: look again at once. `gone`: the company has no clock. */
export type Look = { kind: 'waiting'; until: Date } | { kind: 'more' } | { kind: 'gone' };

/** One bounded part. Twice: what was done is not done again. Key: the rows, under the lock of the clock. */
export const lookAtReminders = async (tx: Transaction, now: Date): Promise<Look> => {
  const clock = await lockClock(tx);
  if (clock === undefined) return { kind: 'gone' };
  const timeZone = await companyTimeZone(tx);
  const remindedOn = await remindOnce(tx, { now, timeZone, remindedOn: clock.reminded_on });
  if (remindedOn === 'more') return { kind: 'more' };
  const isDone =
    (await moveDigests(tx, { now, timeZone })) && (await openDueDigests(tx, { now, timeZone }));
  const until = isDone
    ? earliest(
        nextDaily({ now, time: REMIND_TIME, timeZone, lastOn: remindedOn }),
        await findNextDigestAt(tx),
      )
    : now;
  await setClock(tx, { nextAt: until, remindedOn });
  return isDone ? { kind: 'waiting', until } : { kind: 'more' };
};

const earliest = (first: Date, second: Date | null): Date =>
  second !== null && second < first ? second : first;

/** Out: the last day whose cases were reminded of. */
const remindOnce = async (
  tx: Transaction,
  { now, timeZone, remindedOn }: { now: Date; timeZone: string; remindedOn: string | null },
): Promise<string | null> => {
  const local = clockOf(timeZone);
  const day = local.dayOf(now);
  const today = dateOf(day);
  const isMorning = now.getTime() >= local.instantAt(day, minutesOf(REMIND_TIME));
  if (!isMorning || (remindedOn !== null && remindedOn >= today)) return remindedOn;
  return (await remindOfCases(tx, today)) ? today : 'more';
};
