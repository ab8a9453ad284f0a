import { actionPayload, callbackUrl } from '../../domain/actions/payload.ts';
import {
  dispatchTarget,
  classifyAnswer,
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

/** One HTTP try of an action, and what it came to. DESIGN: "To n8n". */

/** n8n answers its webhook at once; slower than this, it is not well. */
const DISPATCH_TIMEOUT_MS = 15_000;
const RESPONSE_KEPT_BYTES = 16 * 1024;

/** Of one company to addresses of its own: receivers that never answer must not hold every worker. */
const OWN_CALLS_MAX = 25;

interface SendDeps extends Pick<Deps, 'config' | 'encryptionKeys' | 'http' | 'clock'> {
  ownCalls: CallCounter;
}

/** How many calls to addresses of its own each company has under way, from this worker. */
export type CallCounter = Map<number, number>;

export interface SendAnswer {
  verdict: DispatchVerdict;
  status: number | null;
  body: string | null;
  /** It went to the operator's own n8n. */
  isTrusted: boolean;
}

/** One HTTP call with a fresh timestamp and signature. Whatever comes of it is an answer, never an error. */
export const sendAction = async (
  deps: SendDeps,
  action: ActionRow,
  attempt: number,
): Promise<SendAnswer> => {
  const target = targetOf(deps, action);
  if (target === null) return unsent('route_key_unreadable');
  if (target.isTrusted) return call(deps, action, attempt, target);
  const { ownCalls } = deps;
  const underWay = (): number => ownCalls.get(action.company_id) ?? 0;
  if (underWay() >= OWN_CALLS_MAX) return unsent('too_many_under_way');
  ownCalls.set(action.company_id, underWay() + 1);
  try {
    return await call(deps, action, attempt, target);
  } finally {
    ownCalls.set(action.company_id, underWay() - 1);
  }
};

const unsent = (errorCode: keyof typeof DISPATCH_ERRORS): SendAnswer => ({
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
): Promise<SendAnswer> => {
  const { isTrusted } = target;
  const timestamp = deps.clock.now();
  const subject = { companyId: action.company_id, actionId: action.id, round: action.round };
  const token = callbackToken(deps.encryptionKeys, subject);
  const body = JSON.stringify(
    actionPayload(action, {
      timestamp,
      source: deps.config.ACTION_SOURCE,
      attempt,
      callback: {
        url: callbackUrl(deps.config.PUBLIC_URL, action.id),
        token,
      },
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
        ...(isTrusted ? signed : unsigned(signed)),
      },
      body,
      timeoutMs: DISPATCH_TIMEOUT_MS,
      responseSizeMaxBytes: RESPONSE_KEPT_BYTES,
      isTrusted,
    });
    // A receiver may echo what it was sent, and whoever reads the action reads its answers.
    const secrets = [token, target.apiKey ?? '', signatureOf(signed)];
    return {
      verdict: classifyAnswer(answer.status, answer.body),
      status: answer.status,
      body: maskSecrets(answer.body, secrets),
      isTrusted,
    };
  } catch (error) {
    return { verdict: judgeNetworkError(error), status: null, body: null, isTrusted };
  }
};

/**
 * A company's own address can't check a signature without the secret of all, and would collect ones
 * over texts it chose. It still gets the id, which tells a repeat and names the round.
 */
const unsigned = (signed: ReturnType<typeof signStandardWebhook>): Record<string, string> => ({
  'webhook-id': signed['webhook-id'],
  'webhook-timestamp': signed['webhook-timestamp'],
});

/** Without its version and padding, which some encoders write differently. */
const signatureOf = (signed: { 'webhook-signature': string }): string =>
  signed['webhook-signature'].replace(/^v1,|=+$/g, '');

/** Null if the route's key was encrypted under a key that is gone: put back, it can be sent again. */
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

const judgeNetworkError = (error: unknown): DispatchVerdict => {
  const refusal = error instanceof AppError ? error : undefined;
  if (refusal?.code === 'egress_refused' || causeOf(error)?.code === 'egress_refused') {
    return { outcome: 'refused', errorCode: 'egress_refused' };
  }
  const isTimeout = error instanceof Error && error.name === 'TimeoutError';
  return { outcome: 'retry', errorCode: isTimeout ? 'timeout' : networkCode(error) };
};

const causeOf = (error: unknown): AppError | undefined =>
  error instanceof Error && error.cause instanceof AppError ? error.cause : undefined;

/** `ECONNREFUSED`, `ENOTFOUND`…: says what to look at, and names nobody. */
const networkCode = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code)
    ? code.toLowerCase()
    : 'network_error';
};
