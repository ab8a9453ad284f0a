import type { SecretKind } from '../../domain/ai/masking.ts';
import { readOutput } from '../../domain/ai/output.ts';
import type { AiErrorCode, AiFailure } from '../../domain/ai/outcomes.ts';
import { schemaOf, type Prompt } from '../../domain/ai/prompts/prompt.ts';
import type { Deps } from '../../deps.ts';
import type { ModelAnswer } from '../../platform/ai/contract.ts';
import { inCompany, type Committed, type Transaction } from '../../platform/database.ts';
import type { Actor } from '../../platform/facts.ts';
import { countModelCall, type Metrics } from '../../platform/metrics.ts';
import type { AiConfig } from './access.ts';
import { reserveCall, type CallSubject, type Refused, type Reservation } from './reserve.ts';
import { settleCall, usageOf } from './settle.ts';

/**
 * One answer of a language model: mask, reserve, call, settle. No transaction spans the call. A process that dies
 * leaves the reservation counted for that day, and a sweep ends its run as `interrupted`.
 */

/** An answer of another shape is asked for again, twice, with the fault. Each is a run of its own. */
const CALLS_MAX = 3;
const CALL_TIMEOUT_MS = 30_000;
/** For all of it: the wait for a turn, and the repeats. Activities take longer than that to time out. */
export const PROMPT_TIMEOUT_MS = 120_000;
/** The rest of the time is for the call: one that begins too late times out, and counts as used. */
const WAIT_SHARE = 1 / 3;
/** Not worth beginning: a model needs seconds. */
const CALL_TIME_MIN_MS = 2_000;

export type RunPromptDeps = Pick<Deps, 'database' | 'encryptionKeys' | 'models' | 'clock'> & {
  config: AiConfig;
  metrics: Metrics;
  announce: (committed: Committed) => void;
};

export interface PromptRequest<Input, Output extends object> extends Partial<CallSubject> {
  prompt: Prompt<Input, Output>;
  input: Input;
  /** Default: `PROMPT_TIMEOUT_MS`. */
  timeoutMs?: number;
}

export type PromptResult<Output> =
  | {
      outcome: 'succeeded';
      output: Output;
      runId: string;
      isDemo: boolean;
      maskedKinds: SecretKind[];
    }
  | PromptFailure;

export interface PromptFailure {
  outcome: AiFailure | 'ai_not_configured';
  errorCode: AiErrorCode | null;
  /** Null: no call was tried. */
  runId: string | null;
  isDemo: boolean;
  maskedKinds: SecretKind[];
  retryAfterSeconds?: number;
}

/**
 * Every outcome is a result. Errors: only those of the database, and `unavailable` if the company's key can't be
 * decrypted.
 * Twice: the model is asked again. It is another run, and changes nothing but the budget.
 */
export const runPrompt = async <Input, Output extends object>(
  deps: RunPromptDeps,
  actor: Actor,
  request: PromptRequest<Input, Output>,
): Promise<PromptResult<Output>> => {
  const { timeoutMs = PROMPT_TIMEOUT_MS } = request;
  const deadline = performance.now() + timeoutMs;
  const leftMs = (): number => deadline - performance.now();
  const result = await deps.models.inTurn(actor.companyId, WAIT_SHARE * timeoutMs, () =>
    askUntilUsable(deps, actor, request, leftMs),
  );
  return result ?? BUSY;
};

const BUSY: PromptFailure = {
  outcome: 'rate_limited',
  errorCode: 'too_many_calls',
  runId: null,
  isDemo: false,
  maskedKinds: [],
};

const askUntilUsable = async <Input, Output extends object>(
  deps: RunPromptDeps,
  actor: Actor,
  request: PromptRequest<Input, Output>,
  leftMs: () => number,
): Promise<PromptResult<Output>> => {
  let refused: Refused | undefined;
  for (let calls = 1; ; calls += 1) {
    const result = await askOnce(deps, actor, request, {
      refused,
      timeoutMs: Math.min(CALL_TIMEOUT_MS, Math.max(1, Math.floor(leftMs()))),
    });
    if (!('refused' in result)) return result;
    const { refused: next, ...failure } = result;
    if (calls === CALLS_MAX || leftMs() < CALL_TIME_MIN_MS) return failure;
    refused = next;
  }
};

/** Out: `refused`, if the answer has another shape. */
const askOnce = async <Input, Output extends object>(
  deps: RunPromptDeps,
  actor: Actor,
  { prompt, input, subject = null, inputRefs = [], sender = null }: PromptRequest<Input, Output>,
  { refused, timeoutMs }: { refused: Refused | undefined; timeoutMs: number },
): Promise<PromptResult<Output> | (PromptFailure & { refused: Refused })> => {
  const schema = schemaOf(prompt.output);
  const data = prompt.user(input);
  const reserved = await transact(deps, actor, (tx) =>
    reserveCall(deps, tx, { prompt, schema, data, refused, subject, inputRefs, sender }),
  );
  if (reserved.outcome !== 'reserved') return notCalled(deps, reserved);
  const startedAt = performance.now();
  const answer = await deps.models.complete({
    server: reserved.server,
    messages: reserved.messages,
    schema: { name: prompt.purpose, json: schema },
    outputTokenMax: prompt.outputTokenMax,
    timeoutMs,
  });
  const latencyMs = Math.round(performance.now() - startedAt);
  const ending = endingOf(prompt, answer);
  const { runId, isDemo, maskedKinds } = reserved;
  await transact(deps, actor, (tx) => settleCall(tx, reserved, { ...ending, answer, latencyMs }));
  countModelCall(deps.metrics, ending.outcome, usageOf(answer));
  if (ending.outcome === 'succeeded') {
    return { outcome: 'succeeded', output: ending.output, runId, isDemo, maskedKinds };
  }
  const { outcome, errorCode } = ending;
  const failure: PromptFailure = { outcome, errorCode, runId, isDemo, maskedKinds };
  if (ending.refused !== undefined) return { ...failure, refused: ending.refused };
  const { retryAfterSeconds } = 'retryAfterSeconds' in answer ? answer : {};
  return retryAfterSeconds === undefined ? failure : { ...failure, retryAfterSeconds };
};

/** `shown`: what the row keeps. */
type Ending<Output> =
  | { outcome: 'succeeded'; errorCode: null; output: Output; shown: object }
  | { outcome: AiFailure; errorCode: AiErrorCode; shown: object | null; refused?: Refused };

const endingOf = <Output extends object>(
  { output: shape }: Pick<Prompt<never, Output>, 'output'>,
  answer: ModelAnswer,
): Ending<Output> => {
  if (answer.outcome !== 'answered') {
    return { outcome: answer.outcome, errorCode: answer.errorCode, shown: null };
  }
  const read = readOutput(shape, answer);
  if (read.isUsable) {
    return { outcome: 'succeeded', errorCode: null, output: read.output, shown: read.output };
  }
  const { errorCode, raw } = read;
  return { outcome: 'unusable_output', errorCode, shown: { raw }, refused: read };
};

const notCalled = (
  { metrics }: Pick<RunPromptDeps, 'metrics'>,
  reservation: Exclude<Reservation, { outcome: 'reserved' }>,
): PromptFailure => {
  if (reservation.outcome === 'ai_not_configured') {
    const { outcome } = reservation;
    return { outcome, errorCode: null, runId: null, isDemo: false, maskedKinds: [] };
  }
  countModelCall(metrics, reservation.outcome, null);
  return reservation;
};

const transact = <T>(
  { database, announce }: Pick<RunPromptDeps, 'database' | 'announce'>,
  actor: Actor,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => inCompany(database, actor, work, announce);
