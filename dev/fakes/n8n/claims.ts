/** The claim that a flow makes before it does anything: Relais grants each dispatch to one execution. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DispatchRequest } from './checks.ts';

const ATTEMPT_COUNT_MAX = 3;
const RETRY_MS = 200;
const REQUEST_TIMEOUT_MS = 3_000;

/** `unknown`: Relais could not be asked. The execution does nothing and gives the claim back. */
export type ClaimVerdict = 'granted' | 'taken' | 'unknown';

/** Repeats its own request: the same execution may ask again. */
export async function claimDispatch(
  request: DispatchRequest,
  executionId: string,
  signal: AbortSignal,
): Promise<ClaimVerdict> {
  for (let attempt = 1; ; attempt += 1) {
    const status = await ask(request, executionId, signal);
    if (status === 200) return 'granted';
    if (status === 409) return 'taken';
    if (attempt === ATTEMPT_COUNT_MAX || (status !== undefined && status < 500)) return 'unknown';
    await sleep(RETRY_MS, undefined, { signal });
  }
}

/** Out: the status, undefined when there was no answer. */
async function ask(
  { webhookId, callback: { claimUrl, token } }: DispatchRequest,
  executionId: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    const response = await fetch(claimUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'webhook-id': webhookId,
      },
      body: JSON.stringify({ claimedBy: executionId }),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}
