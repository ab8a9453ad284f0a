import type { Transaction } from '../../platform/database.ts';
import { makeWaitingDue } from '../../queries/replies/messages.ts';
import { hastenReplyRun } from './run.ts';

/**
 * The replies of a mailbox that wait because it did not work are due now: it works again, or a person corrected it.
 * Twice: they are due already.
 */
export const hastenReplies = async (
  tx: Transaction,
  input: { mailboxId: number; now: Date },
): Promise<void> => {
  for (const row of await makeWaitingDue(tx, input)) hastenReplyRun(tx, row);
};
