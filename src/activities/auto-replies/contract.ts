import type { EndedStatus } from '../../domain/auto-replies/statuses.ts';

/** What the workflow of an automatic reply and its activities say to each other: ids, never texts. */

export interface AutoReplyInput {
  companyId: number;
  autoReplyId: string;
}

export type AutoReplyLook =
  { kind: 'draft' } | { kind: 'wait'; waitMs: number } | { kind: 'ended'; status: EndedStatus };

/**
 * By an operator: `{"kind": "approve", "contentHash": "…", "userId": 1}`. The person is judged as if they had clicked;
 * the reason of a rejection is one word here, as Temporal keeps it.
 */
export interface AutoReplyDecision {
  kind: 'approve' | 'reject';
  userId: number;
  contentHash: string;
  reason?: string;
}
