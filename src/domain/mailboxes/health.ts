import type { MailFailure } from './failures.ts';

/** What the cycles of a mailbox tell about it. */

/** Servers lock accounts after some wrong passwords. */
export const REFUSAL_COUNT_MAX = 3;
/** Without a cycle for so long, its owners are told. */
export const LATE_MS = 15 * 60_000;

export interface Health {
  synced_at: Date | null;
  watched_since: Date;
  failure_code: string | null;
  failure_count: number;
  failed_cycle_id: string | null;
  failing_since: Date | null;
  paused_at: Date | null;
  failure_notified_at: Date | null;
  late_notified_at: Date | null;
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

const succeeded = (before: Health, now: Date): Judged => ({
  health: {
    ...before,
    synced_at: now,
    failure_code: null,
    failure_count: 0,
    failing_since: null,
    paused_at: null,
    failure_notified_at: null,
    late_notified_at: null,
  },
  notice:
    before.failure_notified_at === null && before.late_notified_at === null ? null : 'recovered',
});

/** `failure_count`: failures of one kind, one after the other. */
const failed = (before: Health, cycleId: string, code: MailFailure, now: Date): Judged => {
  const count = code === before.failure_code ? before.failure_count + 1 : 1;
  const isPaused = code === 'credentials_refused' && count >= REFUSAL_COUNT_MAX;
  const isNews = isPaused && before.failure_notified_at === null;
  return {
    health: {
      ...before,
      failure_code: code,
      failure_count: count,
      failed_cycle_id: cycleId,
      failing_since: before.failing_since ?? now,
      paused_at: before.paused_at ?? (isPaused ? now : null),
      failure_notified_at: before.failure_notified_at ?? (isNews ? now : null),
    },
    notice: isNews ? 'credentials_refused' : null,
  };
};

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

export const mailboxState = (
  { is_active: isActive, ...health }: Health & { is_active: boolean },
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
