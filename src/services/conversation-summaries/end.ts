import type { SummaryOutput } from '../../domain/ai/prompts/summary.ts';
import { checkedSummary } from '../../domain/conversation-summaries/content.ts';
import {
  conversationSummarised,
  conversationSummaryTouched,
} from '../../domain/conversation-summaries/events.ts';
import type { Transaction } from '../../platform/database.ts';
import { endClaim, saveSummary } from '../../queries/conversation-summaries.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import type { PromptResult } from '../ai/run-prompt.ts';
import { aboutConversation } from '../conversations/facts.ts';
import type { SummaryWork } from './begin.ts';

interface End {
  /** Under its lock. */
  conversation: ConversationRow;
  work: SummaryWork;
  result: PromptResult<SummaryOutput>;
  now: Date;
}

/**
 * Stores what the model wrote, or why it wrote nothing. A summary of messages that were moved or deleted meanwhile is
 * dropped: its row is gone. Twice: the claim is gone.
 */
export const endSummary = async (
  tx: Transaction,
  { conversation, work, result, now }: End,
): Promise<void> => {
  const { conversationId, claimId } = work;
  if (result.outcome === 'succeeded') {
    const isSaved = await saveSummary(tx, {
      conversationId,
      claimId,
      content: checkedSummary(result.output, work.texts),
      messageId: work.head.id,
      messageCount: work.head.count,
      omittedMessageCount: work.omittedMessageCount,
      runId: result.runId,
      now,
    });
    if (isSaved) {
      tx.emit(conversationSummarised, {
        ...aboutConversation(conversation),
        after: { message_id: work.head.id, ai_run_id: result.runId },
      });
    }
    return;
  }
  const { outcome, errorCode } = result;
  const failure = outcome === 'ai_not_configured' ? null : outcome;
  const isSaved = await endClaim(tx, {
    conversationId,
    claimId,
    failure,
    failureCode: failure === null ? null : errorCode,
    now,
  });
  if (isSaved) tx.emit(conversationSummaryTouched, aboutConversation(conversation));
};
