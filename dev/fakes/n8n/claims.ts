/** The claim that a flow makes before it does anything: Relais grants each dispatch to one execution. */
import type { KeptRun } from './kept-runs.ts';
import type { Post } from './post.ts';

const REQUEST_TIMEOUT_MS = 5_000;

/**
 * The request. Relais answers 200 if it grants the dispatch to this execution, and again if it asks again;
 * 409 if another execution has it, or if the action has ended.
 */
export const claimOf = ({ request, claimedBy }: KeptRun, signal: AbortSignal): Post => {
  const { webhookId, callback } = request;
  return {
    url: callback.claimUrl,
    token: callback.token,
    headers: { 'webhook-id': webhookId },
    body: { claimedBy },
    timeoutMs: REQUEST_TIMEOUT_MS,
    signal,
  };
};
