import type { Deps } from '../../deps.ts';
import { conversationCreated } from '../../domain/conversations/events.ts';
import type { NewConversationIn } from '../../domain/replies/shapes.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import { findConversation } from '../../queries/conversations/records.ts';
import { insertOutgoingConversation } from '../../queries/replies/conversations.ts';
import type { OutgoingRow } from '../../queries/replies/messages.ts';
import { aboutConversation, conversationState } from '../conversations/facts.ts';
import { acceptMessage } from './accept.ts';
import { recipientsOf } from './reply.ts';
import { requireSender } from './senders.ts';

/** A conversation that begins with a message of ours. It belongs to its author. Errors: as `acceptReply`. */
export const openConversation = async (
  deps: Pick<Deps, 'clock' | 'encryptionKeys'>,
  tx: Transaction,
  { scope, content }: { scope: Scope; content: NewConversationIn },
): Promise<OutgoingRow> => {
  const sender = await requireSender(tx, scope, {
    chosenId: content.mailbox_id,
    conversationMailboxId: null,
  });
  const [contact] = content.to;
  const id = await insertOutgoingConversation(tx, {
    mailbox: sender,
    subject: content.subject,
    assignedTo: tx.actor.userId,
    contact: contact ?? null,
    now: deps.clock.now(),
  });
  const conversation = await findConversation(tx, { id, isLocked: true });
  if (conversation === undefined) throw new Error('a conversation that was inserted must be there');
  tx.emit(conversationCreated, {
    ...aboutConversation(conversation),
    data: conversationState(conversation),
    after: { mailbox_id: sender.id },
  });
  return acceptMessage(deps, tx, {
    conversationId: id,
    sender,
    recipients: recipientsOf(content),
    subject: content.subject,
    text: content.text,
    attachmentIds: content.attachment_ids,
    cannedReplyId: content.canned_reply_id,
    answered: undefined,
  });
};
