import type { NewsletterReason } from '../../domain/messages/newsletters.ts';
import type { Transaction } from '../../platform/database.ts';
import { findConversation } from '../../queries/conversations/records.ts';
import { removeFlags, type StoredMessage } from '../../queries/messages/records.ts';
import { recount } from '../conversations/recount.ts';
import { classifyConversation } from '../inbox-folders/classify.ts';
import { announce } from './facts.ts';
import type { ReadMail } from './read.ts';

/** Flags of headers that are no part of a mail's identity: lists add them, and a forged copy may have them. */
const HIDING_FLAGS: readonly string[] = ['bulk', 'auto_reply', 'bounce'];

/**
 * A second copy of a received mail. If the first one was taken for a newsletter or for the mail of a program, and this
 * one is not, this one decides: no mail is hidden by a forged copy that was read first. Twice: nothing is left to show.
 */
export const revealMail = async (
  tx: Transaction,
  read: ReadMail,
  { same, newsletter }: { same: StoredMessage; newsletter: NewsletterReason | null },
): Promise<void> => {
  const { mail, isNews } = read.input;
  const ofCopy: readonly string[] = [...mail.flags, ...(newsletter === null ? [] : ['bulk'])];
  const removed = same.flags.filter(
    (flag) => HIDING_FLAGS.includes(flag) && !ofCopy.includes(flag),
  );
  if (removed.length === 0 || mail.report !== null) return;
  const before = await findConversation(tx, { id: same.conversation_id, isLocked: true });
  removeFlags(tx, { messageId: same.id, flags: removed });
  if (!before) return;
  const isMoved = before.is_newsletter && newsletter === null;
  const after = await recount(tx, before, {
    is_newsletter: before.is_newsletter && !isMoved,
    is_unread: before.is_unread || isNews,
    version: before.version + 1,
  });
  const folderId = isMoved ? await classifyConversation(tx, { conversationId: after.id }) : null;
  await announce(tx, {
    read,
    conversation: { ...after, folder_id: folderId ?? after.folder_id },
    isNew: isMoved && after.message_count === 1,
    messageId: same.id,
    flags: same.flags.filter((flag) => !removed.includes(flag)),
  });
};
