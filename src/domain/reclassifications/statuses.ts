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
