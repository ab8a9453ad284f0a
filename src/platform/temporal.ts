import {
  Client,
  Connection,
  isGrpcServiceError,
  ScheduleNotFoundError,
  ServiceError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { Config } from '../config.ts';
import type { WorkflowName } from '../ids.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';

/** The connection to Temporal. Commands: src/platform/temporal-commands.ts. */

type TemporalConfig = Pick<
  Config,
  'TEMPORAL_ADDRESS' | 'TEMPORAL_NAMESPACE' | 'TEMPORAL_API_KEY' | 'TEMPORAL_TLS'
>;

export const connectionOptions = (config: TemporalConfig) => ({
  address: config.TEMPORAL_ADDRESS,
  tls: config.TEMPORAL_TLS || config.TEMPORAL_API_KEY !== undefined,
  ...(config.TEMPORAL_API_KEY === undefined ? {} : { apiKey: config.TEMPORAL_API_KEY }),
});

/**
 * By default gRPC waits up to two minutes between attempts, though Temporal is back.
 * Source: gRPC connection backoff.
 */
const RECONNECT = {
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
};

/** Connects at the first call, not here: the api starts and accepts work while Temporal is down. */
export const createTemporalClient = (config: TemporalConfig): Client =>
  new Client({
    connection: Connection.lazy({ ...connectionOptions(config), channelArgs: RECONNECT }),
    namespace: config.TEMPORAL_NAMESPACE,
  });

/** Timeout of one call to Temporal. */
export const CALL_TIMEOUT_MS = 5_000;

/** `result`: what the run returned; undefined if it failed, was terminated or cancelled. */
export type RunState =
  { state: 'running' } | { state: 'missing' } | { state: 'ended'; result: unknown };

/** Reads the state of a run. A run paused by an operator is `running`; an unknown id is `missing`. */
export const getRunState = (client: Client, workflowId: string): Promise<RunState> =>
  client.connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, async () => {
    const run = client.workflow.getHandle(workflowId);
    try {
      const { status } = await run.describe();
      if (status.name === 'RUNNING' || status.name === 'PAUSED') return { state: 'running' };
      return {
        state: 'ended',
        result: status.name === 'COMPLETED' ? await run.result() : undefined,
      };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { state: 'missing' };
      throw error;
    }
  });

export type ScheduleState = 'missing' | 'running' | 'paused';

export const getScheduleState = (client: Client, scheduleId: string): Promise<ScheduleState> =>
  client.connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, async () => {
    try {
      const { state } = await client.schedule.getHandle(scheduleId).describe();
      return state.paused ? 'paused' : 'running';
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) return 'missing';
      throw error;
    }
  });

export interface ListedRun {
  workflowId: string;
  companyId: number | undefined;
  /** `candidat/12`; the record by number. */
  subject: string | undefined;
  /** What the run has told: `running`, or how it ended. */
  status: string | undefined;
  startedAt: Date;
}

/** The runs of a workflow that started since an instant, or all; newest first. */
export async function* listRuns(
  client: Client,
  { name, since, limit }: { name: WorkflowName; since: Date | null; limit: number },
): AsyncGenerator<ListedRun> {
  const query =
    `WorkflowType = '${name}'` + (since ? ` and StartTime >= '${since.toISOString()}'` : '');
  let count = 0;
  for await (const run of client.workflow.list({ query })) {
    const { typedSearchAttributes: attributes } = run;
    yield {
      workflowId: run.workflowId,
      companyId: attributes.get(SEARCH_ATTRIBUTES.RelaisCompany),
      subject: attributes.get(SEARCH_ATTRIBUTES.RelaisSubject),
      status: attributes.get(SEARCH_ATTRIBUTES.RelaisStatus),
      startedAt: run.startTime,
    };
    count += 1;
    if (count === limit) return;
  }
}

/** True if Temporal answers, even with an error. */
export const isTemporalAnswering = (client: Client): Promise<boolean> =>
  client.connection
    .withDeadline(Date.now() + CALL_TIMEOUT_MS, () => client.workflowService.getSystemInfo({}))
    .then(
      () => true,
      (error: unknown) => !isUnreachable(error),
    );

/**
 * True if a search attribute is not registered. Workers register them at their start; a Temporal
 * server that loses its data later has none.
 */
export const isSearchAttributeMissing = (error: unknown): boolean => {
  const cause = error instanceof ServiceError ? error.cause : error;
  return (
    cause instanceof Error && cause.message.includes('no mapping defined for search attribute')
  );
};

/** True if Temporal did not answer; false if it answered with an error. Source: gRPC status codes. */
export const isUnreachable = (error: unknown): boolean => {
  const cause = error instanceof ServiceError ? error.cause : error;
  return hasCode(cause, GRPC_STATUS.DEADLINE_EXCEEDED, GRPC_STATUS.UNAVAILABLE);
};

const hasCode = (error: unknown, ...codes: number[]): boolean =>
  isGrpcServiceError(error) && codes.includes(error.code);

/** True for the gRPC status NOT_FOUND. */
export const isNotFound = (error: unknown): boolean => hasCode(error, GRPC_STATUS.NOT_FOUND);

const GRPC_STATUS = { DEADLINE_EXCEEDED: 4, NOT_FOUND: 5, ALREADY_EXISTS: 6, UNAVAILABLE: 14 };

/** Numbers of the attribute types in Temporal's API (`temporal.api.enums.v1.IndexedValueType`). */
export const INDEXED_VALUE_TYPE = { KEYWORD: 2, INT: 3 } as const;

/** Registers the missing search attributes. Twice: the second call finds none missing. */
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
    // Another worker registered them at the same time.
    if (!hasCode(error, GRPC_STATUS.ALREADY_EXISTS)) throw error;
  }
};
