/** One request of a flow to Relais, with the token of its dispatch. */

interface Post {
  url: string;
  token: string;
  headers?: Record<string, string>;
  body: object;
  timeoutMs: number;
  signal: AbortSignal;
}

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
