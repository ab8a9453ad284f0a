import { previewOf } from '../../domain/conversations/preview.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveConversation, type ConversationChanges } from '../../queries/conversations/changes.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { findLastText, findTotals } from '../../queries/conversations/totals.ts';
import { findFirstReplyAt, findWaitingSince } from '../../queries/conversations/waits.ts';
import { firstReplyTimes } from './times.ts';

/** Before any message. */
const BEGINNING = new Date(0);

/**
 * What `recordMessage` would have made of all messages of the conversation, but for status and unread mark. The
 * caller holds its lock. Twice: the same, because it is computed from the messages.
 */
export const recount = async (
  tx: Transaction,
  before: ConversationRow,
  changes: ConversationChanges = {},
): Promise<ConversationRow> => {
  const { id: conversationId } = before;
  const totals = await findTotals(tx, conversationId);
  const { first_inbound_at: first, last_reply_at: lastReply } = totals;
  const waitingSince = await findWaitingSince(tx, {
    conversationId,
    after: lastReply ?? BEGINNING,
  });
  const firstReplyAt = first && (await findFirstReplyAt(tx, { conversationId, after: first }));
  return saveConversation(tx, before, {
    ...totals,
    last_message_at: totals.last_message_at ?? before.last_message_at,
    waiting_since: waitingSince,
    ...(await firstReplyTimes(tx, first, firstReplyAt)),
    preview: previewOf(await findLastText(tx, conversationId)),
    ...changes,
  });
};
