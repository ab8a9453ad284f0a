import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  WorkflowExecutionAlreadyStartedError,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';
import { TypedSearchAttributes, WorkflowNotFoundError } from '@temporalio/common';
import type { CommandOperation, TaskQueue } from '../ids.ts';
import type { ScheduleTiming } from './commands.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';
import { CALL_TIMEOUT_MS } from './temporal.ts';

/** Carries out commands: the relay's calls to Temporal. */

export interface WorkflowCommand {
  id: number;
  companyId: number;
  /** For a schedule operation: the schedule's id. */
  workflowId: string;
  operation: CommandOperation;
  /** Name of the workflow or of the signal; empty for `cancel` and `schedule_delete`. */
  name: string;
  /** Null if the operation starts no workflow. */
  taskQueue: TaskQueue | null;
  input: object;
  signal: { name: string; input: object } | null;
  schedule: ScheduleTiming | null;
  subject: string;
}

/**
 * Carries out one command.
 * Twice: starting an id that runs or ran is a no-op. A signal carries its command id, so the handler
 * drops a repeat. `cancel` and the schedule operations set a state that is already set. If
 * `signal_with_start` is repeated after its run has ended, the new run finds its work done.
 */
export const carryOut = (client: Client, command: WorkflowCommand): Promise<CarriedOut> =>
  client.connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () => call(client, command));

/** `exists`: the run that it starts runs or ran already, perhaps with another input. */
export type CarriedOut = 'done' | 'exists';

const call = (client: Client, command: WorkflowCommand): Promise<CarriedOut> => {
  switch (command.operation) {
    case 'start':
      return start(client, command);
    case 'signal':
      return done(signal(client, command));
    case 'signal_with_start':
      return done(signalWithStart(client, command));
    case 'cancel':
      return done(cancel(client, command));
    case 'schedule_put':
      return done(putSchedule(client, command));
    case 'schedule_delete':
      return done(deleteSchedule(client, command));
  }
};

const done = async (call: Promise<void>): Promise<CarriedOut> => {
  await call;
  return 'done';
};

const start = async (client: Client, command: WorkflowCommand): Promise<CarriedOut> => {
  try {
    await client.workflow.start(command.name, {
      ...runOptions(command),
      workflowId: command.workflowId,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
    });
    return 'done';
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return 'exists';
  }
};

/** A run that has ended does not need the signal: its data is committed (src/ids.ts, SIGNALS). */
const signal = async (client: Client, command: WorkflowCommand): Promise<void> => {
  const run = client.workflow.getHandle(command.workflowId);
  await ignoreNotFound(run.signal(command.name, { ...command.input, commandId: command.id }));
};

const signalWithStart = async (client: Client, command: WorkflowCommand): Promise<void> => {
  const { signal } = command;
  if (signal === null) throw new Error(`${command.workflowId}: the command has no signal`);
  await client.workflow.signalWithStart(command.name, {
    ...runOptions(command),
    workflowId: command.workflowId,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    signal: signal.name,
    signalArgs: [{ ...signal.input, commandId: command.id }],
  });
};

const cancel = async (client: Client, { workflowId }: WorkflowCommand): Promise<void> => {
  await ignoreNotFound(client.workflow.getHandle(workflowId).cancel());
};

/** After an outage of Temporal a schedule runs once, not once for each missed time. */
const CATCH_UP_WINDOW = '1 minute';

const putSchedule = async (client: Client, command: WorkflowCommand): Promise<void> => {
  const { schedule, workflowId } = command;
  if (schedule === null) throw new Error(`${workflowId}: the command has no schedule`);
  const wanted = {
    spec: specOf(schedule),
    policies: { overlap: 'SKIP', catchupWindow: CATCH_UP_WINDOW },
    action: {
      type: 'startWorkflow',
      workflowType: command.name,
      workflowId,
      ...runOptions(command),
    },
    state: { paused: schedule.isPaused },
  } satisfies Omit<ScheduleOptions, 'scheduleId'>;
  try {
    await client.schedule.create({ scheduleId: workflowId, ...wanted });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(workflowId).update(() => wanted);
  }
};

const specOf = ({ intervalSeconds, offsetSeconds, jitterSeconds }: ScheduleTiming) => ({
  intervals: [{ every: 1000 * intervalSeconds, offset: 1000 * offsetSeconds }],
  jitter: 1000 * jitterSeconds,
});

const deleteSchedule = async (client: Client, { workflowId }: WorkflowCommand): Promise<void> => {
  try {
    await client.schedule.getHandle(workflowId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
};

const runOptions = ({ name, taskQueue, input, subject, companyId }: WorkflowCommand) => {
  if (taskQueue === null) throw new Error(`the command that starts ${name} has no task queue`);
  return {
    taskQueue,
    args: [input],
    staticSummary: `${name} ${subject}`,
    typedSearchAttributes: new TypedSearchAttributes([
      { key: SEARCH_ATTRIBUTES.RelaisCompany, value: companyId },
      { key: SEARCH_ATTRIBUTES.RelaisKind, value: name },
      { key: SEARCH_ATTRIBUTES.RelaisSubject, value: subject },
      { key: SEARCH_ATTRIBUTES.RelaisStatus, value: 'running' },
    ]),
  };
};

const ignoreNotFound = async (call: Promise<unknown>): Promise<void> => {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
};
