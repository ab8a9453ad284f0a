import { notificationMailEnded } from '../../domain/notifications/events.ts';
import { isMailEnded, type MailStatus } from '../../domain/invitations/mail-status.ts';
import type { Transaction } from '../../platform/database.ts';
import { mailCommand } from '../../platform/facts.ts';
import {
  findOpenMail,
  listQuietNotificationMails,
  lockMail,
  setMail,
  type MailRow,
} from '../../queries/notifications/mails.ts';
import { notificationMailWorkflowId } from '../../ids.ts';
import type { QuietRow, Reconciliation } from '../shared/reconciliation.ts';

/** The status of a mail of notifications. The same rules as for invitations (ADR 0016). */

export interface MailOfUser {
  userId: number;
  mailId: string;
}

/** In: the row that `lockMail` locked. */
export const recordMail = async (
  tx: Transaction,
  { userId, mailId }: MailOfUser,
  next: { status: MailStatus; error: string | null; mailedAt: Date | null },
): Promise<void> => {
  await setMail(tx, { mailId, ...next });
  if (!isMailEnded(next.status)) return;
  const { status, error } = next;
  tx.emit(notificationMailEnded, { subjectId: userId, after: { mail_id: mailId, status, error } });
};

/** Ends a mail that no run sends any more. If an attempt was running, it may have been sent. */
export const abandonMail = async (
  tx: Transaction,
  mail: MailOfUser,
  row: MailRow,
  error: string,
): Promise<'failed' | 'uncertain'> => {
  const status = row.status === 'sending' ? 'uncertain' : 'failed';
  await recordMail(tx, mail, { status, error: row.error ?? error, mailedAt: null });
  return status;
};

interface QuietUser extends QuietRow {
  userId: number;
}

/**
 * Starts a lost run again. The mail of a run that was terminated or failed ends, so that its user sees it;
 * what no mail lists yet goes into the mail of a new run.
 */
export const notificationMailReconciliation: Reconciliation<QuietUser> = {
  listQuiet: async (database, input) =>
    (await listQuietNotificationMails(database, input)).map((row) => ({
      companyId: row.company_id,
      userId: row.user_id,
      id: String(row.user_id),
      workflowId: notificationMailWorkflowId(row.user_id),
    })),
  reconcile: async (tx, { companyId, userId }, { state }) => {
    const mailId = await findOpenMail(tx, userId);
    const row = mailId && (await lockMail(tx, { userId, mailId }));
    if (mailId && row && !isMailEnded(row.status) && state === 'ended') {
      await abandonMail(tx, { userId, mailId }, row, 'run_ended');
    }
    tx.command(mailCommand(companyId, userId));
    return true;
  },
};
