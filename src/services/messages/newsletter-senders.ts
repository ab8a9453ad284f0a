import { conversationsChanged } from '../../domain/conversations/events.ts';
import { newsletterSenderDecided } from '../../domain/messages/events.ts';
import { MOVED_CONVERSATION_COUNT_MAX } from '../../domain/messages/newsletter-senders.ts';
import type { Scope } from '../../domain/shared/permissions.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  findNewsletterSender,
  moveInboxToNewsletters,
  moveNewslettersToInbox,
  saveNewsletterSender,
  type NewsletterSenderRow,
} from '../../queries/messages/newsletter-senders.ts';
import { lockIngest } from '../../queries/messages/own.ts';

interface Decision {
  address: string;
  isNewsletter: boolean;
  scope: Scope;
}

export interface Decided {
  sender: NewsletterSenderRow;
  movedCount: number;
  hasMore: boolean;
}

/**
 * Decides about a sender for good, and moves what it sent so far: back to the inbox, for the whole company; to the
 * newsletters, within the caller's reach. Mail that arrives meanwhile waits, so none is left behind.
 * Twice: nothing is left to move.
 */
export const decideNewsletterSender = async (
  tx: Transaction,
  { address, isNewsletter, scope }: Decision,
): Promise<Decided> => {
  lockIngest(tx);
  const before = await findNewsletterSender(tx, address);
  await saveNewsletterSender(tx, { address, isNewsletter });
  const limit = MOVED_CONVERSATION_COUNT_MAX;
  const moved = isNewsletter
    ? await moveInboxToNewsletters(tx, { address, limit, scope })
    : await moveNewslettersToInbox(tx, { address, limit });
  const sender = await findNewsletterSender(tx, address);
  if (!sender) throw new Error('the transaction that saved it sees it');
  tx.emit(newsletterSenderDecided, {
    subjectId: '*',
    before: before ? { address, is_newsletter: before.is_newsletter } : null,
    after: { address, is_newsletter: isNewsletter, conversation_ids: moved },
  });
  if (moved.length > 0) tx.emit(conversationsChanged, { subjectId: '*' });
  return { sender, movedCount: moved.length, hasMore: moved.length === limit };
};
