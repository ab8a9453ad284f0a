import type { HttpClient } from '../http-client.ts';

/** The `fetch` that the SDK gets: our client, which checks addresses and follows no redirect (ADR 0011). */

/** An answer of 4,000 tokens has some 20 KB. */
const ANSWER_SIZE_MAX_BYTES = 1024 * 1024;
/** Others tell what machine this is, or come from variables of the environment that the SDK reads. */
const SENT_HEADERS = ['authorization', 'content-type', 'accept', 'user-agent'];
const READ_HEADERS = ['retry-after', 'retry-after-ms', 'x-should-retry'];
/** Of a `Response`, which takes no other. A body with 204, 205 or 304 is refused too. */
const isShowable = (status: number): boolean =>
  status >= 200 && status <= 599 && ![204, 205, 304].includes(status);

export const createFetch =
  (
    http: Pick<HttpClient, 'send'>,
    { isTrusted, timeoutMs }: { isTrusted: boolean; timeoutMs: number },
  ) =>
  async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const sent = new Headers(init.headers);
    const answer = await http.send({
      url: url instanceof Request ? url.url : String(url),
      method: 'POST',
      headers: picked((name) => sent.get(name), SENT_HEADERS),
      body: typeof init.body === 'string' ? init.body : '',
      timeoutMs,
      responseSizeMaxBytes: ANSWER_SIZE_MAX_BYTES,
      isTrusted,
    });
    if (!isShowable(answer.status)) throw new Error('the answer has no body');
    return new Response(answer.body, {
      status: answer.status,
      // Without it the SDK would not parse the body.
      headers: {
        ...picked((name) => answer.headers[name], READ_HEADERS),
        'content-type': 'application/json',
      },
    });
  };

const picked = (
  read: (name: string) => string | null | undefined,
  names: readonly string[],
): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = read(name);
      return value === null || value === undefined ? [] : [[name, value]];
    }),
  );
