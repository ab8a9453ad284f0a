/**
 * Every workflow id, task queue and record id of the system is built here and nowhere else, so that
 * the same thing always gets the same name: a repeated start of one id is a no-op in Temporal.
 *
 * This file is bundled into workflows: no imports.
 */

export const TASK_QUEUES = ['core', 'webhooks', 'mail', 'ai'] as const;
export type TaskQueue = (typeof TASK_QUEUES)[number];

/** Every workflow and the task queue its runs wait in. */
export const WORKFLOW_QUEUES = { crmActionWorkflow: 'core' } as const satisfies Record<
  string,
  TaskQueue
>;
export type WorkflowName = keyof typeof WORKFLOW_QUEUES;

/**
 * Every signal that a command may send. `wakes`: what it is about is committed already, so that a run
 * that has ended needs no signal. `brings work`: it is sent by `signal_with_start`, which starts a run
 * if none is there, so that the work is never lost.
 */
export const SIGNALS = { actionSettled: 'wakes' } as const satisfies Record<
  string,
  'wakes' | 'brings work'
>;
type NameOf<Kind> = {
  [Name in keyof typeof SIGNALS]: (typeof SIGNALS)[Name] extends Kind ? Name : never;
}[keyof typeof SIGNALS];
export type WakingSignalName = NameOf<'wakes'>;
export type WorkSignalName = NameOf<'brings work'>;

/** What a command asks of Temporal. */
export const COMMAND_OPERATIONS = [
  'start',
  'signal',
  'signal_with_start',
  'cancel',
  'schedule_put',
  'schedule_delete',
] as const;
export type CommandOperation = (typeof COMMAND_OPERATIONS)[number];

/** One run per action and round: a retry decided by a person is a new round, hence a new workflow. */
export const actionWorkflowId = (actionId: string, round: number): string =>
  round === 1 ? `action/${actionId}` : `action/${actionId}/${round}`;

/** `webhook-id` of a dispatch: the same over all attempts of a round, so n8n can drop a repeat. */
export const dispatchMessageId = (actionId: string, round: number): string =>
  `${actionId}:${round}`;
