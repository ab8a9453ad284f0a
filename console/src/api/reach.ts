import { suspectUnreachable, UnreachableError } from './reachability.ts';

const NO_BODY_STATUSES = new Set([204, 205, 304]);

/**
 * `fetch` with two differences. A lost connection is an `UnreachableError`, also in the middle of an
 * answer: `fetch` throws the TypeError that any fault of a script may throw. And an answer that is
 * not from the api, such as the 502 of a proxy, becomes a problem with the same status.
 */
export const reach = async (request: Request): Promise<Response> => {
  const answer = await receive(request);
  if (answer.status >= 502) suspectUnreachable();
  return answer.ok || isJson(answer) ? answer : foreignProblem(answer);
};

const receive = async (request: Request): Promise<Response> => {
  try {
    const { status, statusText, headers, ...answer } = await read(request);
    return new Response(NO_BODY_STATUSES.has(status) ? null : answer.body, {
      status,
      statusText,
      headers,
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    suspectUnreachable();
    throw new UnreachableError('the api could not be reached', { cause });
  }
};

const read = async (request: Request) => {
  const response = await fetch(request);
  const { status, statusText, headers } = response;
  return { status, statusText, headers, body: await response.arrayBuffer() };
};

const isJson = ({ headers }: Response): boolean =>
  /[/+]json\b/.test(headers.get('content-type') ?? '');

const foreignProblem = ({ status }: Response): Response =>
  Response.json({ code: status >= 502 ? 'unavailable' : 'internal', status }, { status });
