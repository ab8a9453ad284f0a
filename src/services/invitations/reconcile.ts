import { isMailEnded } from '../../domain/invitations/mail-status.ts';
import { invitationMailWorkflowId } from '../../ids.ts';
import { listQuietInvitationMails, lockInvitationMail } from '../../queries/invitations.ts';
import type { QuietRow, Reconciliation } from '../shared/reconciliation.ts';
import { abandonMail, startMailRun } from './mail.ts';

interface QuietMail extends QuietRow {
  userId: number;
}

/** Starts a lost run again. Ends the mail of a run that was terminated or failed, so that users see it. */
export const invitationMailReconciliation: Reconciliation<QuietMail> = {
  listQuiet: async (database, input) =>
    (await listQuietInvitationMails(database, input)).map((row) => ({
      companyId: row.company_id,
      userId: row.user_id,
      id: row.issue_id,
      workflowId: invitationMailWorkflowId(row.user_id, row.issue_id),
    })),
  reconcile: async (tx, { userId, id: issueId }, { state }) => {
    const row = await lockInvitationMail(tx, { userId, issueId });
    if (!row || isMailEnded(row.mail_status)) return false;
    if (state === 'missing') startMailRun(tx, { userId, issueId });
    else await abandonMail(tx, { userId, issueId }, row, 'run_ended');
    return true;
  },
};
