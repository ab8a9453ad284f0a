import type { FollowUpRow } from '../../queries/follow-ups/records.ts';

/** What every fact of a follow-up has. */
export const aboutFollowUp = (row: FollowUpRow) => ({
  subjectId: row.id,
  audience: { userId: row.user_id, callCentreId: row.call_centre_id },
});

export const followUpFacts = (row: FollowUpRow) => ({
  conversation_id: row.conversation_id,
  user_id: row.user_id,
  due_at: row.due_at.toISOString(),
  is_cancelled_by_answer: row.is_cancelled_by_answer,
});
