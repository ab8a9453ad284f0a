import { ApplicationFailure } from '@temporalio/activity';
import { TemporalFailure } from '@temporalio/common';
import { AppError, type ErrorCode } from '../errors.ts';

/** The only place where an application error becomes a Temporal failure: retried, or not. */

const IS_RETRYABLE: Record<ErrorCode, boolean> = {
  validation_failed: false,
  malformed_json: false,
  unauthenticated: false,
  forbidden: false,
  not_found: false,
  method_not_allowed: false,
  company_required: false,
  conflict: false,
  version_conflict: true,
  gone: false,
  idempotency_key_reused: false,
  idempotency_key_in_progress: true,
  payload_too_large: false,
  unsupported_media_type: false,
  rate_limited: true,
  egress_refused: false,
  unavailable: true,
  internal: true,
};

/**
 * Messages name codes only: Temporal keeps them, and may not hold what people wrote, which PostgreSQL
 * quotes in its own. Failures of Temporal's kind, cancellation among them, stay what they are.
 */
export const toFailure = (error: unknown): TemporalFailure => {
  if (error instanceof TemporalFailure) return error;
  const code = error instanceof AppError ? error.code : 'internal';
  return ApplicationFailure.create({
    message: code,
    type: code,
    nonRetryable: !IS_RETRYABLE[code],
  });
};
