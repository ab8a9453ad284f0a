import { invitationMailWorkflowId } from '../../ids.ts';
import { listQuietInvitationMails } from '../../queries/invitations.ts';
import type { QuietRow, Reconciliation } from '../shared/reconciliation.ts';
import { reconcileMail } from '../shared/mails.ts';
import { invitationMails, startMailRun } from './mail.ts';

interface QuietMail extends QuietRow {
  userId: number;
}

export const invitationMailReconciliation: Reconciliation<QuietMail> = {
  listQuiet: async (database, input) =>
    (await listQuietInvitationMails(database, input)).map((row) => ({
      companyId: row.company_id,
      userId: row.user_id,
      id: row.issue_id,
      workflowId: invitationMailWorkflowId(row.user_id, row.issue_id),
    })),
  reconcile: (tx, { userId, id: issueId }, { state }) => {
    const key = { userId, issueId };
    return reconcileMail(tx, invitationMails, {
      key,
      state,
      restart: () => startMailRun(tx, key),
    });
  },
};
