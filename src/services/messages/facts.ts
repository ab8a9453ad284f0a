import { conversationCreated, conversationsChanged } from '../../domain/conversations/events.ts';
import { messageReceived } from '../../domain/messages/events.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import { supersedeAutoReplies } from '../auto-replies/supersede.ts';
import { conversationCommand } from '../conversations/commands.ts';
import { aboutConversation, conversationState, notifyOthers } from '../conversations/facts.ts';
import { cancelFollowUpsOnAnswer } from '../follow-ups/cancel.ts';
import { isByProgram, isTrusted } from './flags.ts';
import type { ReadMail } from './read.ts';
import { previewOf } from './text.ts';

interface Stored {
  read: ReadMail;
  /** After the message. */
  conversation: ConversationRow;
  isNew: boolean;
  messageId: number;
  flags: readonly string[];
}

/** Reports a stored mail. `recordMessage` has told the consoles that look at its conversation. */
export const announce = async (tx: Transaction, stored: Stored): Promise<void> => {
  const { read, conversation, isNew, flags } = stored;
  if (!read.input.isNews) return announceOldMail(tx, read);
  if (conversation.is_newsletter) return;
  const about = aboutConversation(conversation);
  if (isNew) {
    tx.emit(conversationCreated, { ...about, data: conversationState(conversation), before: null });
  }
  await supersedeAutoReplies(tx, {
    conversationId: conversation.id,
    reason: read.direction === 'out' ? 'human_reply' : 'newer_message',
  });
  tx.command(conversationCommand(tx.actor.companyId, conversation.id));
  if (read.direction === 'out') return;
  emitReceived(tx, stored);
  const isAnswer = !isNew && isTrusted(flags) && !isByProgram(flags);
  if (isAnswer) await cancelFollowUpsOnAnswer(tx, { conversationId: conversation.id });
};

/** Once for all old mail of a transaction. */
const announceOldMail = (tx: Transaction, { context }: ReadMail): void => {
  if (context.hasAnnouncedOldMail) return;
  context.hasAnnouncedOldMail = true;
  tx.emit(conversationsChanged, { subjectId: '*' });
};

/** The assignee is told of what a person wrote. A conversation without one shows in the counters. */
const emitReceived = (
  tx: Transaction,
  { read, conversation, isNew, messageId, flags }: Stored,
): void => {
  const { input, contact, occurredAt } = read;
  const { mail } = input;
  const data = {
    message_id: messageId,
    conversation_id: conversation.id,
    is_new_conversation: isNew,
    channel: conversation.channel,
    mailbox_id: input.mailbox.id,
    call_centre_id: conversation.call_centre_id,
    assigned_to: conversation.assigned_to,
    sender_address: mail.from?.address ?? null,
    sender_name: mail.from?.name ?? '',
    subject: mail.subject,
    preview: previewOf(mail),
    attachment_count: mail.attachments.length,
    flags: [...flags],
    received_at: occurredAt.toISOString(),
  };
  const isTold = !isByProgram(flags) && conversation.status !== 'spam';
  tx.emit(messageReceived, {
    ...aboutConversation(conversation),
    data,
    before: null,
    // The trail names the message; what it says is in its row.
    after: { message_id: messageId, mailbox_id: input.mailbox.id, flags: data.flags },
    ...(isTold
      ? notifyOthers(tx, [conversation.assigned_to], {
          sender: contact === null ? '' : contact.name || contact.address,
          subject: mail.subject,
        })
      : {}),
  });
};
