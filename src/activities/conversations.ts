import type { Deps } from '../deps.ts';
import { inCompany, type Committed } from '../platform/database.ts';
import { wakeConversation } from '../services/conversations/snooze.ts';

/** What is done for a conversation when its time has come. */

export interface ConversationRunInput {
  companyId: number;
  conversationId: number;
}

/** `waitMs`: until something is due. Null: nothing is. */
export interface Settled {
  waitMs: number | null;
}

type ConversationDeps = Pick<Deps, 'database' | 'clock'> & {
  announce: (committed: Committed) => void;
};

export const createConversationActivities = ({ database, clock, announce }: ConversationDeps) => ({
  /**
   * Does what is due: wakes a conversation that was snoozed until now.
   * Twice: what was done is not due any more, so the second run changes nothing.
   */
  settleConversation: ({ companyId, conversationId }: ConversationRunInput): Promise<Settled> =>
    inCompany(
      database,
      { companyId, userId: null },
      async (tx) => {
        const now = clock.now();
        const dueAt = await wakeConversation(tx, { conversationId, now });
        return { waitMs: dueAt === null ? null : Math.max(1, dueAt.getTime() - now.getTime()) };
      },
      announce,
    ),
});
