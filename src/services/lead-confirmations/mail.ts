import {
  confirmationMailEnded,
  confirmationMailPostponed,
} from '../../domain/lead-confirmations/events.ts';
import { isMailEnded } from '../../domain/shared/mail-status.ts';
import { leadConfirmationWorkflowId } from '../../ids.ts';
import type { Transaction } from '../../platform/database.ts';
import {
  listQuietConfirmations,
  lockConfirmationMail,
  setConfirmationMail,
  type ConfirmationMailRow,
} from '../../queries/lead-confirmations.ts';
import { audienceOf } from '../leads/facts.ts';
import { reconcileMail, type MailStore } from '../shared/mails.ts';
import type { Reconciliation } from '../shared/reconciliation.ts';

interface Key {
  confirmationId: string;
}

/** Starts the workflow that sends the mail. Twice: one run, because its id contains the confirmation's. */
export const startConfirmationMailRun = (
  tx: Transaction,
  { confirmationId, leadId }: Key & { leadId: number },
): void =>
  tx.command({
    workflowId: leadConfirmationWorkflowId(confirmationId),
    operation: 'start',
    name: 'sendLeadConfirmationWorkflow',
    input: { companyId: tx.actor.companyId, confirmationId },
    subject: `lead/${leadId}`,
  });

/** The mails that ask leads to confirm their addresses. */
export const confirmationMails: MailStore<Key, ConfirmationMailRow> = {
  lock: lockConfirmationMail,
  record: async (tx, { confirmationId }, row, next) => {
    await setConfirmationMail(tx, { confirmationId, ...next });
    const { status, error } = next;
    if (status === 'sending') return;
    tx.emit(isMailEnded(status) ? confirmationMailEnded : confirmationMailPostponed, {
      subjectId: row.lead_id,
      audience: audienceOf(row),
      formId: row.form_id,
      after: { status, error },
    });
  },
};

export const confirmationMailReconciliation: Reconciliation = {
  listQuiet: async (database, input) =>
    (await listQuietConfirmations(database, input)).map((row) => ({
      companyId: row.company_id,
      id: row.confirmation_id,
      workflowId: leadConfirmationWorkflowId(row.confirmation_id),
    })),
  reconcile: (tx, { id: confirmationId }, { state }) => {
    const key = { confirmationId };
    return reconcileMail(tx, confirmationMails, {
      key,
      state,
      restart: ({ lead_id: leadId }) => startConfirmationMailRun(tx, { ...key, leadId }),
    });
  },
};
