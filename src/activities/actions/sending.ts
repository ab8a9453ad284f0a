import { actionPayload, callbackOf } from '../../domain/actions/payload.ts';
import {
  classifyAnswer,
  dispatchTarget,
  type DISPATCH_ERRORS,
  type DispatchVerdict,
} from '../../domain/actions/dispatch.ts';
import { callbackToken } from '../../domain/actions/callbacks.ts';
import { maskSecrets } from '../../domain/shared/masking.ts';
import { signStandardWebhook } from '../../domain/shared/signatures.ts';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { dispatchMessageId } from '../../ids.ts';
import type { ActionRow } from '../../queries/actions/records.ts';

/** Sends one attempt of an action to n8n over HTTP, and classifies the response. */

/** n8n answers a webhook immediately. A slower answer means that n8n has a problem. */
const DISPATCH_TIMEOUT_MS = 15_000;
const RESPONSE_KEPT_BYTES = 16 * 1024;

type SendDeps = Pick<Deps, 'config' | 'encryptionKeys' | 'http' | 'clock'>;

export interface SendResult {
  verdict: DispatchVerdict;
  status: number | null;
  body: string | null;
  /** True if it was sent to the operator's n8n (N8N_WEBHOOK_URL). */
  isTrusted: boolean;
}

/** Makes one HTTP call with a new timestamp and signature. Failures are returned, not thrown. */
export const sendAction = async (
  deps: SendDeps,
  action: ActionRow,
  attempt: number,
): Promise<SendResult> => {
  const target = targetOf(deps, action);
  return target === null ? notSent('route_key_unreadable') : call(deps, action, attempt, target);
};

const notSent = (errorCode: keyof typeof DISPATCH_ERRORS): SendResult => ({
  verdict: { outcome: 'retry', errorCode },
  status: null,
  body: null,
  isTrusted: false,
});

const call = async (
  deps: SendDeps,
  action: ActionRow,
  attempt: number,
  target: ReturnType<typeof dispatchTarget>,
): Promise<SendResult> => {
  const { isTrusted } = target;
  const timestamp = deps.clock.now();
  const subject = { companyId: action.company_id, actionId: action.id, round: action.round };
  const token = callbackToken(deps.encryptionKeys, subject);
  const body = JSON.stringify(
    actionPayload(action, {
      timestamp,
      source: deps.config.ACTION_SOURCE,
      attempt,
      callback: callbackOf(deps.config.PUBLIC_URL, action.id, token),
    }),
  );
  const signed = signStandardWebhook(
    deps.config.N8N_SIGNING_SECRET,
    dispatchMessageId(action.id, action.round),
    Math.floor(timestamp.getTime() / 1000),
    body,
  );
  try {
    const answer = await deps.http.send({
      url: target.url,
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(target.apiKey === null ? {} : { 'X-API-Key': target.apiKey }),
        ...(isTrusted ? signed : withoutSignature(signed)),
      },
      body,
      timeoutMs: DISPATCH_TIMEOUT_MS,
      responseSizeMaxBytes: RESPONSE_KEPT_BYTES,
      isTrusted,
    });
    // A receiver may echo the request. Users who can read the action can read its responses.
    const secrets = [token, target.apiKey ?? '', signatureOf(signed)];
    return {
      verdict: classifyAnswer(answer.status, answer.body),
      status: answer.status,
      body: maskSecrets(answer.body, secrets),
      isTrusted,
    };
  } catch (error) {
    return { verdict: classifyNetworkError(error), status: null, body: null, isTrusted };
  }
};

/**
 * The headers for a company's own URL. It can't verify the signature: the secret is shared by all
 * companies. And it must not collect signatures of bodies that it chose. It gets `webhook-id`, which
 * identifies a repeat and the round.
 */
const withoutSignature = (
  signed: ReturnType<typeof signStandardWebhook>,
): Record<string, string> => ({
  'webhook-id': signed['webhook-id'],
  'webhook-timestamp': signed['webhook-timestamp'],
});

/** The signature without version and padding: encoders may write the padding differently. */
const signatureOf = (signed: { 'webhook-signature': string }): string =>
  signed['webhook-signature'].replace(/^v1,|=+$/g, '');

/** Null if the encryption key of the route's API key is not configured. A retry works once it is. */
const targetOf = (deps: SendDeps, action: ActionRow) => {
  try {
    return dispatchTarget(
      action,
      { url: deps.config.N8N_WEBHOOK_URL, apiKey: deps.config.N8N_API_KEY },
      deps.encryptionKeys,
    );
  } catch {
    return null;
  }
};

const classifyNetworkError = (error: unknown): DispatchVerdict => {
  const refusal = error instanceof AppError ? error : undefined;
  if (refusal?.code === 'egress_refused' || causeOf(error)?.code === 'egress_refused') {
    return { outcome: 'refused', errorCode: 'egress_refused' };
  }
  const isTimeout = error instanceof Error && error.name === 'TimeoutError';
  return { outcome: 'retry', errorCode: isTimeout ? 'timeout' : networkCode(error) };
};

const causeOf = (error: unknown): AppError | undefined =>
  error instanceof Error && error.cause instanceof AppError ? error.cause : undefined;

/** `econnrefused`, `enotfound`…: the code only, because the message may contain an address. */
const networkCode = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code)
    ? code.toLowerCase()
    : 'network_error';
};
