/** Statuses and outcomes of an action. No zod: this file is bundled into workflows. */

export const ACTION_STATUSES = [
  'accepted',
  'dispatching',
  'awaiting_callback',
  'succeeded',
  'failed',
  'expired',
  'cancelled',
] as const;
export type ActionStatus = (typeof ACTION_STATUSES)[number];

export const OPEN_STATUSES = ['accepted', 'dispatching', 'awaiting_callback'] as const;

export const SETTLED_STATUSES = ['succeeded', 'failed', 'expired', 'cancelled'] as const;
export type SettledStatus = (typeof SETTLED_STATUSES)[number];

/** The kind of the notification that an action ended so. */
export const settledKind = (status: SettledStatus): string => `ACTION_${status.toUpperCase()}`;

/** In these statuses a user may retry the action. */
export const RETRYABLE_STATUSES = ['failed', 'expired', 'cancelled'] as const;

export const isSettled = (status: ActionStatus): status is SettledStatus =>
  SETTLED_STATUSES.some((settled) => settled === status);

export const isRetryable = (status: ActionStatus): boolean =>
  RETRYABLE_STATUSES.some((retryable) => retryable === status);

/**
 * The reason of a settled status. Stable codes; the console shows them next to the status.
 * `restored`: the database lost the reason, the run in Temporal kept the status (ADR 0018).
 * `in_doubt`: after a restore nothing tells whether n8n carried the action out; a person decides.
 */
export const OUTCOME_CODES = [
  'callback',
  'accepted_without_callback',
  'refused',
  'egress_refused',
  'undeliverable',
  'deadline_missed',
  'run_ended',
  'restored',
  'in_doubt',
  'cancelled',
] as const;
export type OutcomeCode = (typeof OUTCOME_CODES)[number];

/** All combinations of settled status and outcome code. */
export const ACTION_OUTCOMES: readonly ActionOutcome[] = [
  { status: 'succeeded', code: 'callback' },
  { status: 'succeeded', code: 'accepted_without_callback' },
  { status: 'failed', code: 'callback' },
  { status: 'failed', code: 'refused' },
  { status: 'failed', code: 'egress_refused' },
  { status: 'failed', code: 'undeliverable' },
  { status: 'failed', code: 'run_ended' },
  { status: 'succeeded', code: 'restored' },
  { status: 'failed', code: 'restored' },
  { status: 'failed', code: 'in_doubt' },
  { status: 'expired', code: 'deadline_missed' },
  { status: 'cancelled', code: 'cancelled' },
];
export interface ActionOutcome {
  status: SettledStatus;
  code: OutcomeCode;
}
