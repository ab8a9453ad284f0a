/**
 * Builds every workflow id, task queue name and record id. The same thing always gets the same id,
 * so a repeated start of one id is a no-op in Temporal.
 *
 * This file is bundled into workflows: no imports.
 */

export const TASK_QUEUES = ['core', 'webhooks', 'mail', 'ai', 'analysis'] as const;
export type TaskQueue = (typeof TASK_QUEUES)[number];

/** The task queue of each workflow. */
export const WORKFLOW_QUEUES = {
  crmActionWorkflow: 'core',
  sendInvitationMailWorkflow: 'mail',
  mailNotificationsWorkflow: 'mail',
  remindersWorkflow: 'core',
  sendDigestWorkflow: 'mail',
  sendLeadConfirmationWorkflow: 'mail',
  importLeadsWorkflow: 'core',
  importKnowledgeWorkflow: 'core',
  caseFileWorkflow: 'core',
  reclassifyWorkflow: 'core',
  webhookDeliveryWorkflow: 'webhooks',
  emailSyncWorkflow: 'mail',
  sendReplyWorkflow: 'mail',
  conversationWorkflow: 'core',
  followUpWorkflow: 'core',
  autoReplyWorkflow: 'core',
  caseAnalysisWorkflow: 'core',
} as const satisfies Record<string, TaskQueue>;
export type WorkflowName = keyof typeof WORKFLOW_QUEUES;

/**
 * Every signal that a command may send.
 * `wake_up`: its data is already committed. A run that has ended does not need it.
 * `deliver_work`: sent by `signal_with_start`, which starts a run if none exists. So no work is lost.
 */
export const SIGNALS = {
  actionSettled: 'wake_up',
  attemptNow: 'wake_up',
  autoReplyChanged: 'deliver_work',
  caseAnalysisEnded: 'wake_up',
  conversationChanged: 'deliver_work',
  deliveriesCancelled: 'wake_up',
  followUpChanged: 'deliver_work',
  notificationToMail: 'deliver_work',
  remindersChanged: 'deliver_work',
  replyCancelled: 'wake_up',
  replyDue: 'deliver_work',
  retryNow: 'deliver_work',
  syncRequested: 'deliver_work',
} as const satisfies Record<string, 'wake_up' | 'deliver_work'>;
/** Signals that only a person sends, in the Temporal UI. */
export const OPERATOR_SIGNALS = ['decide'] as const;

type NameOf<Kind> = {
  [Name in keyof typeof SIGNALS]: (typeof SIGNALS)[Name] extends Kind ? Name : never;
}[keyof typeof SIGNALS];
export type WakeUpSignalName = NameOf<'wake_up'>;
export type WorkSignalName = NameOf<'deliver_work'>;

/** The operations that a command may ask of Temporal. */
export const COMMAND_OPERATIONS = [
  'start',
  'signal',
  'signal_with_start',
  'cancel',
  'schedule_put',
  'schedule_delete',
] as const;
export type CommandOperation = (typeof COMMAND_OPERATIONS)[number];

/** One run per action and round. A retry by a user opens a new round, so it starts a new run. */
export const actionWorkflowId = (actionId: string, round: number): string =>
  round === 1 ? `action/${actionId}` : `action/${actionId}/${round}`;

/** The action and round of a run. Undefined: the run of something else. */
export const parseActionWorkflowId = (
  workflowId: string,
): { actionId: string; round: number } | undefined => {
  const [, actionId, round = '1'] =
    /^action\/([0-9a-f-]{36})(?:\/(\d{1,9}))?$/.exec(workflowId) ?? [];
  return actionId === undefined ? undefined : { actionId, round: Number(round) };
};

/** `webhook-id` of a dispatch. All attempts of a round share it, so n8n can drop a repeat. */
export const dispatchMessageId = (actionId: string, round: number): string =>
  `${actionId}:${round}`;

/** One run per link: inviting somebody again is a new issue, hence a new workflow. */
export const invitationMailWorkflowId = (userId: number, issueId: string): string =>
  `invitation-mail/${userId}/${issueId}`;

/** One run per user at a time: it gathers what the user wants by mail, so that mails don't follow each other. */
export const notificationMailWorkflowId = (userId: number): string => `notification-mail/${userId}`;

/** One run per company at a time: it keeps the time of digests, and of reminders of cases. */
export const remindersWorkflowId = (companyId: number): string => `reminders/${companyId}`;

/** One run per user and day: one digest a day. */
export const digestWorkflowId = (userId: number, day: string): string => `digest/${userId}/${day}`;

/**
 * One run per event: its start is committed with the event, and a repeated start finds it. Under a burst the
 * relay makes one run of many events, with the id of the first.
 */
export const deliveryWorkflowId = (eventId: string): string => `delivery/${eventId}`;

/** One run per link to confirm an e-mail address. */
export const leadConfirmationWorkflowId = (confirmationId: string): string =>
  `lead-confirmation/${confirmationId}`;

/** One run per uploaded file. */
export const leadImportWorkflowId = (importId: string): string => `lead-import/${importId}`;

/** One run per upload of documents. */
export const knowledgeImportWorkflowId = (importId: string): string =>
  `knowledge-import/${importId}`;

/** One run per file of a case: it is scanned and read once. */
export const caseFileWorkflowId = (fileId: number): string => `case-file/${fileId}`;

/**
 * One cycle of a mailbox at a time. Also the id of its schedule: the runs that a schedule starts have the
 * instant behind it.
 */
export const mailboxSyncWorkflowId = (mailboxId: number): string => `mailbox/${mailboxId}/sync`;

/** One run per conversation at a time: what happens to it is handled in order. */
export const conversationWorkflowId = (conversationId: number): string =>
  `conversation/${conversationId}`;

/** One run per message at a time: it is sent once. A person who sends a failed one again starts the next. */
export const replyWorkflowId = (messageUuid: string): string => `reply/${messageUuid}`;

/** One run per draft, from its first version to its end. */
export const autoReplyWorkflowId = (autoReplyId: string): string => `auto-reply/${autoReplyId}`;

/** One run per follow-up at a time: it keeps the time. */
export const followUpWorkflowId = (followUpId: number): string => `follow-up/${followUpId}`;

/** One run per version of the analysis of a case. */
export const caseAnalysisWorkflowId = (caseId: number, version: number): string =>
  `case-analysis/${caseId}/${version}`;

/** One run per reclassification that was asked for. */
export const reclassifyWorkflowId = (reclassificationId: string): string =>
  `reclassify/${reclassificationId}`;

/** Message-ID of a mail that Relais writes: the same in every attempt, so a receiver can tell a repeat. */
export const mailMessageId = (mailId: string, senderAddress: string): string =>
  `<${mailId}@${senderAddress.slice(senderAddress.lastIndexOf('@') + 1)}>`;
