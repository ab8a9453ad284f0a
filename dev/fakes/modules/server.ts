import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyStandardWebhook } from '../../../src/domain/shared/signatures.ts';
import { billingSummary, consult, search, type Answer } from './answers.ts';

/**
 * The modules of the demo, by the contract of docs/modules.md: `/legal/consult`, `/fiscal/consult`, `/rag/search` and
 * `/billing/billing-summary`. Only signed requests are answered, a repeat of one as before. Tests script what they answer, also
 * what an attacker wants. Loopback only.
 */

const BODY_SIZE_MAX_BYTES = 1024 * 1024;
const KEPT_COUNT_MAX = 1_000;

const ANSWERS: Readonly<Record<string, (body: unknown) => Answer>> = {
  '/legal/consult': (body) => consult('legal', body),
  '/fiscal/consult': (body) => consult('fiscal', body),
  '/rag/search': search,
  '/billing/billing-summary': billingSummary,
};

export interface ReceivedCall {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** What a path answers instead. */
export type ScriptedReply = (response: ServerResponse, received: ReceivedCall) => void;

export interface FakeModules {
  /** Of a module: `${url}/legal`. */
  url: string;
  /** The newest last. */
  received: ReceivedCall[];
  /** Undefined: as the demo. */
  behave: (reply: ScriptedReply | undefined) => void;
  stop: () => Promise<void>;
}

interface FakeOptions {
  port?: number;
  /** `whsec_…`, of all modules. Requests that it did not sign are answered 401. */
  secret: string;
  log?: (line: string) => void;
}

export const startFakeModules = async ({
  port = 0,
  secret,
  log = () => undefined,
}: FakeOptions): Promise<FakeModules> => {
  const received: ReceivedCall[] = [];
  const answered = new Map<string, string>();
  let scripted: ScriptedReply | undefined;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = await readCall(request);
    received.push(call);
    received.splice(0, received.length - KEPT_COUNT_MAX);
    log(`${request.method ?? ''} ${call.path}`);
    if (scripted !== undefined) return scripted(response, call);
    const { headers, body, path } = call;
    const verified = verifyStandardWebhook({ secrets: [secret], headers, body, now: new Date() });
    if (verified.kind === 'refused') return send(response, 401, { error: verified.reason });
    const key = `${path} ${verified.id}`;
    const text = answered.get(key) ?? answerTo(path, body);
    if (text === undefined)
      return send(response, path in ANSWERS ? 422 : 404, { error: 'refused' });
    answered.set(key, text);
    if (answered.size > KEPT_COUNT_MAX) answered.delete([...answered.keys()][0] ?? '');
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}`,
    received,
    behave: (reply) => {
      scripted = reply;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Undefined: no such path, or a body that the contract does not know. */
const answerTo = (path: string, body: string): string | undefined => {
  const answer = ANSWERS[path]?.(parsed(body));
  return answer && JSON.stringify(answer);
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const send = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

/** Errors: a body that is too large. */
const readCall = async (request: IncomingMessage): Promise<ReceivedCall> => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    sizeBytes += bytes.length;
    if (sizeBytes > BODY_SIZE_MAX_BYTES) throw new Error('the body is too large');
    chunks.push(bytes);
  }
  return {
    path: new URL(request.url ?? '/', 'http://localhost').pathname,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: Buffer.concat(chunks).toString(),
  };
};
