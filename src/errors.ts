import { boundFaults, type Fault } from './domain/shared/faults.ts';

/**
 * The only error class of the application. `code` is stable and public. `message` is for operators
 * and logs. `details` may be shown to the caller. Two files convert it: src/api/http/errors.ts to
 * problem+json, src/activities/errors.ts to Temporal failures.
 */

export const ERROR_CODES = [
  'validation_failed',
  'malformed_json',
  'unauthenticated',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'company_required',
  'conflict',
  'version_conflict',
  'conversation_moved_on',
  'quarantined',
  'gone',
  'idempotency_key_reused',
  'idempotency_key_in_progress',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'egress_refused',
  'credentials_refused',
  'unavailable',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

interface AppErrorOptions {
  faults?: readonly Fault[];
  /** Data that the caller needs to continue. Part of the response. */
  details?: object;
  retryAfterSeconds?: number;
  cause?: unknown;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly faults: Fault[];
  readonly details: object | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.faults = boundFaults(options.faults ?? []);
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export const notFound = (what: string): AppError => new AppError('not_found', `${what} not found`);

export const invalid = (faults: Fault[]): AppError =>
  new AppError('validation_failed', 'the request is not valid', { faults });

/** Waits for a promise whose failure must not stop the caller; logs it with the reason. */
export const tolerate = async (
  promise: Promise<unknown>,
  reason: string,
  log: { warn: (fields: object, message: string) => void },
): Promise<void> => {
  try {
    await promise;
  } catch (error) {
    log.warn({ err: error, reason }, 'failure tolerated');
  }
};
