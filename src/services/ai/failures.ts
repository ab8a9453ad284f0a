import { AppError, type ErrorCode } from '../../errors.ts';
import type { PromptFailure } from './run-prompt.ts';

/** A call that gave no answer, for a caller who waits for one. */

/** What may pass is 503 or 429, the rest is the state of the company's settings, budget or text. */
const CODES: Record<PromptFailure['outcome'], ErrorCode> = {
  ai_not_configured: 'conflict',
  over_budget: 'conflict',
  blocked_secrets: 'conflict',
  refused: 'conflict',
  unusable_output: 'unavailable',
  timeout: 'unavailable',
  unavailable: 'unavailable',
  rate_limited: 'rate_limited',
};

/** `details` say what `POST /api/v1/ai/try` says of a failure. */
export const aiFailed = (failure: PromptFailure): AppError => {
  const { outcome, errorCode, runId, maskedKinds, retryAfterSeconds } = failure;
  return new AppError(CODES[outcome], `the language model gave no answer: ${outcome}`, {
    details: { outcome, error_code: errorCode, run_id: runId, masked_kinds: maskedKinds },
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
};
