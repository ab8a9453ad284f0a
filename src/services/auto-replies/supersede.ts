import { autoReplySuperseded } from '../../domain/auto-replies/events.ts';
import type { SupersedeReason } from '../../domain/auto-replies/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveAutoReply } from '../../queries/auto-replies/changes.ts';
import {
  findAutoReply,
  listReplaceable,
  type AutoReplyRow,
} from '../../queries/auto-replies/records.ts';
import { listNewerMessages } from '../../queries/replies/context.ts';
import { findOutgoing, type OutgoingRow } from '../../queries/replies/messages.ts';
import { cancelMessage } from '../replies/decide.ts';
import { aboutAutoReply, auditedAutoReply } from './facts.ts';
import { wakeAutoReplyRun } from './run.ts';

/**
 * What is written, or about to be sent, for a conversation is old: something newer is in it. A message that an attempt
 * is sending goes on to its end. The caller holds the lock of the conversation. Twice: nothing is open any more.
 */
export const supersedeAutoReplies = async (
  tx: Transaction,
  { conversationId, reason }: { conversationId: number; reason: SupersedeReason },
): Promise<void> => {
  for (const row of await listReplaceable(tx, conversationId)) {
    if (row.sent_message_id !== null) {
      const message = await findOutgoing(tx, { id: row.sent_message_id }, { isLocked: true });
      if (message !== undefined) await cancelMessage(tx, message, 'draft_superseded');
    }
    await endAsSuperseded(tx, row, reason);
  }
};

/** In: the row under its lock. */
export const endAsSuperseded = async (
  tx: Transaction,
  row: AutoReplyRow,
  reason: SupersedeReason,
): Promise<void> => {
  const after = await saveAutoReply(tx, row, { status: 'superseded', reason });
  tx.emit(autoReplySuperseded, {
    ...aboutAutoReply(after),
    before: { status: row.status },
    after: auditedAutoReply(after, { reason }),
  });
  wakeAutoReplyRun(tx, after);
};

/**
 * Looked at once more before a mail is sent: a draft that something newer made old is not sent, whoever failed to say
 * so. In: its message, under the locks of the conversation and of itself. Out: whether it ended it.
 */
export const endOvertaken = async (tx: Transaction, message: OutgoingRow): Promise<boolean> => {
  if (message.auto_reply_id === null) return false;
  const row = await findAutoReply(tx, { id: message.auto_reply_id, isLocked: true });
  if (row?.status !== 'accepted') return false;
  const newer = await listNewerMessages(tx, {
    conversationId: message.conversation_id,
    afterId: row.thread_head_id ?? row.message_id,
  });
  const other = newer.find(({ id }) => id !== message.id);
  if (other === undefined) return false;
  await cancelMessage(tx, message, 'draft_superseded');
  await endAsSuperseded(tx, row, other.direction === 'in' ? 'newer_message' : 'human_reply');
  return true;
};
