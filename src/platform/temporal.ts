import {
  Client,
  Connection,
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { Config } from '../config.ts';
import { SEARCH_ATTRIBUTES } from './search-attributes.ts';

/** How the system reaches Temporal: one lazy connection. Commands are src/platform/temporal-commands.ts. */

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

/** One call to Temporal; an attempt that takes longer is given up and tried again. */
export const CALL_TIMEOUT_MS = 5_000;

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
