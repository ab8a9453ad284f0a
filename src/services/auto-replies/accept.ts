import type { Deps } from '../../deps.ts';
import { autoReplyAccepted } from '../../domain/auto-replies/events.ts';
import { similarityOf } from '../../domain/auto-replies/similarity.ts';
import type { Transaction } from '../../platform/database.ts';
import { saveAutoReply } from '../../queries/auto-replies/changes.ts';
import type { AutoReplyRow } from '../../queries/auto-replies/records.ts';
import { findModelText } from '../../queries/auto-replies/versions.ts';
import type { ConversationRow } from '../../queries/conversations/records.ts';
import type { AnsweredRow } from '../../queries/replies/context.ts';
import { acceptMessage } from '../replies/accept.ts';
import { requireSender } from '../replies/senders.ts';
import { aboutAutoReply, auditedAutoReply } from './facts.ts';
import { wakeAutoReplyRun } from './run.ts';

type AcceptDeps = Pick<Deps, 'clock' | 'encryptionKeys'>;

interface Accept {
  row: AutoReplyRow;
  conversation: ConversationRow;
  /** The message that it answers: `answerTo`. */
  answered: AnsweredRow | undefined;
  /** Below the text. Null: that of the mailbox. */
  signature: string | null;
}

/**
 * Hands what was written over to be sent, to the recipient of the row, from the mailbox of the conversation. The caller
 * holds both locks, and has judged: it is not old, its hash is the one that was approved. Errors: `conflict` if the
 * mailbox can't send. Twice: the caller finds it accepted.
 */
export const acceptAutoReply = async (
  deps: AcceptDeps,
  tx: Transaction,
  { row, conversation, answered, signature }: Accept,
): Promise<AutoReplyRow> => {
  const sender = await requireSender(tx, EVERYTHING, {
    conversationMailboxId: conversation.mailbox_id,
  });
  const { id: sentMessageId } = await acceptMessage(deps, tx, {
    conversationId: conversation.id,
    sender,
    recipients: [{ kind: 'to', name: row.recipient_name, address: row.recipient_address ?? '' }],
    subject: row.subject,
    text: row.text,
    attachmentIds: [],
    cannedReplyId: null,
    answered,
    autoReply: { id: row.id, signature },
  });
  const written = await findModelText(tx, row.id);
  const after = await saveAutoReply(tx, row, {
    status: 'accepted',
    decided_by: tx.actor.userId,
    decided_at: deps.clock.now(),
    sent_message_id: sentMessageId,
    similarity: written === undefined ? null : similarityOf(written, row.text),
  });
  tx.emit(autoReplyAccepted, {
    ...aboutAutoReply(after),
    before: { status: row.status },
    after: auditedAutoReply(after, {
      content_hash: row.content_hash,
      sent_message_id: sentMessageId,
      first_approved_by: row.first_approved_by,
    }),
  });
  wakeAutoReplyRun(tx, after);
  return after;
};

/** The mailbox of the conversation, whoever decides: its reach was judged by the conversation. */
const EVERYTHING = { reach: 'company', userId: 0, callCentreId: null } as const;
