import type { Transaction } from '../../platform/database.ts';
import { invitationMailEnded, invitationMailPostponed } from '../../domain/invitations/events.ts';
import { isMailEnded, type MailStatus } from '../../domain/invitations/mail-status.ts';
import { invitationMailWorkflowId } from '../../ids.ts';
import { setInvitationMail, type InvitationMailRow } from '../../queries/invitations.ts';

interface Issue {
  userId: number;
  issueId: string;
}

/** Asks for the run that sends a link's mail. Twice: one run, because its id is the link's. */
export const startMailRun = (tx: Transaction, { userId, issueId }: Issue): void =>
  tx.command({
    workflowId: invitationMailWorkflowId(userId, issueId),
    operation: 'start',
    name: 'sendInvitationMailWorkflow',
    input: { companyId: tx.actor.companyId, userId, issueId },
    subject: `user/${userId}`,
  });

/** Writes how a mail is doing, and says so. Under the lock of `lockInvitationMail`, whose row it takes. */
export const recordMail = async (
  tx: Transaction,
  { userId, issueId }: Issue,
  { call_centre_id: callCentreId }: InvitationMailRow,
  next: { status: MailStatus; error: string | null; mailedAt: Date | null },
): Promise<void> => {
  await setInvitationMail(tx, { issueId, ...next });
  const { status, error } = next;
  tx.emit(isMailEnded(status) ? invitationMailEnded : invitationMailPostponed, {
    subjectId: userId,
    audience: { userId, callCentreId },
    data: { userId },
    after: { status, error },
  });
};

/** Ends a mail that nothing sends any more. One that was being sent may have gone out. */
export const abandonMail = async (
  tx: Transaction,
  issue: Issue,
  row: InvitationMailRow,
  error: string,
): Promise<'failed' | 'uncertain'> => {
  const status = row.mail_status === 'sending' ? 'uncertain' : 'failed';
  await recordMail(tx, issue, row, { status, error: row.mail_error ?? error, mailedAt: null });
  return status;
};
