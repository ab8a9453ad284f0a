import {
  isLateNews,
  nextHealth,
  type CycleOutcome,
  type HealthNotice,
} from '../../domain/mailboxes/health.ts';
import {
  mailboxLate,
  mailboxRecovered,
  mailboxRefused,
  mailboxTouched,
} from '../../domain/mailboxes/events.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  listOwners,
  lockHealth,
  saveHealth,
  type WatchedRow,
} from '../../queries/mailboxes/health.ts';
import { hastenReplies } from '../replies/hasten.ts';
import { putSchedule } from './schedule.ts';

export interface EndedCycle {
  mailboxId: number;
  /** Of the cycle or of its run: a failure that is recorded again counts once. UUID. */
  cycleId: string;
  outcome: CycleOutcome;
  now: Date;
}

/**
 * Judges a mailbox by a cycle that ended: refused credentials pause it after three tries, and its owners are told
 * once; and again once when it works. Its replies that wait are then due. Out: whether it is paused. Call it last in
 * the transaction that records the cycle.
 * Twice: changes nothing.
 */
export const recordCycle = async (
  tx: Transaction,
  { mailboxId, cycleId, outcome, now }: EndedCycle,
): Promise<{ isPaused: boolean }> => {
  const before = await lockHealth(tx, mailboxId);
  if (before === undefined) return { isPaused: false };
  const { health, notice } = nextHealth(before, { id: cycleId, outcome, now });
  saveHealth(tx, mailboxId, health);
  const isPaused = health.paused_at !== null;
  if (before.is_active && isPaused !== (before.paused_at !== null)) {
    putSchedule(tx, { mailboxId, isPaused });
  }
  if (notice !== null) await tellOwners(tx, mailboxId, before, NOTICES[notice]);
  else if (health.failure_code !== before.failure_code || before.synced_at === null) {
    tx.emit(mailboxTouched, { subjectId: mailboxId });
  }
  if (outcome.kind === 'ok' && before.failure_code !== null) {
    await hastenReplies(tx, { mailboxId, now });
  }
  return { isPaused };
};

/** Out: false if it is not late (any more), or its owners know of it. */
export const tellIfLate = async (
  tx: Transaction,
  { mailboxId, now }: { mailboxId: number; now: Date },
): Promise<boolean> => {
  const before = await lockHealth(tx, mailboxId);
  if (before === undefined || !before.is_active || before.paused_at !== null) return false;
  if (!isLateNews(before, now)) return false;
  saveHealth(tx, mailboxId, { ...before, late_notified_at: now, late_told_at: now });
  await tellOwners(tx, mailboxId, before, mailboxLate);
  return true;
};

const NOTICES = {
  credentials_refused: mailboxRefused,
  recovered: mailboxRecovered,
} as const satisfies Record<HealthNotice, unknown>;

const tellOwners = async (
  tx: Transaction,
  mailboxId: number,
  { email, failure_code: failure }: WatchedRow,
  event: typeof mailboxRefused,
): Promise<void> =>
  tx.emit(event, {
    subjectId: mailboxId,
    notify: { userIds: await listOwners(tx), category: 'MAILBOXES', params: { email, failure } },
  });
