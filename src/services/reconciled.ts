import type { WorkflowName } from '../ids.ts';
import { actionReconciliation } from './actions/reconcile.ts';
import { autoReplyReconciliation } from './auto-replies/reconcile.ts';
import { caseAnalysisReconciliation } from './case-analyses/reconcile.ts';
import { caseFileReconciliation } from './case-files/reconcile.ts';
import { conversationReconciliation } from './conversations/snooze.ts';
import { followUpReconciliation } from './follow-ups/reconcile.ts';
import { invitationMailReconciliation } from './invitations/reconcile.ts';
import { confirmationMailReconciliation } from './lead-confirmations/mail.ts';
import { knowledgeImportReconciliation } from './knowledge/reconcile.ts';
import { leadImportReconciliation } from './lead-imports/reconcile.ts';
import { digestReconciliation } from './notifications/digest.ts';
import { notificationMailReconciliation } from './notifications/mail.ts';
import { reclassificationReconciliation } from './reclassifications/reconcile.ts';
import { remindersReconciliation } from './reminders/reconcile.ts';
import { replyReconciliation } from './replies/reconcile.ts';
import { deliveryReconciliation } from './webhooks/reconcile.ts';
import type { Reconciliation } from './shared/reconciliation.ts';

/**
 * For each workflow: how the reconciler (src/background/reconciler.ts) finds open rows, and how it
 * repairs a row whose run is missing or ended (ADR 0013).
 */
export const RECONCILIATIONS: Record<WorkflowName, Reconciliation> = {
  crmActionWorkflow: actionReconciliation,
  sendInvitationMailWorkflow: invitationMailReconciliation,
  sendLeadConfirmationWorkflow: confirmationMailReconciliation,
  mailNotificationsWorkflow: notificationMailReconciliation,
  sendDigestWorkflow: digestReconciliation,
  remindersWorkflow: remindersReconciliation,
  importLeadsWorkflow: leadImportReconciliation,
  importKnowledgeWorkflow: knowledgeImportReconciliation,
  caseFileWorkflow: caseFileReconciliation,
  reclassifyWorkflow: reclassificationReconciliation,
  webhookDeliveryWorkflow: deliveryReconciliation,
  /** Its schedule starts the next run: src/background/mailboxes.ts repairs that one. */
  emailSyncWorkflow: {
    listQuiet: () => Promise.resolve([]),
    reconcile: () => Promise.resolve(false),
  },
  sendReplyWorkflow: replyReconciliation,
  conversationWorkflow: conversationReconciliation,
  followUpWorkflow: followUpReconciliation,
  autoReplyWorkflow: autoReplyReconciliation,
  caseAnalysisWorkflow: caseAnalysisReconciliation,
};
