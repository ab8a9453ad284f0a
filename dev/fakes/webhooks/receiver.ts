import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/**
 * Receives webhooks, for `npm start`: answers 200 to each, and 503 below `/fails`. It keeps the newest in
 * memory: GET /received lists them. It does not verify signatures: `examples/receiver.ts` shows how.
 */

const BODY_SIZE_MAX_BYTES = 1024 * 1024;
const KEPT_COUNT_MAX = 100;
const FAILING_PATH = '/fails';
/** A web page can reach loopback through its own host name. It must not read what was received. */
const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

const Received = z.object({ type: z.string(), sequence: z.number() });

export interface Receiver {
  url: string;
  stop: () => Promise<void>;
}

export const startReceiver = async (input: {
  port: number;
  log: (line: string) => void;
}): Promise<Receiver> => {
  const kept: unknown[] = [];
  const keep = (path: string, status: number, body: unknown): void => {
    kept.unshift({ at: new Date().toISOString(), path, status, body });
    kept.length = Math.min(kept.length, KEPT_COUNT_MAX);
    const { data } = Received.safeParse(body);
    input.log(
      `${status} ${path} ${data === undefined ? 'no event' : `${data.sequence} ${data.type}`}`,
    );
  };
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/';
    if (request.method === 'GET' && path === '/received') {
      const isLocal = LOOPBACK_HOST.test(request.headers.host ?? '');
      if (isLocal) answer(response, 200, kept);
      else answer(response, 403, { code: 'host_refused' });
      return;
    }
    const isFailing = path.startsWith(FAILING_PATH);
    const body = await readJson(request);
    keep(path, isFailing ? 503 : 200, body);
    if (isFailing) answer(response, 503, { error: 'maintenance' });
    else answer(response, 200, { received: true });
  };
  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(input.port, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : input.port;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

/** Out: undefined for what is no JSON. Errors: a body that is too large. */
const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    sizeBytes += bytes.length;
    if (sizeBytes > BODY_SIZE_MAX_BYTES) throw new Error('the body is too large');
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
};
