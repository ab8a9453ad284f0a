/** The claim that a flow makes before it does anything: Relais grants each dispatch to one execution. */
import type { DispatchRequest } from './checks.ts';

const REQUEST_TIMEOUT_MS = 5_000;

/** Out: 200 if it is granted, 409 if another execution has it; undefined without an answer. */
export async function claimDispatch(
  { webhookId, callback: { claimUrl, token } }: DispatchRequest,
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
      body: JSON.stringify({ claimedBy: crypto.randomUUID() }),
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
