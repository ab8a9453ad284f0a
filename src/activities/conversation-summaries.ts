import { failToRetry } from './ai/call-model.ts';
import { runPrompt, type RunPromptDeps } from '../services/ai/run-prompt.ts';
import {
  beginSummary,
  summaryRequest,
  type BegunSummary,
} from '../services/conversation-summaries/begin.ts';
import { endSummary } from '../services/conversation-summaries/end.ts';
import { findConversation } from '../queries/conversations/records.ts';
import type { ConversationRunInput } from './conversations.ts';
import { withHeartbeats } from './shared/heartbeat.ts';
import { transactFor } from './shared/mails.ts';

/** Summaries that come by themselves. */

/** As long as an attempt may take. */
const CLAIM_MS = 150_000;

export const createConversationSummaryActivities = (deps: RunPromptDeps) => {
  const transact = transactFor(deps);
  return {
    /**
     * Has a conversation summed up, and stores the summary, or why there is none. It does nothing while a person has
     * it written. Errors: those of the model that may pass (retryable); they are stored too.
     * Twice: a summary that knows the last message is not written again.
     */
    async summariseConversation(input: ConversationRunInput): Promise<void> {
      const { conversationId: id, companyId } = input;
      const begun = await transact(input, async (tx): Promise<BegunSummary | undefined> => {
        const conversation = await findConversation(tx, { id, isLocked: true });
        if (conversation === undefined) return undefined;
        const now = deps.clock.now();
        return beginSummary(tx, { conversation, isForced: false, claimMs: CLAIM_MS, now });
      });
      if (begun?.kind !== 'begun') return;
      const { work } = begun;
      const result = await withHeartbeats(() =>
        runPrompt(deps, { companyId, userId: null }, summaryRequest(work)),
      );
      await transact(input, async (tx) => {
        const conversation = await findConversation(tx, { id, isLocked: true });
        if (conversation === undefined) return;
        await endSummary(tx, { conversation, work, result, now: deps.clock.now() });
      });
      failToRetry(result);
    },
  };
};

export type ConversationSummaryActivities = ReturnType<typeof createConversationSummaryActivities>;
