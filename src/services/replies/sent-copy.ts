import type { Transaction } from '../../platform/database.ts';

/**
 * A copy of a message that Relais sent was found: the mail server accepted it.
 * Twice: the message is settled.
 */
export const recordSentCopy = (
  _tx: Transaction,
  _copy: { messageId: number; internetMessageId: string },
): Promise<void> => Promise.resolve();
