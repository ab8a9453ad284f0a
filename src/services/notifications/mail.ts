import { notificationMailEnded } from '../../domain/notifications/events.ts';
import { isMailEnded } from '../../domain/shared/mail-status.ts';
import type { Transaction } from '../../platform/database.ts';
import { mailCommand } from '../../platform/commands.ts';
import {
  findOpenMail,
  listQuietNotificationMails,
  lockMail,
  setMail,
  type MailRow,
} from '../../queries/notifications/mails.ts';
import { notificationMailWorkflowId } from '../../ids.ts';
import { abandonMail, type MailStore } from '../shared/mails.ts';
import type { QuietRow, Reconciliation } from '../shared/reconciliation.ts';

interface MailOfUser {
  userId: number;
  mailId: string;
}

/** The mails that list the notifications of a user. */
export const notificationMails: MailStore<MailOfUser, MailRow> = {
  lock: lockMail,
  record: async (tx, { userId, mailId }, _row, next) => {
    await setMail(tx, { mailId, ...next });
    const { status, error } = next;
    if (!isMailEnded(status)) return;
    tx.emit(notificationMailEnded, {
      subjectId: userId,
      after: { mail_id: mailId, status, error },
    });
  },
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
    if (mailId !== undefined && state === 'ended') await abandonLost(tx, { userId, mailId });
    tx.command(mailCommand(companyId, userId));
    return true;
  },
};

const abandonLost = async (tx: Transaction, key: MailOfUser): Promise<void> => {
  const row = await lockMail(tx, key);
  if (!row || isMailEnded(row.status)) return;
  await abandonMail(tx, notificationMails, { key, row, error: 'run_ended' });
};
