import { isMailEnded } from '../../domain/shared/mail-status.ts';
import { invitationMailWorkflowId } from '../../ids.ts';
import { listQuietInvitationMails } from '../../queries/invitations.ts';
import type { QuietRow, Reconciliation } from '../shared/reconciliation.ts';
import { abandonMail } from '../shared/mails.ts';
import { invitationMails, startMailRun } from './mail.ts';

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
    const key = { userId, issueId };
    const row = await invitationMails.lock(tx, key);
    if (!row || isMailEnded(row.status)) return false;
    if (state === 'missing') startMailRun(tx, key);
    else await abandonMail(tx, invitationMails, { key, row, error: 'run_ended' });
    return true;
  },
};
