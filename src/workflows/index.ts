/** The workflows of the bundle. */
export { crmActionWorkflow } from './actions.ts';
export { autoReplyWorkflow } from './auto-replies.ts';
export { caseAnalysisWorkflow } from './case-analyses.ts';
export { caseFileWorkflow } from './case-files.ts';
export { conversationWorkflow } from './conversations.ts';
export { sendDigestWorkflow } from './digests.ts';
export { followUpWorkflow } from './follow-ups.ts';
export { sendInvitationMailWorkflow } from './invitations.ts';
export { importKnowledgeWorkflow } from './knowledge.ts';
export { sendLeadConfirmationWorkflow } from './lead-confirmations.ts';
export { importLeadsWorkflow } from './lead-imports.ts';
export { emailSyncWorkflow } from './mailboxes.ts';
export { mailNotificationsWorkflow } from './notifications.ts';
export { reclassifyWorkflow } from './reclassifications.ts';
export { remindersWorkflow } from './reminders.ts';
export { sendReplyWorkflow } from './replies.ts';
export { webhookDeliveryWorkflow } from './webhooks.ts';
