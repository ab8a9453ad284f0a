import type { Deps } from '../deps.ts';
import { inCompany, type Committed } from '../platform/database.ts';
import { lookAtReminders } from '../services/reminders/look.ts';

/** What a company is reminded of each day. */

export interface RemindersInput {
  companyId: number;
}

/** `more`: look again at once. `ended`: there is nothing to keep the time for. */
export type RemindersLook =
  { kind: 'waiting'; until: string } | { kind: 'more' } | { kind: 'ended' };

type ReminderDeps = Pick<Deps, 'database' | 'clock'> & {
  announce: (committed: Committed) => void;
};

export const createReminderActivities = ({ database, clock, announce }: ReminderDeps) => ({
  /**
   * Does a part of what is due in a company now. Out: when to look again. Errors: `unavailable` (retryable).
   * Twice: what was done is not done again. Key: the date that a case's people were told of, the day of a digest.
   */
  async lookAtCompanyReminders({ companyId }: RemindersInput): Promise<RemindersLook> {
    const look = await inCompany(
      database,
      { companyId, userId: null },
      (tx) => lookAtReminders(tx, clock.now()),
      announce,
    );
    switch (look.kind) {
      case 'waiting':
        return { kind: 'waiting', until: look.until.toISOString() };
      case 'more':
        return { kind: 'more' };
      case 'gone':
        return { kind: 'ended' };
    }
  },
});

export type ReminderActivities = ReturnType<typeof createReminderActivities>;
