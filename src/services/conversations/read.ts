import { conversationMarked } from '../../domain/conversations/events.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveConversation } from '../../queries/conversations/changes.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { aboutConversation } from './facts.ts';

/**
 * The unread mark is the team's: what one has read, the others need not open. It is no change that another one
 * conflicts with, so the version stays. Out: `before` itself if it is so already.
 */
export const markRead = async (
  tx: Transaction,
  before: ConversationRow,
  { isUnread }: { isUnread: boolean },
): Promise<ConversationRow> => {
  if (before.is_unread === isUnread) return before;
  const after = await saveConversation(tx, before, { is_unread: isUnread });
  tx.emit(conversationMarked, {
    ...aboutConversation(after),
    before: { is_unread: before.is_unread },
    after: { is_unread: isUnread },
  });
  return after;
};
