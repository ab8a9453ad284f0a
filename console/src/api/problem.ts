/** Any failure of a request in one shape, that of problem+json. */

import type { Schemas } from './client.ts';
import { UnreachableError } from './reachability.ts';

type Fault = Schemas['Fault'];

export interface Problem {
  code: string;
  status: number;
  detail: string;
  requestId: string | null;
  errors: readonly Fault[];
  /** The whole body of the answer: a few codes have more fields. */
  body: Readonly<Record<string, unknown>>;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const isFault = (value: unknown): value is Fault =>
  isRecord(value) &&
  typeof value['path'] === 'string' &&
  typeof value['code'] === 'string' &&
  typeof value['message'] === 'string' &&
  isRecord(value['params']);

/** The problem in an error of the client: either the body of an answer or a network failure. */
export const problemOf = (error: unknown): Problem => {
  if (isRecord(error) && typeof error['code'] === 'string' && typeof error['status'] === 'number') {
    return {
      code: error['code'],
      status: error['status'],
      detail: text(error['detail']) ?? '',
      requestId: text(error['request_id']),
      errors: Array.isArray(error['errors']) ? error['errors'].filter(isFault) : [],
      body: error,
    };
  }
  // The message of any other error is for developers.
  return {
    code: codeOf(error),
    status: 0,
    detail: '',
    requestId: null,
    errors: [],
    body: {},
  };
};

const codeOf = (error: unknown): 'offline' | 'unreachable' | 'unknown' => {
  if (!(error instanceof UnreachableError)) return 'unknown';
  return navigator.onLine ? 'unreachable' : 'offline';
};

/** Whether the api could not be reached or is not working. Such a failure may be gone a moment later. */
export const isAway = ({ code, status }: Problem): boolean =>
  code === 'offline' || code === 'unreachable' || status >= 502;
