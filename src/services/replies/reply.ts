import type { z } from 'zod';
import type { Deps } from '../../deps.ts';
import type { Recipient } from '../../domain/messages/parsed.ts';
import {
  askedTargets,
  defaultRecipients,
  type DefaultRecipients,
} from '../../domain/replies/recipients.ts';
import type { NewConversationIn, ReplyIn } from '../../domain/replies/shapes.ts';
import { replySubject } from '../../domain/replies/text.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import { AppError } from '../../errors.ts';
import type { Transaction } from '../../platform/database.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import {
  findLastInbound,
  findLastMessage,
  listKnownAddresses,
  listNewerMessages,
  type AnsweredRow,
} from '../../queries/replies/context.ts';
import { deleteDraft } from '../../queries/reply-drafts.ts';
import type { OutgoingRow } from '../../queries/replies/messages.ts';
import { ingestContext } from '../messages/context.ts';
import { acceptMessage } from './accept.ts';
import { requireSender } from './senders.ts';

/** Replies in a conversation. */

type ReplyDeps = Pick<Deps, 'clock' | 'encryptionKeys'>;

/**
 * The draft of its author goes with it, so that no other device shows it. Errors: `conversation_moved_on`, `conflict`,
 * `validation_failed`. The caller holds the conversation's lock.
 */
export const acceptReply = async (
  deps: ReplyDeps,
  tx: Transaction,
  { conversation, scope, reply }: { conversation: ConversationRow; scope: Scope; reply: ReplyIn },
): Promise<OutgoingRow> => {
  requireEmail(conversation);
  if (!reply.force) await requireUnchanged(tx, conversation.id, reply.expected_last_message_id);
  const { answered, recipients } = await answerTo(tx, conversation);
  const sender = await requireSender(tx, scope, {
    chosenId: reply.mailbox_id,
    conversationMailboxId: conversation.mailbox_id,
  });
  const { userId } = tx.actor;
  if (userId !== null) await deleteDraft(tx, { conversationId: conversation.id, userId });
  return acceptMessage(deps, tx, {
    conversationId: conversation.id,
    sender,
    recipients: recipientsOf({ ...reply, to: reply.to ?? recipients.to }),
    subject: reply.subject ?? replySubject(answered?.subject ?? conversation.subject),
    text: reply.text,
    attachmentIds: reply.attachment_ids,
    cannedReplyId: reply.canned_reply_id,
    answered,
  });
};

/** What is answered: the contact's last message, else our own last one. */
export const answerTo = async (
  tx: Transaction,
  conversation: ConversationRow,
): Promise<{ answered: AnsweredRow | undefined; recipients: DefaultRecipients }> => {
  const [inbound, { own }] = await Promise.all([
    findLastInbound(tx, conversation.id),
    ingestContext(tx),
  ]);
  const last = inbound && {
    senderName: inbound.sender_name,
    senderAddress: inbound.sender_address,
    recipients: inbound.recipients,
  };
  const asked = last === undefined ? [] : askedTargets(last);
  return {
    answered: inbound ?? (await findLastMessage(tx, conversation.id)),
    recipients: defaultRecipients(last, {
      contact: { name: conversation.contact_name, address: conversation.contact_address },
      own,
      known: await listKnownAddresses(tx, {
        conversationId: conversation.id,
        personId: conversation.person_id,
        addresses: asked.map(({ address }) => address),
      }),
    }),
  };
};

const requireEmail = ({ channel }: ConversationRow): void => {
  if (channel === 'email') return;
  throw new AppError('conflict', `a conversation of the channel ${channel} has no mailbox`);
};

/** Two people who answer at once: the second one is told of the first. */
const requireUnchanged = async (
  tx: Transaction,
  conversationId: number,
  afterId: number | undefined,
): Promise<void> => {
  if (afterId === undefined) return;
  const newer = await listNewerMessages(tx, { conversationId, afterId });
  if (newer.length === 0) return;
  throw new AppError('conversation_moved_on', 'there are newer messages: read them first', {
    details: {
      messages: newer.map((message) => ({
        ...message,
        occurred_at: message.occurred_at.toISOString(),
      })),
    },
  });
};

type Addressed = Pick<z.infer<typeof NewConversationIn>, 'to' | 'cc' | 'bcc'>;

export const recipientsOf = ({ to, cc, bcc }: Addressed): Recipient[] => [
  ...to.map((one) => ({ kind: 'to' as const, ...one })),
  ...cc.map((one) => ({ kind: 'cc' as const, ...one })),
  ...bcc.map((one) => ({ kind: 'bcc' as const, ...one })),
];
