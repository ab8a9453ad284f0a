import { isSummaryWanted, NEW_MESSAGE_COUNT } from '../../domain/conversation-summaries/due.ts';
import type { Deps } from '../../deps.ts';
import type { Transaction } from '../../platform/database.ts';
import { findSummary } from '../../queries/conversation-summaries.ts';
import { findConversation } from '../../queries/conversations/records.ts';
import { findAccess, type AiConfig } from '../ai/access.ts';

/**
 * Whether a conversation is to be summed up by itself now (domain/conversation-summaries/due.ts). A company without a
 * model never is. Twice: the same, until a try is begun.
 */
export const isSummaryDue = async (
  deps: Pick<Deps, 'encryptionKeys'> & { config: AiConfig },
  tx: Transaction,
  { conversationId, now }: { conversationId: number; now: Date },
): Promise<boolean> => {
  const conversation = await findConversation(tx, { id: conversationId });
  if (conversation === undefined) return false;
  const { message_count: messageCount } = conversation;
  const isWanted = isSummaryWanted(
    {
      status: conversation.status,
      isNewsletter: conversation.is_newsletter,
      messageCount,
      lastInboundAt: conversation.last_inbound_at,
      isQuiet: conversation.answer_due_at === null,
    },
    now,
  );
  if (!isWanted) return false;
  const tried = (await findSummary(tx, conversationId))?.tried_message_count ?? 0;
  if (messageCount - tried < NEW_MESSAGE_COUNT) return false;
  return (await findAccess(deps, tx)).access !== undefined;
};
