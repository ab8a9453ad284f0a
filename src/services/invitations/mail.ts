import type { Transaction } from '../../platform/database.ts';
import { invitationMailEnded, invitationMailPostponed } from '../../domain/invitations/events.ts';
import { isMailEnded } from '../../domain/shared/mail-status.ts';
import { invitationMailWorkflowId } from '../../ids.ts';
import {
  lockInvitationMail,
  setInvitationMail,
  type InvitationMailRow,
} from '../../queries/invitations.ts';
import type { MailStore } from '../shared/mails.ts';

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

/** The mails of invitations. */
export const invitationMails: MailStore<Issue, InvitationMailRow> = {
  lock: lockInvitationMail,
  record: async (tx, { userId, issueId }, { call_centre_id: callCentreId }, next) => {
    await setInvitationMail(tx, { issueId, ...next });
    const { status, error } = next;
    if (status === 'sending') return;
    tx.emit(isMailEnded(status) ? invitationMailEnded : invitationMailPostponed, {
      subjectId: userId,
      audience: { userId, callCentreId },
      data: { userId },
      after: { status, error },
    });
  },
};
