import type { Deps } from '../deps.ts';
import type { FollowUpStatus } from '../domain/follow-ups/statuses.ts';
import { inCompany, type Committed } from '../platform/database.ts';
import { fallDue, lockFollowUp } from '../services/follow-ups/settle.ts';

/** The time of a follow-up. */

export interface FollowUpInput {
  companyId: number;
  followUpId: number;
}

/** `ended`: nothing waits any more. */
export type FollowUpLook =
  { kind: 'waiting'; dueAt: string } | { kind: 'ended'; status: FollowUpStatus | 'gone' };

type FollowUpDeps = Pick<Deps, 'database' | 'clock'> & {
  announce: (committed: Committed) => void;
};

export const createFollowUpActivities = ({ database, clock, announce }: FollowUpDeps) => ({
  /**
   * Reads a follow-up; if it waits and its time has come, makes it due, shows its conversation again and tells its user. Errors: `unavailable`
   * (retryable).
   * Twice: one that does not wait is left as it is. Key: its status, under the row's lock.
   */
  async lookAtFollowUp({ companyId, followUpId }: FollowUpInput): Promise<FollowUpLook> {
    return inCompany(
      database,
      { companyId, userId: null },
      async (tx) => {
        const now = clock.now();
        const found = await lockFollowUp(tx, followUpId);
        if (found === undefined) return { kind: 'ended', status: 'gone' };
        const { row, conversation } = found;
        if (row.status !== 'waiting') return { kind: 'ended', status: row.status };
        if (row.due_at > now) return { kind: 'waiting', dueAt: row.due_at.toISOString() };
        const { status } = await fallDue(tx, row, { conversation, now });
        return { kind: 'ended', status };
      },
      announce,
    );
  },
});

export type FollowUpActivities = ReturnType<typeof createFollowUpActivities>;
