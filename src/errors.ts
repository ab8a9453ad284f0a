/**
 * The one error of the application. `code` is stable and public; `message` is for operators and
 * logs; `details` may be shown to the caller. Converted at two places only: src/api/http/errors.ts (to
 * problem+json) and src/activities/errors.ts (to Temporal failures).
 */

const ERROR_CODES = [
  'validation_failed',
  'malformed_json',
  'unauthenticated',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'company_required',
  'conflict',
  'version_conflict',
  'gone',
  'idempotency_key_reused',
  'idempotency_key_in_progress',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'egress_refused',
  'unavailable',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** One fault of the input: `path` in JSON notation (`metadonnees.priorite`), `message` in words. */
export interface Fault {
  path: string;
  message: string;
}

/** A hostile body can have a fault a byte, each with a path as long as the body. */
export const FAULT_COUNT_MAX = 50;
const FAULT_PATH_LENGTH_MAX = 200;

/**
 * What an answer shows of many faults: the first ones, their paths cut, and that there are more.
 * Bounding what is bounded changes nothing, so whoever collects faults may stop one past the bound.
 */
export const boundFaults = (faults: readonly Fault[]): Fault[] => {
  const shown = faults
    .slice(0, FAULT_COUNT_MAX)
    .map(({ path, message }) => ({ path: cutFaultPath(path), message }));
  if (faults.length <= FAULT_COUNT_MAX) return shown;
  return [...shown, { path: '', message: `there are more faults than these ${FAULT_COUNT_MAX}` }];
};

export const cutFaultPath = (path: string): string =>
  path.length <= FAULT_PATH_LENGTH_MAX ? path : `${path.slice(0, FAULT_PATH_LENGTH_MAX - 1)}…`;

interface AppErrorOptions {
  faults?: Fault[];
  /** What the caller needs to go on; printed in the answer. */
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

/** Waits for a promise whose failure must not stop the caller, and says so in the log. */
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
