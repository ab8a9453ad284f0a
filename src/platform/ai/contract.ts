import type { AiErrorCode } from '../../domain/ai/outcomes.ts';

/** Calls language models over the protocol of OpenAI. */

export interface ModelServer {
  /** As the SDK takes it: with `/v1`. */
  baseUrl: string;
  apiKey: string;
  model: string;
  /** True for the server that the operator configured: it may be private. */
  isTrusted: boolean;
}

export interface ModelMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface ModelCall {
  server: ModelServer;
  messages: readonly ModelMessage[];
  /** The shape of the answer, as JSON schema. `name`: letters, digits, `_` and `-`. */
  schema: { name: string; json: Record<string, unknown> };
  outputTokenMax: number;
  timeoutMs: number;
}

/** Null: the server did not say. */
export type ReportedUsage = { inputTokens: number; outputTokens: number } | null;

export type ModelAnswer =
  /** `isCut`: the model had more to write than it may. */
  | { outcome: 'answered'; text: string; isCut: boolean; usage: ReportedUsage }
  /** The model read the messages and refuses to answer. */
  | { outcome: 'refused'; errorCode: 'content_refused'; usage: ReportedUsage }
  | ModelFailure;

export interface ModelFailure {
  /** `refused`: a repeat is refused too. The others may pass. */
  outcome: 'refused' | 'timeout' | 'rate_limited' | 'unavailable';
  errorCode: AiErrorCode;
  /** What the server asks for. */
  retryAfterSeconds?: number;
}

export interface ModelClient {
  /** Every outcome is an answer, never an error. Twice: the model is asked again, and writes something else. */
  complete: (call: ModelCall) => Promise<ModelAnswer>;
  /**
   * Runs `work` when fewer calls of the group than it may have are under way in this process. Out: undefined if
   * too many wait already, or no turn came within `waitMs`.
   */
  inTurn: <T>(group: number, waitMs: number, work: () => Promise<T>) => Promise<T | undefined>;
}
