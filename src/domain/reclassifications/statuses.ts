/** Statuses of reclassifications. No imports: the workflow uses them. */

export const RECLASSIFICATION_STATUSES = [
  'waiting',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  /** A newer one does its work. */
  'superseded',
] as const;
export type ReclassificationStatus = (typeof RECLASSIFICATION_STATUSES)[number];

export const isReclassificationOpen = (status: ReclassificationStatus): boolean =>
  status === 'waiting' || status === 'running';

/** How the part ended that asks a language model. All but the first leave some unasked. */
export const AI_PART_OUTCOMES = [
  'done',
  'limit_reached',
  'over_budget',
  'ai_not_configured',
  'timeout',
  'rate_limited',
  'unavailable',
] as const;
export type AiPartOutcome = (typeof AI_PART_OUTCOMES)[number];

/** Of one reclassification: the newest. */
export const ASKED_COUNT_MAX = 2_000;
