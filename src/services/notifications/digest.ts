import { v7 as uuidv7 } from 'uuid';
import { dateOf, clockOf, nextDaily } from '../../domain/shared/local-clock.ts';
import { roleReach } from '../../domain/shared/permissions.ts';
import { settingsOf } from '../../domain/settings/shapes.ts';
import { TODO_DAYS } from '../../domain/todo/shapes.ts';
import { digestWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  dropUndigested,
  hasUndigested,
  listDueOf,
  openDigest,
  type DigestScope,
  type DueOfUser,
} from '../../queries/notifications/digest-content.ts';
import {
  hasDailyKind,
  listQuietDigests,
  lockDigest,
  lockDigestsOfOtherZones,
  lockDueDigests,
  setDigest,
  type DigestRow,
  type OwnedDigestRow,
} from '../../queries/notifications/digests.ts';
import { findSettings } from '../../queries/settings.ts';
import { startReminders, wakeReminders } from '../reminders/run.ts';
import { reconcileMail } from '../shared/mails.ts';
import type { QuietRow, Reconciliation } from '../shared/reconciliation.ts';
import { notificationMails } from './mail.ts';

/** The daily digests of a company: when each user gets one, and whether there is anything to say. */

/** Users of one transaction. */
const BATCH_SIZE = 50;

export const companyTimeZone = async (tx: Transaction): Promise<string> =>
  settingsOf((await findSettings(tx)).chosen).inbox.business_hours.time_zone;

/** Under the lock of `lockDigest`, after a change of what a user chose. The first one is after now. */
export const planDigest = async (
  tx: Transaction,
  before: DigestRow,
  { userId, time = before.at_time, now }: { userId: number; time?: string; now: Date },
): Promise<void> => {
  const timeZone = await companyTimeZone(tx);
  const isWanted = await hasDailyKind(tx, userId);
  const isKept =
    before.next_at !== null && time === before.at_time && timeZone === before.time_zone;
  const nextAt = isKept
    ? before.next_at
    : nextDaily({ now, time, timeZone, lastOn: before.last_on });
  await setDigest(tx, {
    ...before,
    userId,
    at_time: time,
    time_zone: timeZone,
    next_at: isWanted ? nextAt : null,
  });
  if (!isWanted || isKept) return;
  await startReminders(tx);
  wakeReminders(tx);
};

export const lockOwnDigest = async (tx: Transaction, userId: number): Promise<DigestRow> =>
  lockDigest(tx, { userId, timeZone: await companyTimeZone(tx) });

interface Now {
  now: Date;
  timeZone: string;
}

/** The company has another time zone. Out: false if there may be more. Twice: they have it. */
export const moveDigests = async (tx: Transaction, { now, timeZone }: Now): Promise<boolean> => {
  const rows = await lockDigestsOfOtherZones(tx, { timeZone, limit: BATCH_SIZE });
  for (const row of rows) {
    await setDigest(tx, {
      ...own(row),
      time_zone: timeZone,
      next_at: nextDaily({ now, time: row.at_time, timeZone, lastOn: row.last_on }),
    });
  }
  return rows.length < BATCH_SIZE;
};

/**
 * Opens the digests whose time has come, and asks for their runs. Out: false if there may be more. Twice: their next
 * time is another day. After an outage there is one, for today.
 */
export const openDueDigests = async (tx: Transaction, { now, timeZone }: Now): Promise<boolean> => {
  const rows = await lockDueDigests(tx, { now, limit: BATCH_SIZE });
  const local = clockOf(timeZone);
  for (const row of rows) {
    const isLate = now.getTime() - row.next_at.getTime() > LATE_MS;
    const day = dateOf(local.dayOf(isLate ? now : row.next_at));
    await openIfNeeded(tx, row, { day, timeZone });
    await setDigest(tx, {
      ...own(row),
      last_on: day,
      next_at: nextDaily({ now, time: row.at_time, timeZone, lastOn: day }),
    });
  }
  return rows.length < BATCH_SIZE;
};

const own = ({ user_id: userId, at_time, time_zone, next_at, last_on }: OwnedDigestRow) => ({
  userId,
  at_time,
  time_zone,
  next_at,
  last_on,
});

/** Up to then it is that of its day, though midnight has passed: else the next day would have none at its time. */
const LATE_MS = 60 * 60 * 1000;

/** A user who was disabled, or may read no notifications, gets none. */
const openIfNeeded = async (
  tx: Transaction,
  row: OwnedDigestRow,
  { day, timeZone }: { day: string; timeZone: string },
): Promise<void> => {
  const { user_id: userId, is_active: isActive, role } = row;
  const mayRead = isActive && roleReach(role, 'notifications:read') !== 'none';
  await dropUndigested(tx, { userId, isAll: !mayRead });
  if (!mayRead) return;
  const due = await findDueOf(tx, { userId, day, timeZone, limit: 1 });
  const isNeeded =
    due.cases.length > 0 || due.tasks.length > 0 || (await hasUndigested(tx, digestScope(row)));
  if (!isNeeded) return;
  const mailId = uuidv7();
  if (await openDigest(tx, { userId, mailId, digestOn: day })) {
    startDigestRun(tx, { userId, mailId, digestOn: day });
  }
};

interface Reader {
  user_id: number;
  role: OwnedDigestRow['role'];
  call_centre_id: number | null;
}

/** The cases that a user sees, whose notifications the digest lists. */
export const digestScope = ({ user_id: userId, role, call_centre_id }: Reader): DigestScope => {
  const reach = roleReach(role, 'cases:read');
  return {
    userId,
    scope: { reach: reach === 'none' ? 'own' : reach, userId, callCentreId: call_centre_id },
  };
};

export const findDueOf = (
  tx: Transaction,
  input: { userId: number; day: string; timeZone: string; limit: number },
): Promise<DueOfUser> => listDueOf(tx, { ...input, days: TODO_DAYS });

interface DigestKey {
  userId: number;
  mailId: string;
  digestOn: string;
}

/** Twice: one run, because its id has the day. */
const startDigestRun = (tx: Transaction, { userId, mailId, digestOn }: DigestKey): void =>
  tx.command({
    workflowId: digestWorkflowId(userId, digestOn),
    operation: 'start',
    name: 'sendDigestWorkflow',
    input: { companyId: tx.actor.companyId, userId, mailId },
    subject: `user/${userId}`,
  });

interface QuietDigest extends QuietRow, DigestKey {}

export const digestReconciliation: Reconciliation<QuietDigest> = {
  listQuiet: async (database, input) =>
    (await listQuietDigests(database, input)).map((row) => ({
      companyId: row.company_id,
      id: row.mail_id,
      mailId: row.mail_id,
      userId: row.user_id,
      digestOn: row.digest_on,
      workflowId: digestWorkflowId(row.user_id, row.digest_on),
    })),
  reconcile: (tx, key, { state }) =>
    reconcileMail(tx, notificationMails, { key, state, restart: () => startDigestRun(tx, key) }),
};
