/** Statuses of follow-ups. Without zod: workflows use it. */

export const FOLLOW_UP_STATUSES = ['waiting', 'due', 'cancelled', 'done'] as const;
export type FollowUpStatus = (typeof FOLLOW_UP_STATUSES)[number];

export const FOLLOW_UP_CANCEL_REASONS = ['answered', 'person', 'conversation_deleted'] as const;
export type FollowUpCancelReason = (typeof FOLLOW_UP_CANCEL_REASONS)[number];
