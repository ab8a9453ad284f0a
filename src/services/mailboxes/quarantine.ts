import { mailboxQuarantined } from '../../domain/mailboxes/events.ts';
import { QUARANTINE_TOLD_EVERY_MS } from '../../domain/mailboxes/sync.ts';
import type { Transaction } from '../../platform/database.ts';
import { listOwners } from '../../queries/mailboxes/health.ts';
import { countQuarantined } from '../../queries/mailboxes/items.ts';
import { setQuarantineTold, type LeaseRow } from '../../queries/mailboxes/leases.ts';

/**
 * Tells the owners of a mailbox that messages could not be read: once for all of them, and again only of new ones
 * after a day. Under the lock of the lease. Twice: they know of it.
 */
export const tellIfQuarantined = async (
  tx: Transaction,
  { mailbox, now }: { mailbox: LeaseRow; now: Date },
): Promise<void> => {
  const { id: mailboxId, email, quarantine_told_at: toldAt } = mailbox;
  if (toldAt !== null && now.getTime() - toldAt.getTime() < QUARANTINE_TOLD_EVERY_MS) return;
  const count = await countQuarantined(tx, { mailboxId, since: toldAt });
  if (count === 0) return;
  await setQuarantineTold(tx, { mailboxId, at: now });
  tx.emit(mailboxQuarantined, {
    subjectId: mailboxId,
    notify: { userIds: await listOwners(tx), category: 'MAILBOXES', params: { email } },
  });
};
