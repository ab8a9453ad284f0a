import { ApplicationFailure } from '@temporalio/common';
import { PASSING_FAILURES } from '../../domain/ai/outcomes.ts';
import {
  runPrompt,
  type PromptRequest,
  type PromptResult,
  type RunPromptDeps,
} from '../../services/ai/run-prompt.ts';

/** A call of a language model within an activity. What it reads and writes never enters a history of Temporal. */

export interface ModelRequest<Input, Output extends object> extends PromptRequest<Input, Output> {
  companyId: number;
  /** True: nothing waits for a later attempt any more, so what may pass is a result too. */
  isOverdue?: boolean;
}

/**
 * Asks a model. Out: the output, or why there is none. The activity needs more than two minutes
 * (`PROMPT_TIMEOUT_MS`) and belongs on the task queue `ai`, which bounds how many run at once.
 * Errors: what may pass (`timeout`, `rate_limited`, `unavailable`) fails the activity, and Temporal tries again,
 * not before the server wants it; with `isOverdue` it is a result.
 * Twice: the model is asked again. It is another run, and changes nothing but the budget.
 */
export const callModel = async <Input, Output extends object>(
  deps: RunPromptDeps,
  { companyId, isOverdue = false, ...request }: ModelRequest<Input, Output>,
): Promise<PromptResult<Output>> => {
  const result = await runPrompt(deps, { companyId, userId: null }, request);
  if (!isOverdue) failToRetry(result);
  return result;
};

/** Fails the activity if the same call can succeed later: Temporal tries again, not before the server wants it. */
export const failToRetry = (result: PromptResult<unknown>): void => {
  if (!PASSING_FAILURES.some((outcome) => outcome === result.outcome)) return;
  const { retryAfterSeconds } = 'retryAfterSeconds' in result ? result : {};
  throw ApplicationFailure.create({
    message: `ai_${result.outcome}`,
    type: `ai_${result.outcome}`,
    ...(retryAfterSeconds !== undefined && { nextRetryDelay: `${retryAfterSeconds} seconds` }),
  });
};
