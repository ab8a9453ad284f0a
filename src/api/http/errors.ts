import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import postgres from 'postgres';
import { z } from '@hono/zod-openapi';
import { FaultOut } from '../../domain/shared/fault-shape.ts';
import type { Fault } from '../../domain/shared/faults.ts';
import { AppError, ERROR_CODES, type ErrorCode } from '../../errors.ts';
import type { ApiDeps, Env } from './context.ts';

/** The only place where an error becomes an answer: RFC 9457 problem+json with a stable `code`. */

/** `malformed_request` and `request_refused`: found by the HTTP library, before any route. */
export const PROBLEM_CODES = [...ERROR_CODES, 'malformed_request', 'request_refused'] as const;

export const ProblemOut = z
  .object({
    type: z.string().openapi({ example: 'about:blank' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(PROBLEM_CODES).openapi({ example: 'validation_failed' }),
    detail: z.string(),
    request_id: z.string(),
    errors: z.array(FaultOut).optional(),
    details: z.object({}).loose().optional(),
  })
  .openapi('Problem');

const STATUS: Record<ErrorCode, { status: ContentfulStatusCode; title: string }> = {
  validation_failed: { status: 422, title: 'The request is not valid' },
  malformed_json: { status: 400, title: 'The body is not JSON' },
  unauthenticated: { status: 401, title: 'Not signed in' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  company_required: { status: 409, title: 'The company is not clear' },
  conflict: { status: 409, title: 'Not possible in the current state' },
  version_conflict: { status: 409, title: 'Changed by somebody else meanwhile' },
  conversation_moved_on: { status: 409, title: 'Somebody wrote meanwhile' },
  quarantined: { status: 409, title: 'Not released by the virus scanner' },
  gone: { status: 410, title: 'No longer accepted' },
  idempotency_key_reused: { status: 422, title: 'Idempotency-Key used for another request' },
  idempotency_key_in_progress: { status: 409, title: 'The first request is still running' },
  payload_too_large: { status: 413, title: 'Too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  rate_limited: { status: 429, title: 'Too many requests' },
  egress_refused: { status: 422, title: 'Address refused' },
  credentials_refused: { status: 422, title: 'Credentials refused' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
  internal: { status: 500, title: 'Internal error' },
};

interface Problem {
  code: (typeof PROBLEM_CODES)[number];
  status: ContentfulStatusCode;
  title: string;
  detail: string;
  faults: Fault[];
  details?: object | undefined;
  retryAfterSeconds?: number | undefined;
}

const problemAnswer = (c: Context<Env>, problem: Problem): Response => {
  if (problem.retryAfterSeconds !== undefined) {
    c.header('Retry-After', String(problem.retryAfterSeconds));
  }
  if (problem.status === 401) c.header('WWW-Authenticate', 'Bearer');
  return c.body(
    JSON.stringify({
      type: 'about:blank',
      title: problem.title,
      status: problem.status,
      code: problem.code,
      detail: problem.detail,
      request_id: c.get('requestId'),
      ...(problem.faults.length > 0 ? { errors: problem.faults } : {}),
      ...(problem.details === undefined ? {} : { details: problem.details }),
    }),
    problem.status,
    { 'Content-Type': 'application/problem+json' },
  );
};

export const onError =
  (deps: Pick<ApiDeps, 'log'>) =>
  (error: Error, c: Context<Env>): Response => {
    const problem = problemOf(error);
    if (problem.status >= 500) {
      const requestId = c.get('requestId');
      // While a neighbour is down every request fails alike: one line each, without a stack. The database
      // breaker logs once that PostgreSQL is down, so the requests need not.
      const level = isUnconnectable(error) || isUnconnectable(error.cause) ? 'debug' : 'warn';
      if (problem.status === 503) {
        deps.log[level]({ requestId, reason: error.message }, 'unavailable');
      } else deps.log.error({ err: error, requestId }, 'request failed');
    } else if (isUnstorable(error)) {
      deps.log.warn({ err: error, requestId: c.get('requestId') }, 'value got past validation');
    }
    return problemAnswer(c, problem);
  };

export const problemOf = (error: Error): Problem => {
  if (error instanceof AppError) return ofAppError(error);
  if (error instanceof HTTPException) return ofHttpException(error);
  if (isDatabaseAway(error)) {
    const detail = AWAY_DETAILS[error.code] ?? 'the database is not reachable';
    return ofAppError(new AppError('unavailable', detail, { retryAfterSeconds: 5 }));
  }
  if (isRolledBack(error)) {
    return ofAppError(
      new AppError('unavailable', 'others changed the same at once; nothing was done', {
        retryAfterSeconds: 1,
      }),
    );
  }
  if (isUnstorable(error)) {
    return ofAppError(new AppError('validation_failed', 'a value of the request is out of range'));
  }
  return ofAppError(new AppError('internal', 'an unexpected error happened', { cause: error }));
};

const ofAppError = (error: AppError): Problem => {
  const { status, title } = STATUS[error.code];
  return {
    code: error.code,
    status,
    title,
    detail: status === 500 ? 'an unexpected error happened' : error.message,
    faults: error.faults,
    details: error.details,
    retryAfterSeconds: error.retryAfterSeconds,
  };
};

/** Hono throws these for what it can't read, such as a body that is not JSON. */
const ofHttpException = (error: HTTPException): Problem =>
  error.status === 413
    ? ofAppError(new AppError('payload_too_large', 'the body is too large'))
    : {
        code: error.status === 400 ? 'malformed_request' : 'request_refused',
        status: error.status,
        title: 'The request could not be read',
        detail: error.status < 500 ? error.message : 'an unexpected error happened',
        faults: [],
      };

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
]);

/** SQLSTATE: connection, resources, operator, system; a server that only reads; our own sign-in. */
const AWAY_STATES = /^(?:08|53|57|58)...$|^(?:25006|28000|28P01|3D000)$/;

/** SQLSTATE of a server that answers. */
const AWAY_DETAILS: Record<string, string> = {
  '25006': 'the database is read-only: it cannot write',
  '53100': 'the disk of the database is full: it cannot write',
  '53200': 'the database is out of memory',
  '53300': 'the database has too many connections',
};

const isDatabaseAway = (error: Error): error is Error & { code: string } =>
  'code' in error &&
  typeof error.code === 'string' &&
  (CONNECTION_CODES.has(error.code) || AWAY_STATES.test(error.code));

/** SQLSTATE class 40: PostgreSQL rolled the transaction back, for example after a deadlock. It may be retried. */
const isRolledBack = (error: Error): boolean =>
  error instanceof postgres.PostgresError && error.code.startsWith('40');

/** No connection can be opened, as opposed to one that was lost. */
const UNCONNECTABLE = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CONNECT_TIMEOUT',
  '57P03',
  '28000',
  '28P01',
  '3D000',
]);

export const isUnconnectable = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  UNCONNECTABLE.has(error.code);

/** Numbers out of range, dates before time, text of no encoding (SQLSTATE class 22). */
const UNSTORABLE_CODES = new Set(['22003', '22007', '22008', '22009', '22021', '22P02', '22P05']);

/** A value passed validation, but its column does not take it. */
const isUnstorable = (error: Error): boolean =>
  error instanceof postgres.PostgresError && UNSTORABLE_CODES.has(error.code);

/** True for a unique violation on this constraint: the row was there already. */
export const violates = (error: unknown, constraint: string): boolean =>
  error instanceof postgres.PostgresError &&
  error.code === '23505' &&
  error.constraint_name === constraint;
