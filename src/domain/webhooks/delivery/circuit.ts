/**
 * The circuit of an endpoint. It opens when most attempts fail: one attempt then probes the endpoint, and
 * all others wait. A success of the probe closes it.
 */

const SECOND_MS = 1_000;
/** Attempts that count, at most as old as this. */
export const WINDOW_MS = 5 * 60 * SECOND_MS;
/** The newest ones of the window are enough. */
export const WINDOW_ATTEMPT_COUNT_MAX = 1_000;
const ATTEMPT_COUNT_MIN = 10;
const FAILURE_SHARE_MIN = 0.7;
const PROBE_FIRST_SECONDS = 30;
const PROBE_MAX_SECONDS = 600;
/** What came of a probe is known by then. */
export const PROBE_LEASE_MS = 20 * SECOND_MS;
/** A receiver that fails again soon is announced only once it has failed several probes. */
const QUIET_MS = 60 * 60 * SECOND_MS;
const QUIET_PROBE_SECONDS = 240;
/** Nothing but failures for so long: the webhook is switched off. */
export const FAILING_MAX_MS = 120 * 60 * 60 * SECOND_MS;

export interface Health {
  circuit: 'closed' | 'open';
  probe_at: Date | null;
  probe_delay_seconds: number | null;
  failing_since: Date | null;
  succeeded_at: Date | null;
  failure_notified_at: Date | null;
  closed_at: Date | null;
}

export const HEALTHY: Health = {
  circuit: 'closed',
  probe_at: null,
  probe_delay_seconds: null,
  failing_since: null,
  succeeded_at: null,
  failure_notified_at: null,
  closed_at: null,
};

export interface Outcomes {
  successCount: number;
  failureCount: number;
  /** One of them was the probe of an open circuit. */
  isProbe: boolean;
  /** A user asked for that probe: its failure does not make the next one wait longer. */
  isAsked: boolean;
  now: Date;
  /** Of the window, those of this batch included. */
  recent: { attemptCount: number; failureCount: number };
}

export type HealthNotice = 'failing' | 'recovered';

/** Out: the new state, what the owner must be told, and if the webhook must be switched off. */
export const nextHealth = (
  health: Health,
  outcomes: Outcomes,
): { health: Health; notice: HealthNotice | null; isGivenUp: boolean } => {
  const { successCount, failureCount, isProbe, isAsked, now } = outcomes;
  const seen: Health = {
    ...health,
    succeeded_at: successCount > 0 ? now : health.succeeded_at,
    failing_since: successCount > 0 ? null : (health.failing_since ?? now),
  };
  if (seen.circuit === 'open') {
    if (!isProbe) return unchanged(seen, now);
    if (successCount > 0) return { ...closedCircuit(seen, now), isGivenUp: false };
    return isAsked ? unchanged(seen, now) : open(seen, now);
  }
  return failureCount > 0 && isFailing(outcomes.recent) ? open(seen, now) : unchanged(seen, now);
};

const isFailing = ({ attemptCount, failureCount }: Outcomes['recent']): boolean =>
  attemptCount >= ATTEMPT_COUNT_MIN && failureCount >= FAILURE_SHARE_MIN * attemptCount;

const isGivenUp = ({ failing_since: since }: Health, now: Date): boolean =>
  since !== null && now.getTime() - since.getTime() >= FAILING_MAX_MS;

const unchanged = (health: Health, now: Date) => ({
  health,
  notice: null,
  isGivenUp: isGivenUp(health, now),
});

/** Opens it, or keeps it open for twice as long. */
const open = (health: Health, now: Date) => {
  const seconds =
    health.circuit === 'closed' || health.probe_delay_seconds === null
      ? PROBE_FIRST_SECONDS
      : Math.min(2 * health.probe_delay_seconds, PROBE_MAX_SECONDS);
  const isNews =
    health.failure_notified_at === null &&
    (health.closed_at === null ||
      now.getTime() - health.closed_at.getTime() > QUIET_MS ||
      seconds >= QUIET_PROBE_SECONDS);
  const opened: Health = {
    ...health,
    circuit: 'open',
    probe_at: new Date(now.getTime() + seconds * SECOND_MS),
    probe_delay_seconds: seconds,
    failure_notified_at: isNews ? now : health.failure_notified_at,
  };
  return {
    health: opened,
    notice: isNews ? ('failing' as const) : null,
    isGivenUp: isGivenUp(opened, now),
  };
};

/** The endpoint answered as it should. Out: the new state, and what the owner must be told. */
export const closedCircuit = (
  health: Health,
  now: Date,
): { health: Health; notice: HealthNotice | null } => ({
  health: {
    ...health,
    circuit: 'closed',
    probe_at: null,
    probe_delay_seconds: null,
    failure_notified_at: null,
    closed_at: now,
  },
  notice: health.failure_notified_at === null ? null : 'recovered',
});
