import { syncPart, type SyncMailboxInput, type SyncMailboxResult } from './cycle.ts';
import { createLimits } from './limits.ts';
import type { SyncDeps } from './reading.ts';

/** Reading mailboxes. */

export const createMailboxActivities = (deps: SyncDeps) => {
  const limits = createLimits();
  return {
    /**
     * Reads what is new in a mailbox, for a minute at most, and what people asked for. Out: whether something is
     * left. What is wrong with the mailbox or its server is an outcome, in its cycle and its health. Errors: those
     * of our own database (retryable).
     * Twice: messages that have their item are not stored again; another one is found by its content. Keys:
     * (mailbox, folder, UIDVALIDITY, UID) and the content of a message.
     */
    syncMailbox: (input: SyncMailboxInput): Promise<SyncMailboxResult> =>
      syncPart(deps, limits, input),
  };
};

export type MailboxActivities = ReturnType<typeof createMailboxActivities>;
