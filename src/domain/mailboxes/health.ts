import { isLoginRefused, type MailFailure } from './failures.ts';

/** What the cycles of a mailbox tell about it. */

/** Servers lock accounts after some wrong passwords. */
export const REFUSAL_COUNT_MAX = 3;
/** A login that is refused without a reason may be refused by a fault of the server: so long, it is not. */
export const UNCLEAR_REFUSAL_MS = 60 * 60_000;
/** A paused mailbox is tried so often: it may work again without a person. */
export const PROBE_MS = 6 * 60 * 60_000;
/** It works again after so many cycles in a row: some providers let one login through now and then. */
export const RECOVERED_COUNT = 3;
/** Owners are told of one state at most so often. */
export const TOLD_AGAIN_MS = 6 * 60 * 60_000;
/** Without a cycle for so long, its owners are told. */
export const LATE_MS = 15 * 60_000;

export interface Health {
  synced_at: Date | null;
  watched_since: Date;
  failure_code: string | null;
  failure_count: number;
  failed_cycle_id: string | null;
  failing_since: Date | null;
  /** The first of the refused logins in a row. */
  refused_since: Date | null;
  paused_at: Date | null;
  /** Cycles that succeeded in a row, up to `RECOVERED_COUNT`. */
  success_count: number;
  /** The owners know of it, until the mailbox works again. */
  failure_notified_at: Date | null;
  late_notified_at: Date | null;
  /** When they were told last, also before it worked again. */
  failure_told_at: Date | null;
  late_told_at: Date | null;
}

export type CycleOutcome = { kind: 'ok' } | { kind: 'failed'; code: MailFailure };
export type HealthNotice = 'credentials_refused' | 'recovered';

interface Judged {
  health: Health;
  /** What the owners must be told. */
  notice: HealthNotice | null;
}

/** Out: the state after a cycle. Twice: the same cycle changes nothing again. */
export const nextHealth = (
  before: Health,
  cycle: { id: string; outcome: CycleOutcome; now: Date },
): Judged => {
  if (cycle.outcome.kind === 'ok') return succeeded(before, cycle.now);
  if (cycle.id === before.failed_cycle_id) return { health: before, notice: null };
  return failed(before, cycle.id, cycle.outcome.code, cycle.now);
};

const succeeded = (before: Health, now: Date): Judged => {
  const successCount = Math.min(before.success_count + 1, RECOVERED_COUNT);
  const isRecovered = successCount === RECOVERED_COUNT;
  const isKnown = before.failure_notified_at !== null || before.late_notified_at !== null;
  return {
    health: {
      ...before,
      synced_at: now,
      success_count: successCount,
      failure_code: null,
      failure_count: 0,
      failing_since: null,
      refused_since: null,
      paused_at: null,
      failure_notified_at: isRecovered ? null : before.failure_notified_at,
      late_notified_at: isRecovered ? null : before.late_notified_at,
    },
    notice: isRecovered && isKnown ? 'recovered' : null,
  };
};

/** `failure_count`: failures of one kind, one after the other. */
const failed = (before: Health, cycleId: string, code: MailFailure, now: Date): Judged => {
  const count = code === before.failure_code ? before.failure_count + 1 : 1;
  const refusedSince = isLoginRefused(code) ? (before.refused_since ?? now) : null;
  const pausedAt = before.paused_at ?? (isRefused(code, count, refusedSince, now) ? now : null);
  const isNews =
    pausedAt !== null &&
    before.failure_notified_at === null &&
    !isWithin(before.failure_told_at, TOLD_AGAIN_MS, now);
  return {
    health: {
      ...before,
      success_count: 0,
      failure_code: code,
      failure_count: count,
      failed_cycle_id: cycleId,
      failing_since: before.failing_since ?? now,
      refused_since: refusedSince,
      paused_at: pausedAt,
      failure_notified_at: isNews ? now : before.failure_notified_at,
      failure_told_at: isNews ? now : before.failure_told_at,
    },
    notice: isNews ? 'credentials_refused' : null,
  };
};

const isRefused = (code: MailFailure, count: number, since: Date | null, now: Date): boolean =>
  since !== null &&
  count >= REFUSAL_COUNT_MAX &&
  (code === 'credentials_refused' || !isWithin(since, UNCLEAR_REFUSAL_MS, now));

const isWithin = (instant: Date | null, ms: number, now: Date): boolean =>
  instant !== null && now.getTime() - instant.getTime() < ms;

/** The owners are told that it is late: they do not know it, and were not told some hours ago. */
export const isLateNews = (health: Health, now: Date): boolean =>
  health.late_notified_at === null &&
  !isWithin(health.late_told_at, TOLD_AGAIN_MS, now) &&
  isLate(health, now);

/** A first sync may take longer than `LATE_MS`. */
export const isLate = (health: Pick<Health, 'synced_at' | 'watched_since'>, now: Date): boolean => {
  const { synced_at: syncedAt, watched_since: since } = health;
  return now.getTime() - Math.max(since.getTime(), syncedAt?.getTime() ?? 0) >= LATE_MS;
};

export const MAILBOX_STATES = [
  'ok',
  'new',
  'syncing',
  'credentials_refused',
  'unreachable',
  'late',
  'paused',
] as const;
export type MailboxState = (typeof MAILBOX_STATES)[number];

type Judgeable = Pick<Health, 'synced_at' | 'watched_since' | 'paused_at' | 'failure_code'>;

export const mailboxState = (
  { is_active: isActive, ...health }: Judgeable & { is_active: boolean },
  { isSyncing, now }: { isSyncing: boolean; now: Date },
): MailboxState => {
  if (!isActive) return 'paused';
  if (health.paused_at !== null || health.failure_code === 'credentials_refused') {
    return 'credentials_refused';
  }
  if (health.failure_code !== null) return 'unreachable';
  if (isSyncing) return 'syncing';
  if (isLate(health, now)) return 'late';
  return health.synced_at === null ? 'new' : 'ok';
};
