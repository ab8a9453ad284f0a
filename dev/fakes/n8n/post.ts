/** Requests of a flow to Relais, with the token of its dispatch. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Post {
  url: string;
  token: string;
  headers?: Record<string, string>;
  body: object;
  timeoutMs: number;
  signal: AbortSignal;
}

const ATTEMPT_COUNT_MAX = 14; // with the waits below: about two minutes of patience
const BACKOFF_FIRST_MS = 250;
const BACKOFF_MAX_MS = 15_000;
const RETRIED_STATUSES = new Set([408, 425, 429]);

/** Out: the status; undefined without an answer: Relais is restarting, or not there. */
export async function postToRelais(post: Post): Promise<number | undefined> {
  const { url, token, headers, body, timeoutMs, signal } = post;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        ...headers,
      },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}

interface Attempt {
  attempt: number;
  status: number | undefined;
  isFinal: boolean;
}

/** Posts until Relais takes or refuses the request, about two minutes at most. Out: the last status. */
export async function postUntilAnswered(
  post: Post,
  report: (attempt: Attempt) => void = () => undefined,
): Promise<number | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const status = await postToRelais(post);
    const isFinal = isAnswer(status) || attempt === ATTEMPT_COUNT_MAX;
    report({ attempt, status, isFinal });
    if (isFinal) return status;
    const backoffMs = Math.min(BACKOFF_FIRST_MS * 2 ** (attempt - 1), BACKOFF_MAX_MS);
    await sleep(backoffMs, undefined, { signal: post.signal });
  }
}

/** False: the same request may be taken later. */
export function isAnswer(status: number | undefined): boolean {
  return status !== undefined && status < 500 && !RETRIED_STATUSES.has(status);
}
