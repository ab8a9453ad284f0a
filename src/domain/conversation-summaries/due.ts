import type { ConversationStatus } from '../conversations/statuses.ts';

/**
 * When a conversation is summed up by itself: only a long one, only when somebody wrote in it a short while ago, and
 * again after some more messages. So a conversation of n messages costs at most n / 5 calls, and old mail none.
 */

/** With more messages than that. */
export const SUMMARY_MESSAGE_COUNT = 10;
/** Since the last try, whatever became of it. A person who wants it before asks for it. */
export const NEW_MESSAGE_COUNT = 5;
const RECENT_MS = 24 * 60 * 60 * 1000;

export interface SummarisedConversation {
  status: ConversationStatus;
  isNewsletter: boolean;
  messageCount: number;
  lastInboundAt: Date | null;
  /** Somebody wrote just now, and may go on. */
  isQuiet: boolean;
}

export const isSummaryWanted = (
  { status, isNewsletter, messageCount, lastInboundAt, isQuiet }: SummarisedConversation,
  now: Date,
): boolean =>
  isQuiet &&
  status !== 'spam' &&
  !isNewsletter &&
  messageCount > SUMMARY_MESSAGE_COUNT &&
  lastInboundAt !== null &&
  now.getTime() - lastInboundAt.getTime() < RECENT_MS;
