import type { Transaction } from '../../platform/database.ts';
import { invitationMailEnded, invitationMailPostponed } from '../../domain/invitations/events.ts';
import { isMailEnded, type MailStatus } from '../../domain/invitations/mail-status.ts';
import { invitationMailWorkflowId } from '../../ids.ts';
import { setInvitationMail, type InvitationMailRow } from '../../queries/invitations.ts';

interface Issue {
  userId: number;
  issueId: string;
}

/** Starts the workflow that sends the mail of a link. Twice: one run, because the id contains the link's. */
export const startMailRun = (tx: Transaction, { userId, issueId }: Issue): void =>
  tx.command({
    workflowId: invitationMailWorkflowId(userId, issueId),
    operation: 'start',
    name: 'sendInvitationMailWorkflow',
    input: { companyId: tx.actor.companyId, userId, issueId },
    subject: `user/${userId}`,
  });

/** Updates the status of a mail and emits the fact. In: the row that `lockInvitationMail` locked. */
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

/** Ends a mail that no run sends any more. If an attempt was running, the mail may have been sent. */
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
