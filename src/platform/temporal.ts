import {
  Client,
  Connection,
  isGrpcServiceError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { Config } from '../config.ts';
import type { TaskQueue } from '../ids.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';

/** How the system reaches Temporal: one lazy connection, and the only way to start or signal. */

type TemporalConfig = Pick<
  Config,
  'TEMPORAL_ADDRESS' | 'TEMPORAL_NAMESPACE' | 'TEMPORAL_API_KEY' | 'TEMPORAL_TLS'
>;

export const connectionOptions = (config: TemporalConfig) => ({
  address: config.TEMPORAL_ADDRESS,
  tls: config.TEMPORAL_TLS || config.TEMPORAL_API_KEY !== undefined,
  ...(config.TEMPORAL_API_KEY === undefined ? {} : { apiKey: config.TEMPORAL_API_KEY }),
});

/** gRPC's own waits grow to two minutes, long after Temporal is back. Source: gRPC connection backoff. */
const RECONNECT = {
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
};

/** Does not connect yet: the api accepts work while Temporal is down. */
export const createTemporalClient = (config: TemporalConfig): Client =>
  new Client({
    connection: Connection.lazy({ ...connectionOptions(config), channelArgs: RECONNECT }),
    namespace: config.TEMPORAL_NAMESPACE,
  });

export interface WorkflowCommand {
  id: number;
  companyId: number;
  workflowId: string;
  operation: 'start' | 'signal';
  name: string;
  /** Null for a signal. */
  taskQueue: TaskQueue | null;
  input: object;
  subject: string;
}

/** One call to Temporal; an attempt that takes longer is given up and tried again. */
export const CALL_TIMEOUT_MS = 5_000;

/**
 * Carries out one command. Twice: a start of an id that runs or ran is a no-op; a signal carries its
 * command id, so the handler drops a repeat. A signal to a run that has ended finds nobody to wake,
 * which is fine: whoever sent it has already written what it is about.
 */
export const carryOut = (client: Client, command: WorkflowCommand): Promise<void> =>
  client.connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
    command.operation === 'start' ? startOnce(client, command) : signalOnce(client, command),
  );

const startOnce = async (client: Client, command: WorkflowCommand): Promise<void> => {
  const { taskQueue } = command;
  if (taskQueue === null) throw new Error(`start of ${command.name} without a task queue`);
  try {
    await client.workflow.start(command.name, {
      workflowId: command.workflowId,
      taskQueue,
      args: [command.input],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `${command.name} ${command.subject}`,
      typedSearchAttributes: new TypedSearchAttributes([
        { key: SEARCH_ATTRIBUTES.RelaisCompany, value: command.companyId },
        { key: SEARCH_ATTRIBUTES.RelaisKind, value: command.name },
        { key: SEARCH_ATTRIBUTES.RelaisSubject, value: command.subject },
        { key: SEARCH_ATTRIBUTES.RelaisStatus, value: 'running' },
      ]),
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
};

const signalOnce = async (client: Client, command: WorkflowCommand): Promise<void> => {
  try {
    const handle = client.workflow.getHandle(command.workflowId);
    await handle.signal(command.name, { ...command.input, commandId: command.id });
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
};

/** Whether the run of this id is alive, though it be paused by hand; `missing` if Temporal does not know it. */
export const runStateOf = async (
  client: Client,
  workflowId: string,
): Promise<'running' | 'ended' | 'missing'> => {
  try {
    const { status } = await client.connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    return status.name === 'RUNNING' || status.name === 'PAUSED' ? 'running' : 'ended';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'missing';
    throw error;
  }
};

/** Whether Temporal answers at all. */
export const isAnswering = (client: Client): Promise<boolean> =>
  client.connection
    .withDeadline(Date.now() + CALL_TIMEOUT_MS, () => client.workflowService.getSystemInfo({}))
    .then(
      () => true,
      (error: unknown) => !isUnreachable(error),
    );

/** Temporal lost what it knew, search attributes included, while the workers went on running. */
export const lacksSearchAttributes = (error: unknown): boolean => {
  const cause = error instanceof ServiceError ? error.cause : error;
  return (
    cause instanceof Error && cause.message.includes('no mapping defined for search attribute')
  );
};

/** Nobody answered, as opposed to: Temporal answered, and refused. Source: gRPC status codes. */
export const isUnreachable = (error: unknown): boolean => {
  const cause = error instanceof ServiceError ? error.cause : error;
  return hasCode(cause, GRPC_STATUS.DEADLINE_EXCEEDED, GRPC_STATUS.UNAVAILABLE);
};

const hasCode = (error: unknown, ...codes: number[]): boolean =>
  isGrpcServiceError(error) && codes.includes(error.code);

/** Temporal answered that it does not know what was asked for. */
export const isMissing = (error: unknown): boolean => hasCode(error, GRPC_STATUS.NOT_FOUND);

const GRPC_STATUS = { DEADLINE_EXCEEDED: 4, NOT_FOUND: 5, ALREADY_EXISTS: 6, UNAVAILABLE: 14 };

/** Temporal's wire numbers for the attribute types (`temporal.api.enums.v1.IndexedValueType`). */
export const INDEXED_VALUE_TYPE = { KEYWORD: 2, INT: 3 } as const;

/** Registers what is missing of the search attributes. Twice: asks first, adds only what is absent. */
export const ensureSearchAttributes = async (client: Client): Promise<void> => {
  const { operatorService } = client.connection as Connection;
  const namespace = client.options.namespace;
  const existing = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(SEARCH_ATTRIBUTES).filter(
    ({ name }) => !(name in (existing.customAttributes ?? {})),
  );
  if (missing.length === 0) return;
  try {
    await operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(
        missing.map(({ name, type }) => [name, INDEXED_VALUE_TYPE[type]]),
      ),
    });
  } catch (error) {
    // Another worker that is starting was faster.
    if (!hasCode(error, GRPC_STATUS.ALREADY_EXISTS)) throw error;
  }
};
