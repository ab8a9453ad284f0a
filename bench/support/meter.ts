import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { z } from 'zod';

/**
 * Stands between the system and n8n and looks at the clock: when a request to n8n gets here, how long
 * n8n waits for its claim, and how long it takes until its answer is taken. These three times
 * are what the system adds to calling n8n; n8n's own time is left out.
 */

export interface Meter {
  /** To be used as n8n's webhook. */
  webhookUrl: string;
  /** To be used as PUBLIC_URL: n8n's answers come here. */
  callbackBase: string;
  /** Measures one request from now until n8n's final answer has been taken. In: what sends it. */
  measure: (key: string, send: () => Promise<unknown>) => Promise<Measurement>;
  /** Where requests and answers go on to. */
  connect: (targets: { n8nUrl: string; apiUrl: string }) => void;
  /** Takes the answers that are no action's. */
  answerBare: (answer: (key: string) => Promise<void>) => void;
  stop: () => Promise<void>;
}

export interface Measurement {
  /** From sending until the request reached n8n. */
  beforeMs: number;
  /** From n8n's claim until its answer. */
  claimMs: number;
  /** From n8n's answer until it was taken. */
  afterMs: number;
  totalMs: number;
}

interface Underway {
  key: string;
  sentAt: number;
  reachedAt: number | undefined;
  claimMs: number;
  finish: (measurement: Measurement) => void;
}

const Dispatch = z.object({ actionId: z.string(), entiteId: z.string() });
const Answer = z.object({ status: z.string() });
const CONNECTIONS = 64;
const ACTION_PATH = /^\/api\/v1\/actions\/([^/]+)\/(callback|claim)$/;

export const startMeter = async (): Promise<Meter> => {
  const underway = new Map<string, Underway>();
  const keyOfAction = new Map<string, string>();
  let n8n: Pool | undefined;
  let n8nPath = '/';
  let api: Pool | undefined;
  let answerBare: (key: string) => Promise<void> = () => Promise.resolve();

  const passDispatch = async (request: IncomingMessage, text: string): Promise<Passed> => {
    const { actionId, entiteId } = Dispatch.parse(JSON.parse(text));
    keyOfAction.set(actionId, entiteId);
    const item = underway.get(entiteId);
    if (item) item.reachedAt ??= performance.now();
    return pass(n8n, n8nPath, request, text);
  };

  /** What was never an action has its key for an id. */
  const isBare = (actionId: string): boolean =>
    (keyOfAction.get(actionId) ?? actionId) === actionId;

  /** What Relais answers to it; a bare request is granted at once. */
  const passClaim = async (
    request: IncomingMessage,
    text: string,
    actionId: string,
  ): Promise<Passed> => {
    const arrivedAt = performance.now();
    const passed = isBare(actionId) ? OK : await pass(api, request.url ?? '/', request, text);
    const item = underway.get(keyOfAction.get(actionId) ?? actionId);
    if (item) item.claimMs += performance.now() - arrivedAt;
    return passed;
  };

  const passCallback = async (
    request: IncomingMessage,
    text: string,
    actionId: string,
  ): Promise<Passed> => {
    const arrivedAt = performance.now();
    const isFinal = Answer.parse(JSON.parse(text)).status !== 'progress';
    const passed = isBare(actionId) ? OK : await pass(api, request.url ?? '/', request, text);
    if (isBare(actionId) && isFinal) await answerBare(actionId);
    const key = keyOfAction.get(actionId) ?? actionId;
    const item = underway.get(key);
    if (isFinal && item && passed.status < 300) {
      underway.delete(key);
      const now = performance.now();
      item.finish({
        beforeMs: (item.reachedAt ?? item.sentAt) - item.sentAt,
        claimMs: item.claimMs,
        afterMs: now - arrivedAt,
        totalMs: now - item.sentAt,
      });
    }
    return passed;
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await read(request);
    const [, actionId, what] = ACTION_PATH.exec(request.url ?? '') ?? [];
    const { status, body } =
      actionId === undefined
        ? await passDispatch(request, text)
        : await (what === 'claim' ? passClaim : passCallback)(request, text, actionId);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body);
  };
  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const origin = await listen(server);
  return {
    webhookUrl: `${origin}/webhook/crm-action`,
    callbackBase: origin,
    measure: (key, send) =>
      new Promise((finish, fail) => {
        const sentAt = performance.now();
        underway.set(key, { key, sentAt, reachedAt: undefined, claimMs: 0, finish });
        send().catch(fail);
      }),
    connect: ({ n8nUrl, apiUrl }) => {
      const url = new URL(n8nUrl);
      n8n = new Pool(url.origin, { connections: CONNECTIONS });
      n8nPath = url.pathname;
      api = new Pool(apiUrl, { connections: CONNECTIONS });
    },
    answerBare: (answer) => {
      answerBare = answer;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await Promise.all([n8n?.destroy(), api?.destroy()]);
    },
  };
};

interface Passed {
  status: number;
  body: string;
}

const OK: Passed = { status: 200, body: '{}' };
/** Not to be passed on: they belong to one connection. */
const HOP_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'expect',
]);

const pass = async (
  target: Pool | undefined,
  path: string,
  request: IncomingMessage,
  body: string,
): Promise<Passed> => {
  if (!target) throw new Error('the meter is not connected');
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !HOP_HEADERS.has(name)),
  );
  const answer = await target.request({ path, method: 'POST', headers, body });
  return { status: answer.statusCode, body: await answer.body.text() };
};

const read = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  request.setEncoding('utf8');
  for await (const part of request) text += String(part);
  return text;
};

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
};
