import type { Transaction } from '../../platform/database.ts';

/**
 * A message was seen outside of here: if its outcome was unknown, it is sent. Locks its conversation and the
 * message. Out: whether it was settled by this.
 * Twice: it is sent already.
 */
export const recordSentCopy = (_tx: Transaction, _input: { messageId: number }): Promise<boolean> =>
  Promise.resolve(false);

/**
 * A mail in this conversation answers messages, or reports about them: whoever received them has them. The caller
 * holds the conversation's lock. Twice: they are sent already.
 */
export const recordAnswer = (
  _tx: Transaction,
  _input: { conversationId: number; internetMessageIds: readonly (string | null | undefined)[] },
): Promise<void> => Promise.resolve();
