import type { Client } from '@temporalio/client';
import type { Clock } from '../deps.ts';
import { LATE_MS, PROBE_MS } from '../domain/mailboxes/health.ts';
import { mailboxSyncWorkflowId } from '../ids.ts';
import {
  inCompany,
  type Committed,
  type Database,
  type Transaction,
} from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { getScheduleState, isUnreachable } from '../platform/temporal.ts';
import {
  listLateMailboxes,
  listMailboxesToProbe,
  listScheduledMailboxes,
  type MailboxOfCompanyRow,
} from '../queries/mailboxes/health.ts';
import { tellIfLate } from '../services/mailboxes/health.ts';
import { repairSchedule } from '../services/mailboxes/schedule.ts';
import { probeMailbox } from '../services/mailboxes/sync.ts';
import { createSweeps, type Sweeps } from './sweeps.ts';

/**
 * Tells the owners of mailboxes that were not synchronised for long, and repairs schedules that differ from their
 * mailbox: missing in Temporal, paused by hand, or left over. Tries paused mailboxes a few times a day. Any number of api processes may run it at once.
 */

const SWEEP_MS = 60_000;
const LATE_COUNT_MAX = 500;
const PROBE_COUNT_MAX = 100;
/** Sweeps further apart than this: nothing watched, or Temporal was away. */
const GAP_MS = 5 * SWEEP_MS;
/** Schedules that one sweep looks at. The next one continues after the last. */
const SCHEDULE_COUNT_MAX = 200;

interface MailboxSweepDeps {
  database: Database;
  temporal: Client;
  clock: Clock;
  log: Log;
  announce: (committed: Committed) => void;
}

export interface MailboxSweeps extends Sweeps {
  sweep: () => Promise<void>;
}

export const createMailboxSweeps = (deps: MailboxSweepDeps): MailboxSweeps => {
  const { database, log } = deps;
  let reachedId = 0;
  let sweptAtMs = deps.clock.now().getTime();
  let watchedSinceMs = sweptAtMs;
  const tellLate = async (): Promise<void> => {
    const since = new Date(deps.clock.now().getTime() - LATE_MS);
    for (const row of await listLateMailboxes(database, { since, limit: LATE_COUNT_MAX })) {
      await within(deps, row, (tx) =>
        tellIfLate(tx, { mailboxId: row.mailbox_id, now: deps.clock.now() }),
      );
    }
  };
  const repair = async (): Promise<void> => {
    const rows = await listScheduledMailboxes(database, {
      afterId: reachedId,
      limit: SCHEDULE_COUNT_MAX,
    });
    for (const row of rows) {
      await repairOne(deps, row);
      reachedId = row.mailbox_id;
    }
    if (rows.length < SCHEDULE_COUNT_MAX) reachedId = 0;
  };
  const probe = async (): Promise<void> => {
    const probeSeconds = PROBE_MS / 1000;
    const due = await listMailboxesToProbe(database, { probeSeconds, limit: PROBE_COUNT_MAX });
    for (const row of due) {
      await within(deps, row, async (tx) => probeMailbox(tx, row.mailbox_id));
    }
  };
  /** After an outage of Relais itself every mailbox is late, for a moment. */
  const isWatching = (): boolean => {
    const nowMs = deps.clock.now().getTime();
    if (nowMs - sweptAtMs > GAP_MS) watchedSinceMs = nowMs;
    sweptAtMs = nowMs;
    return nowMs - watchedSinceMs >= LATE_MS;
  };
  const sweep = async (): Promise<void> => {
    await repair();
    await probe();
    if (isWatching()) await tellLate();
  };
  const sweeps = createSweeps(sweep, {
    everyMs: SWEEP_MS,
    onFailure: (error) =>
      log.warn({ err: error }, 'mailboxes could not be checked; retry in a minute'),
  });
  return { sweep, ...sweeps };
};

/** A schedule that fails does not block the others. If Temporal is unreachable, the sweep ends. */
const repairOne = async (deps: MailboxSweepDeps, row: MailboxOfCompanyRow): Promise<void> => {
  const workflowId = mailboxSyncWorkflowId(row.mailbox_id);
  try {
    const found = await getScheduleState(deps.temporal, workflowId);
    const isRepaired = await within(deps, row, (tx) => repairSchedule(tx, row.mailbox_id, found));
    if (isRepaired) deps.log.warn({ workflowId }, 'schedule of a mailbox repaired');
  } catch (error) {
    if (isUnreachable(error)) throw error;
    deps.log.warn({ err: error, workflowId }, 'schedule of a mailbox skipped');
  }
};

const within = <T>(
  { database, announce }: MailboxSweepDeps,
  { company_id: companyId }: MailboxOfCompanyRow,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => inCompany(database, { companyId, userId: null }, work, announce);
