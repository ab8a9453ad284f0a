import { decrypt, type EncryptionKey } from '../shared/secrets.ts';
import { routeKeyContext } from '../action-routes/keys.ts';

/** The outcome of a dispatch: one action handed to n8n over HTTP, one attempt. */

export type DispatchVerdict =
  | { outcome: 'accepted' }
  | { outcome: 'refused'; errorCode: string }
  | { outcome: 'retry'; errorCode: string };

/** Error codes of attempts and their outcome. Metrics count other network codes as `network_error`. */
export const DISPATCH_ERRORS = {
  n8n_refused: 'refused',
  egress_refused: 'refused',
  n8n_unavailable: 'retry',
  workflow_inactive: 'retry',
  unexpected_answer: 'retry',
  route_key_unreadable: 'retry',
  timeout: 'retry',
  econnrefused: 'retry',
  econnreset: 'retry',
  enotfound: 'retry',
  network_error: 'retry',
} as const satisfies Record<string, DispatchVerdict['outcome']>;

/** n8n answers 404 while a workflow is inactive. An operator activates it, then a retry succeeds. */
const RETRIED_STATUSES = new Set([404, 408, 425, 429]);

/**
 * Classifies the HTTP response to a dispatch. In: its status and body.
 * - 2xx: accepted, with any body. Exceptions are retried: n8n answers 200 "n8n is starting up" while
 *   it starts, and proxies answer 200 with an HTML maintenance page. The repeat is harmless: it has
 *   the same `webhook-id`.
 * - 3xx: retried, never followed. A login page or a moved address needs an operator.
 * - 404, 408, 425, 429, 5xx: retried. Other statuses: refused (final).
 */
export const classifyAnswer = (status: number, body: string): DispatchVerdict => {
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

const RETRY_FIRST_SECONDS = 5;
const RETRY_MAX_SECONDS = 3_600;

/** Seconds until the next attempt, after `attemptCount` attempts of a round: n8n may be down overnight. */
export const retryDelaySeconds = (attemptCount: number): number =>
  Math.min(RETRY_MAX_SECONDS, RETRY_FIRST_SECONDS * 2 ** Math.min(attemptCount - 1, 20));

/** A later turn than this is not known well enough: the dispatch asks again before. */
export const TURN_MAX_SECONDS = 30;

/**
 * Milliseconds until a dispatch that found no free slot asks again: at its turn. `random` in [0, 1) spreads those
 * whose turn is too far away to be known.
 */
export const paceDelayMs = (turnSeconds: number, random: number): number =>
  1000 * (turnSeconds < TURN_MAX_SECONDS ? turnSeconds : TURN_MAX_SECONDS * (0.5 + random / 2));

interface RouteTarget {
  company_id: number;
  route_url: string | null;
  route_api_key_encrypted: Buffer | null;
}

/**
 * URL and API key of a dispatch. The operator's key is sent to the operator's URL only. A company
 * that sets its own URL sets its own key, or none. Errors: as `decrypt`.
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
