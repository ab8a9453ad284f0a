import { ApplicationFailure } from '@temporalio/activity';
import { TemporalFailure } from '@temporalio/common';
import { AppError, type ErrorCode } from '../errors.ts';

/** The only place that converts an application error to a Temporal failure, retryable or not. */

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
  conversation_moved_on: false,
  quarantined: false,
  gone: false,
  idempotency_key_reused: false,
  idempotency_key_in_progress: true,
  payload_too_large: false,
  unsupported_media_type: false,
  rate_limited: true,
  egress_refused: false,
  credentials_refused: false,
  unavailable: true,
  internal: true,
};

/**
 * Converts any error to a Temporal failure. Its message is the code only: Temporal stores messages,
 * and messages of PostgreSQL may contain user data. A Temporal failure, such as a cancellation, is
 * returned unchanged.
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
