import { classOfCode, type WebhookErrorClass } from '../domain/webhooks/error-classes.ts';
import { signStandardWebhook } from '../domain/shared/signatures.ts';
import { AppError } from '../errors.ts';
import type { HttpClient } from './http-client.ts';

/** Sends one request signed by Standard Webhooks 1.0.0: dispatches to n8n, webhooks, modules, and test sends. */

/** A receiver has 15 s: it stores the message and works later. */
export const SEND_TIMEOUT_MS = 15_000;
/** Longer responses are cut, if the request does not say otherwise. */
export const RESPONSE_KEPT_BYTES = 16 * 1024;

export interface SignedRequest {
  url: string;
  /** Besides `Content-Type` and those of Standard Webhooks. */
  headers: Readonly<Record<string, string>>;
  /** `whsec_…`. Each gives a signature. None: sent without a signature. */
  secrets: readonly string[];
  /** `webhook-id`: the same in all attempts, so that a receiver can drop a repeat. */
  id: string;
  body: string;
  timeoutMs: number;
  /** Longer responses are cut. Default: `RESPONSE_KEPT_BYTES`. */
  responseSizeMaxBytes?: number;
  /** True for addresses that the operator configured: they may be private. */
  isTrusted?: boolean;
  /** The instant of the attempt, if the body also names it. Default: now. */
  at?: Date;
}

export type SendOutcome = {
  startedAt: Date;
  durationMs: number;
  /** Those of Standard Webhooks. */
  signed: Record<string, string>;
} & (
  | { kind: 'answered'; status: number; headers: Record<string, string>; body: string }
  /** `errorCode`: the code of the network error in lower case, such as `econnrefused`. */
  | { kind: 'failed'; errorClass: WebhookErrorClass; errorCode: string }
);

/**
 * One attempt, with a new timestamp and signature. Failures are returned, not thrown. Redirects are not
 * followed. Twice: two requests with the same `webhook-id`.
 */
export const sendSigned = async (
  { http, clock }: { http: HttpClient; clock: { now: () => Date } },
  request: SignedRequest,
): Promise<SendOutcome> => {
  const startedAt = request.at ?? clock.now();
  const startedMs = performance.now();
  const signed = sign(request, startedAt);
  const timesOf = () => ({
    startedAt,
    durationMs: Math.round(performance.now() - startedMs),
    signed,
  });
  try {
    const answer = await http.send({
      url: request.url,
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...request.headers, ...signed },
      body: request.body,
      timeoutMs: request.timeoutMs,
      responseSizeMaxBytes: request.responseSizeMaxBytes ?? RESPONSE_KEPT_BYTES,
      isTrusted: request.isTrusted ?? false,
    });
    return { kind: 'answered', ...timesOf(), ...answer };
  } catch (error) {
    return { kind: 'failed', ...timesOf(), ...failureOf(error) };
  }
};

const sign = (
  { secrets, id, body }: Pick<SignedRequest, 'secrets' | 'id' | 'body'>,
  at: Date,
): Record<string, string> => {
  const seconds = Math.floor(at.getTime() / 1000);
  const signatures = secrets.map(
    (secret) => signStandardWebhook(secret, id, seconds, body)['webhook-signature'],
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    ...(signatures.length === 0 ? {} : { 'webhook-signature': signatures.join(' ') }),
  };
};

/** The code only: the message of a network error may contain an address. */
const failureOf = (error: unknown): { errorClass: WebhookErrorClass; errorCode: string } => {
  if (isRefusal(error) || (error instanceof Error && isRefusal(error.cause))) {
    return { errorClass: 'egress_refused', errorCode: 'egress_refused' };
  }
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { errorClass: 'timeout', errorCode: 'timeout' };
  }
  // undici names the fault of a response that is no HTTP, often without a code.
  if (error instanceof Error && error.name === 'HTTPParserError') {
    return { errorClass: 'invalid_response', errorCode: 'network_error' };
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{3,60}$/.test(code)
    ? { errorClass: classOfCode(code), errorCode: code.toLowerCase() }
    : { errorClass: 'unreachable', errorCode: 'network_error' };
};

const isRefusal = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'egress_refused';
