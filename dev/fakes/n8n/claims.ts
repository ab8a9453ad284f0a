/** The claim that a flow makes before it does anything: Relais grants each dispatch to one execution. */
import type { DispatchRequest } from './checks.ts';
import { postToRelais } from './post.ts';

const REQUEST_TIMEOUT_MS = 5_000;

/** Out: 200 if it is granted, 409 if another execution has it; undefined without an answer. */
export const claimDispatch = (
  { webhookId, callback: { claimUrl, token } }: DispatchRequest,
  signal: AbortSignal,
): Promise<number | undefined> =>
  postToRelais({
    url: claimUrl,
    token,
    headers: { 'webhook-id': webhookId },
    body: { claimedBy: crypto.randomUUID() },
    timeoutMs: REQUEST_TIMEOUT_MS,
    signal,
  });
