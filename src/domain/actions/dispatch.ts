import { decrypt, type EncryptionKey } from '../shared/secrets.ts';
import { routeKeyContext } from '../action-routes/keys.ts';

/** What an answer to a dispatch means. DESIGN: "To n8n". */

export type DispatchVerdict =
  | { outcome: 'accepted' }
  | { outcome: 'refused'; errorCode: string }
  | { outcome: 'retry'; errorCode: string };

/** What attempts fail with, and what follows. The network has more codes: to a counter, `network_error`. */
export const DISPATCH_ERRORS = {
  n8n_refused: 'refused',
  egress_refused: 'refused',
  n8n_unavailable: 'retry',
  workflow_inactive: 'retry',
  unexpected_answer: 'retry',
  route_key_unreadable: 'retry',
  /** Not sent: as many calls to addresses of the company's own wait for an answer as may at once. */
  too_many_under_way: 'retry',
  timeout: 'retry',
  econnrefused: 'retry',
  econnreset: 'retry',
  enotfound: 'retry',
  network_error: 'retry',
} as const satisfies Record<string, DispatchVerdict['outcome']>;

/** n8n answers 404 while a workflow is inactive: that is put right by switching it on. */
const RETRIED_STATUSES = new Set([404, 408, 425, 429]);

/**
 * A redirect is not followed: a login page or a moved address is the operator's to put right, and until
 * then all wait. A 2xx is a yes whatever its body, as a webhook node may answer a list or nothing, but for two that
 * nobody who took the action would give: n8n itself answers 200 "n8n is starting up" to everything
 * while it starts, and proxies do with their maintenance pages. The repeat is harmless, under the
 * same `webhook-id`.
 */
export const judgeAnswer = (status: number, body: string): DispatchVerdict => {
  if (status >= 200 && status < 300) {
    return /^\s*<|n8n is starting up/i.test(body)
      ? { outcome: 'retry', errorCode: 'unexpected_answer' }
      : { outcome: 'accepted' };
  }
  if (status >= 300 && status < 400) return { outcome: 'retry', errorCode: 'unexpected_answer' };
  if (status === 404) return { outcome: 'retry', errorCode: 'workflow_inactive' };
  if (RETRIED_STATUSES.has(status) || status >= 500) {
    return { outcome: 'retry', errorCode: 'n8n_unavailable' };
  }
  return { outcome: 'refused', errorCode: 'n8n_refused' };
};

interface RouteTarget {
  company_id: number;
  route_url: string | null;
  route_api_key_encrypted: Buffer | null;
}

/**
 * Where a dispatch goes and with which key. The operator's key goes to the operator's address only:
 * a company that names an address of its own must name a key of its own, or none.
 */
export const dispatchTarget = (
  action: RouteTarget,
  defaults: { url: string; apiKey: string },
  keys: readonly EncryptionKey[],
): { url: string; apiKey: string | null; isTrusted: boolean } => {
  const ownKey =
    action.route_api_key_encrypted === null
      ? null
      : decrypt(keys, action.route_api_key_encrypted, routeKeyContext(action.company_id));
  return action.route_url === null
    ? { url: defaults.url, apiKey: ownKey ?? defaults.apiKey, isTrusted: true }
    : { url: action.route_url, apiKey: ownKey, isTrusted: false };
};
