import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/**
 * The web server of every fake n8n: on loopback, without a framework, so that it costs a benchmark next to
 * nothing. A `Behaviour` makes each answer: what the stand-in's flows say, what a test wants, or 200 at once.
 */

export const WEBHOOK_PATH = '/webhook/crm-action';
export const STARTED = '{"message":"Workflow was started"}';

const BODY_SIZE_MAX_BYTES = 1024 * 1024;

export interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  text: string;
}

export interface FakeAnswer {
  status: number;
  body?: string;
  /** Closes the connection without answering. */
  isDropped?: boolean;
}

export type Behaviour = (request: ReceivedRequest) => FakeAnswer | Promise<FakeAnswer>;

export interface Receiver {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** Cuts open connections, as a crash of n8n would. */
  stop: () => Promise<void>;
}

/** What of a dispatch every fake needs. */
export const ReceivedDispatch = z.looseObject({
  actionId: z.string(),
  attempt: z.number(),
  timestamp: z.string(),
  actionType: z.string(),
  callback: z.object({ url: z.string(), claimUrl: z.string(), token: z.string() }),
});
export type ReceivedDispatch = z.infer<typeof ReceivedDispatch>;

export const startReceiver = async (behaviour: Behaviour, port = 0): Promise<Receiver> => {
  const server = createServer((request, response) => {
    answer(behaviour, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};

const answer = async (
  behaviour: Behaviour,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const text = await readText(request);
  const { method = 'GET', url = '/', headers } = request;
  const { status, body, isDropped } =
    text === undefined
      ? { status: 413, body: '{"code":413,"message":"The request body is too large."}' }
      : await behaviour({ method, path: url.split('?')[0] ?? '/', headers, text });
  if (isDropped === true) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body ?? (status < 300 ? STARTED : ''));
};

/** Undefined if it is too large. */
const readText = async (request: IncomingMessage): Promise<string | undefined> => {
  let text = '';
  request.setEncoding('utf8');
  for await (const part of request) {
    text += String(part);
    if (text.length > BODY_SIZE_MAX_BYTES) return undefined;
  }
  return text;
};
