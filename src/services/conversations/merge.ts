import { conversationDeleted, conversationMerged } from '../../domain/conversations/events.ts';
import { isWorkedOn } from '../../domain/conversations/statuses.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  deleteConversation,
  type ConversationChanges,
} from '../../queries/conversations/changes.ts';
import { moveEverything } from '../../queries/conversations/moves.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { deleteSummary } from '../../queries/conversation-summaries.ts';
import { supersedeAutoReplies } from '../auto-replies/supersede.ts';
import { aboutConversation } from './facts.ts';
import { recount } from './recount.ts';
import { emitStatus } from './status.ts';
import { NO_RESOLUTION } from './times.ts';

/**
 * Makes two conversations one: everything of `loser` moves to `winner`, and the loser is deleted and names the
 * winner. There is no undo: messages that do not belong are split off. The caller holds both locks. Errors:
 * `conflict` for two channels, which can't be answered together.
 */
export const mergeConversations = async (
  tx: Transaction,
  { winner, loser }: { winner: ConversationRow; loser: ConversationRow },
): Promise<void> => {
  if (winner.id === loser.id) throw new AppError('conflict', 'these are one conversation');
  if (winner.channel !== loser.channel) {
    throw new AppError('conflict', 'conversations of two channels are not merged');
  }
  for (const { id } of [winner, loser]) {
    await supersedeAutoReplies(tx, { conversationId: id, reason: 'conversation_changed' });
    await deleteSummary(tx, id);
  }
  await moveEverything(tx, { fromId: loser.id, toId: winner.id });
  await deleteConversation(tx, { id: loser.id, mergedIntoId: winner.id });
  const after = await recount(tx, winner, {
    ...joined(winner, loser),
    version: winner.version + 1,
  });
  if (after.status !== winner.status) emitStatus(tx, winner, after);
  tx.emit(conversationMerged, {
    ...aboutConversation(after),
    after: { conversation_id: loser.id, subject: loser.subject },
  });
  tx.emit(conversationDeleted, {
    ...aboutConversation(loser),
    after: { merged_into_id: winner.id },
  });
};

/** The winner keeps what it has, and gets the loser's where it has nothing. It is as open as the more open one. */
const joined = (winner: ConversationRow, loser: ConversationRow): ConversationChanges => ({
  is_unread: winner.is_unread || loser.is_unread,
  is_newsletter: winner.is_newsletter && loser.is_newsletter,
  priority: Math.max(winner.priority, loser.priority),
  assigned_to: winner.assigned_to,
  person_id: winner.person_id ?? loser.person_id,
  project_id: winner.project_id ?? loser.project_id,
  lead_id: winner.lead_id ?? loser.lead_id,
  organisation_id: winner.organisation_id ?? loser.organisation_id,
  ...(isWorkedOn(loser.status) && !isWorkedOn(winner.status)
    ? { status: loser.status, ...NO_RESOLUTION }
    : {}),
});
