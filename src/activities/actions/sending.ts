import { actionPayload, callbackOf } from '../../domain/actions/payload.ts';
import {
  classifyAnswer,
  dispatchTarget,
  type DISPATCH_ERRORS,
  type DispatchVerdict,
} from '../../domain/actions/dispatch.ts';
import { callbackToken } from '../../domain/actions/callbacks.ts';
import { maskSecrets } from '../../domain/shared/masking.ts';
import type { Deps } from '../../deps.ts';
import { dispatchMessageId } from '../../ids.ts';
import { SEND_TIMEOUT_MS, sendSigned, type SendOutcome } from '../../platform/signed-sender.ts';
import type { ActionRow } from '../../queries/actions/records.ts';

/** Sends one attempt of an action to n8n over HTTP, and classifies the response. */

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
  const sent = await sendSigned(deps, {
    url: target.url,
    headers: target.apiKey === null ? {} : { 'X-API-Key': target.apiKey },
    // A company's own URL can't verify the signature: the secret is shared by all companies. And it must
    // not collect signatures of bodies that it chose. `webhook-id` tells it repeats and rounds.
    secrets: isTrusted ? [deps.config.N8N_SIGNING_SECRET] : [],
    id: dispatchMessageId(action.id, action.round),
    body: JSON.stringify(
      actionPayload(action, {
        timestamp,
        source: deps.config.ACTION_SOURCE,
        attempt,
        callback: callbackOf(deps.config.PUBLIC_URL, action.id, token),
      }),
    ),
    timeoutMs: SEND_TIMEOUT_MS, // n8n answers a webhook immediately: a slower answer means a problem
    isTrusted,
    at: timestamp,
  });
  if (sent.kind === 'failed') {
    return { verdict: verdictOfFailure(sent), status: null, body: null, isTrusted };
  }
  // A receiver may echo the request. Users who can read the action can read its responses.
  const secrets = [token, target.apiKey ?? '', signatureOf(sent.signed)];
  return {
    verdict: classifyAnswer(sent.status, sent.body),
    status: sent.status,
    body: maskSecrets(sent.body, secrets),
    isTrusted,
  };
};

/** The signature without version and padding: encoders may write the padding differently. */
const signatureOf = (signed: Record<string, string>): string =>
  (signed['webhook-signature'] ?? '').replace(/^v1,|=+$/g, '');

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

const verdictOfFailure = ({
  errorClass,
  errorCode,
}: Extract<SendOutcome, { kind: 'failed' }>): DispatchVerdict =>
  errorClass === 'egress_refused'
    ? { outcome: 'refused', errorCode }
    : { outcome: 'retry', errorCode };
