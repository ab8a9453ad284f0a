import { conversationTouched } from '../../domain/conversations/events.ts';
import { readMessageId } from '../../domain/messages/message-ids.ts';
import type { NewsletterReason } from '../../domain/messages/newsletters.ts';
import { storableId } from '../../domain/messages/threading.ts';
import type { Transaction } from '../../platform/database.ts';
import { shareNewConversation } from '../../queries/messages/conversations.ts';
import {
  findSameMail,
  findSentMessage,
  insertMessageMailbox,
  markOutgoing,
  removeFlags,
  saveRawCopy,
  type StoredMessage,
} from '../../queries/messages/records.ts';
import { findConversation } from '../../queries/conversations/records.ts';
import { aboutConversation } from '../conversations/facts.ts';
import { recount } from '../conversations/recount.ts';
import { emitStatus } from '../conversations/status.ts';
import { recordSentCopy } from '../replies/sent-copy.ts';
import type { Ingested } from './contract.ts';
import { isInternalCopy, OWN_ADDRESS_FLAG, type ReadMail } from './read.ts';
import { revealMail } from './reveal.ts';

/** Mail that is stored already, or that is ours. */

export interface Known {
  same: StoredMessage | undefined;
  sent: StoredMessage | undefined;
}

/** The message with the same content, and the one that Relais sent under its id. */
export const findKnown = async (tx: Transaction, { input }: ReadMail): Promise<Known> => {
  const { mail, keys } = input;
  const messageId = storableId(mail.internetMessageId);
  const own = messageId && readMessageId(messageId, { companyId: tx.actor.companyId, keys });
  const [same, sent] = await Promise.all([
    findSameMail(tx, mail.contentHash),
    own ? findSentMessage(tx, own.messageUuid) : undefined,
  ]);
  return { same, sent };
};

/** Undefined: it is new. */
export const ingestKnown = async (
  tx: Transaction,
  read: ReadMail,
  { same, sent }: Known,
  newsletter: NewsletterReason | null,
): Promise<Ingested | undefined> => {
  if (same) return ingestDuplicate(tx, read, { same, newsletter });
  if (sent && isOwnCopy(read)) return ingestOwnCopy(tx, read, sent);
  return isInternalCopy(read)
    ? { outcome: 'own_copy', reason: 'internal', messageId: null, conversationId: null }
    : undefined;
};

const known = (
  { id, conversation_id: conversationId }: StoredMessage,
  result: Pick<Ingested, 'outcome' | 'reason'>,
): Ingested => ({ ...result, messageId: id, conversationId });

/** About the sender of a received mail. Its copy in Sent ends them. */
const DOUBTS: readonly string[] = ['from_own_domain', 'not_authenticated'];

/** Also if its conversation was deleted: it stays deleted. */
const ingestDuplicate = async (
  tx: Transaction,
  read: ReadMail,
  { same, newsletter }: { same: StoredMessage; newsletter: NewsletterReason | null },
): Promise<Ingested> => {
  const { mailbox } = read.input;
  if (read.direction === 'out') {
    const doubts = same.flags.filter((flag) => DOUBTS.includes(flag));
    if (doubts.length > 0) removeFlags(tx, { messageId: same.id, flags: doubts });
    if (same.flags.includes(OWN_ADDRESS_FLAG)) await recordFoundInSent(tx, same);
    return known(same, { outcome: 'duplicate', reason: 'same_mail' });
  }
  if (same.direction === 'in') await revealMail(tx, read, { same, newsletter });
  if (same.mailbox_ids.includes(mailbox.id)) {
    return known(same, { outcome: 'duplicate', reason: 'same_mail' });
  }
  insertMessageMailbox(tx, { messageId: same.id, mailboxId: mailbox.id });
  shareNewConversation(tx, { id: same.conversation_id, callCentreId: mailbox.callCentreId });
  return known(same, { outcome: 'duplicate', reason: 'other_mailbox' });
};

/** Its copy in an inbox came first. Twice: the mark is gone. */
const recordFoundInSent = async (tx: Transaction, same: StoredMessage): Promise<void> => {
  const before = await findConversation(tx, { id: same.conversation_id, isLocked: true });
  markOutgoing(tx, { messageId: same.id, flag: OWN_ADDRESS_FLAG });
  if (!before) return;
  const after = await recount(tx, before, {
    status: before.status === 'nouveau' ? 'en_cours' : before.status,
    version: before.version + 1,
  });
  if (after.status === before.status) tx.emit(conversationTouched, aboutConversation(after));
  else emitStatus(tx, before, after);
};

/** A forged one in an inbox is left alone too: what we sent is stored. */
const isOwnCopy = ({ direction, input, context: { own } }: ReadMail): boolean =>
  direction === 'out' || own.mailboxes.has(input.mail.from?.address ?? '');

/** A mail that Relais sent: in Sent, or in another of our mailboxes. Twice: nothing changes. */
const ingestOwnCopy = async (
  tx: Transaction,
  { direction, input }: ReadMail,
  sent: StoredMessage,
): Promise<Ingested> => {
  // Who receives a mail may forge its copy in an inbox, but not one in Sent: only that one is kept.
  if (direction === 'out') {
    await recordSentCopy(tx, { messageId: sent.id });
    saveRawCopy(tx, { messageId: sent.id, raw: input.raw });
  } else if (!sent.mailbox_ids.includes(input.mailbox.id)) {
    insertMessageMailbox(tx, { messageId: sent.id, mailboxId: input.mailbox.id });
  }
  return known(sent, { outcome: 'own_copy', reason: 'sent_by_relais' });
};
