import type { SentEvidence } from '../../domain/replies/statuses.ts';
import type { Transaction } from '../../platform/database.ts';
import { listAttempts } from '../../queries/replies/attempts.ts';
import { listUnsettled } from '../../queries/replies/messages.ts';
import { endReplyRun } from './run.ts';
import { acceptedRecipients, lockOutgoing, settleSent } from './settle.ts';

interface SentCopyInput {
  /** Of the row of the message that was seen. */
  messageId: number;
  /** `answered`: not its copy in the Sent folder was seen, but an answer to it, or a report about it. */
  evidence?: Extract<SentEvidence, 'sent_folder' | 'answered'>;
}

/**
 * A message was seen outside of here: if its outcome was unknown, it is sent. Locks its conversation and the
 * message. Out: whether it was settled by this.
 * Twice: it is sent already.
 */
export const recordSentCopy = async (
  tx: Transaction,
  { messageId, evidence = 'sent_folder' }: SentCopyInput,
): Promise<boolean> => {
  const row = await lockOutgoing(tx, { id: messageId });
  if (row === undefined) return false;
  const attempts = await listAttempts(tx, row.id);
  // What is certainly not sent is none of ours, and a copy of an earlier, partial attempt tells nothing.
  const isUnknown = attempts.some(
    ({ outcome, handed_over_at: handedOverAt }) =>
      outcome === 'uncertain' || (outcome === null && handedOverAt !== null),
  );
  const isOpen =
    row.status === 'uncertain' || row.status === 'sending' || row.status === 'retrying';
  if (!isUnknown || !isOpen || acceptedRecipients(attempts).size > 0) return false;
  await settleSent(tx, row, { evidence });
  endReplyRun(tx, row);
  return true;
};

/**
 * A mail in this conversation answers messages, or reports about them: whoever received them has them. The caller
 * holds the conversation's lock. Out: whether a message was settled by this. Twice: they are sent already.
 */
export const recordAnswer = async (
  tx: Transaction,
  input: { conversationId: number; internetMessageIds: readonly (string | null | undefined)[] },
): Promise<boolean> => {
  const ids = input.internetMessageIds.filter((id) => id !== null && id !== undefined);
  if (ids.length === 0) return false;
  const { conversationId } = input;
  const unsettled = await listUnsettled(tx, { conversationId, internetMessageIds: ids });
  for (const messageId of unsettled) {
    await recordSentCopy(tx, { messageId, evidence: 'answered' });
  }
  return unsettled.length > 0;
};
