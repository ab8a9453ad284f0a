import {
  deliveryWorkflowId,
  notificationMailWorkflowId,
  WORKFLOW_QUEUES,
  type WakeUpSignalName,
  type WorkflowName,
  type WorkSignalName,
} from '../ids.ts';

/** What a transaction asks of Temporal (ADR 0001). The relay carries it out. */

interface CommandTarget {
  /** Of a schedule: its id. */
  workflowId: string;
  /** Type and number of the record, for search: `candidat/42`. Never personal data. */
  subject: string;
}

interface Run {
  name: WorkflowName;
  /** Ids only: no personal data, no secret. */
  input: object;
}

export interface ScheduleTiming {
  intervalSeconds: number;
  /** When within the interval: schedules of one kind don't start together. */
  offsetSeconds: number;
  /** Each run starts up to so much later. */
  jitterSeconds: number;
  isPaused: boolean;
}

/** An operation for Temporal, committed together with its data. The relay carries it out. */
export type Command = CommandTarget &
  (
    | ({ operation: 'start' } & Run)
    /** To a waiting run. A run that has ended does not need it: its data is committed. */
    | { operation: 'signal'; name: WakeUpSignalName; input: object }
    /** Starts a run if none exists, so no work is lost. */
    | ({ operation: 'signal_with_start'; signal: { name: WorkSignalName; input: object } } & Run)
    | { operation: 'cancel' }
    /** Creates or changes a schedule. Its runs never overlap. */
    | ({ operation: 'schedule_put'; schedule: ScheduleTiming } & Run)
    | { operation: 'schedule_delete' }
  );

/** Twice: a run finds what waits; without anything to mail, it ends. */
export const mailCommand = (companyId: number, userId: number): Command => ({
  workflowId: notificationMailWorkflowId(userId),
  operation: 'signal_with_start',
  name: 'mailNotificationsWorkflow',
  input: { companyId, userId },
  signal: { name: 'notificationToMail', input: {} },
  subject: `user/${userId}`,
});

/**
 * Looks at the deliveries of events now: the run of the first event gets them all, a new one if it has ended.
 * Twice: a delivery that has ended, or whose attempt is under way, is left alone.
 */
export const deliveryCommand = (
  companyId: number,
  eventIds: readonly [string, ...string[]],
): Command => ({
  workflowId: deliveryWorkflowId(eventIds[0]),
  operation: 'signal_with_start',
  name: 'webhookDeliveryWorkflow',
  input: { companyId, eventIds },
  signal: { name: 'retryNow', input: { eventIds } },
  subject: deliverySubject(eventIds[0]),
});

/** Also of a run that delivers many events: of the first one. */
export const deliverySubject = (eventId: string): string => `event/${eventId}`;

/** As the table `commands` keeps it. */
export const commandRow = (command: Command) => ({
  workflow_id: command.workflowId,
  operation: command.operation,
  name: 'name' in command ? command.name : '',
  task_queue:
    'name' in command && command.operation !== 'signal' ? WORKFLOW_QUEUES[command.name] : null,
  input: 'input' in command ? command.input : {},
  signal: 'signal' in command ? command.signal : null,
  schedule: 'schedule' in command ? command.schedule : null,
  subject: command.subject,
});
