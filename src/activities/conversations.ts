import type { Deps } from '../deps.ts';
import { inCompany, type Committed } from '../platform/database.ts';
import type { AiConfig } from '../services/ai/access.ts';
import { considerAnswer } from '../services/auto-replies/consider.ts';
import { isSummaryDue } from '../services/conversation-summaries/consider.ts';
import { wakeConversation } from '../services/conversations/snooze.ts';

/** What is done for a conversation when its time has come. */

export interface ConversationRunInput {
  companyId: number;
  conversationId: number;
}

/**
 * `waitMs`: until something is due. Null: nothing is. `work`: to be done first, by another activity; then what is due
 * is looked at again.
 */
export interface Settled {
  waitMs: number | null;
  work?: 'classify' | 'summarise';
}

/** A longer timer looks again then. */
const WAIT_MS_MAX = 30 * 24 * 60 * 60 * 1000;

type ConversationDeps = Pick<Deps, 'database' | 'clock' | 'encryptionKeys'> & {
  config: AiConfig;
  announce: (committed: Committed) => void;
};

export const createConversationActivities = ({
  database,
  clock,
  encryptionKeys,
  config,
  announce,
}: ConversationDeps) => ({
  /**
   * Does what is due: wakes a conversation that was snoozed until now, and decides about an automatic reply, after the
   * language model was asked for its folder. Out: also whether it is to be summed up.
   * Twice: what was done is not due any more, so the second run changes nothing.
   */
  settleConversation: ({ companyId, conversationId }: ConversationRunInput): Promise<Settled> =>
    inCompany(
      database,
      { companyId, userId: null },
      async (tx) => {
        const now = clock.now();
        const wakesAt = await wakeConversation(tx, { conversationId, now });
        const answer = await considerAnswer({ encryptionKeys, config }, tx, {
          conversationId,
          now,
        });
        if (answer === 'unclassified') return { waitMs: 0, work: 'classify' };
        const isDue = await isSummaryDue({ encryptionKeys, config }, tx, { conversationId, now });
        const work = isDue ? { work: 'summarise' as const } : {};
        const times = [wakesAt, answer].flatMap((dueAt) => dueAt?.getTime() ?? []);
        if (times.length === 0) return { waitMs: null, ...work };
        const waitMs = Math.min(Math.max(1, Math.min(...times) - now.getTime()), WAIT_MS_MAX);
        return { waitMs, ...work };
      },
      announce,
    ),
});

export type ConversationActivities = ReturnType<typeof createConversationActivities>;
