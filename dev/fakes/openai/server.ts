import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { demoAnswer } from './demo.ts';

/**
 * A server that speaks the protocol of OpenAI (`POST /v1/chat/completions`, `GET /v1/models`) with the demo model
 * behind it. Tests script what it answers, also what an attacker wants. Loopback only.
 */

export const DEMO_MODEL = 'relais-demo';
const BODY_SIZE_MAX_BYTES = 4 * 1024 * 1024;
const KEPT_COUNT_MAX = 1_000;

const Request = z.looseObject({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
  response_format: z
    .object({
      type: z.literal('json_schema'),
      json_schema: z.looseObject({ name: z.string(), schema: z.record(z.string(), z.unknown()) }),
    })
    .optional(),
});
export type ModelRequest = z.infer<typeof Request>;

export interface Received {
  request: ModelRequest;
  headers: IncomingMessage['headers'];
}

export type Reply =
  /** What the model writes: an object as JSON. */
  | { content: unknown; finishReason?: string; usage?: unknown; refusal?: string }
  /** A failure of the server. */
  | { status: number; error?: object; headers?: Record<string, string> }
  /** A body as it is, with 200. */
  | { body: string }
  /** No answer; or the connection ends. */
  | 'hang'
  | 'drop';

type Answer = Reply | undefined;

export interface FakeOpenai {
  /** With `/v1`. */
  baseUrl: string;
  /** The newest last. */
  received: Received[];
  /** What it answers next, one each; then as before. */
  script: (...replies: Reply[]) => void;
  /** What it answers to everything. Undefined, or without an answer: the demo model. */
  always: (reply: ((request: ModelRequest) => Answer | Promise<Answer>) | undefined) => void;
  /** Parameters that it refuses with 400, as servers do that don't know them. */
  refuses: Set<string>;
  stop: () => Promise<void>;
}

interface FakeOptions {
  port?: number;
  /** Others are answered 401. */
  apiKey?: string;
  log?: (line: string) => void;
}

export const startFakeOpenai = async ({
  port = 0,
  apiKey,
  log = () => undefined,
}: FakeOptions = {}): Promise<FakeOpenai> => {
  const received: Received[] = [];
  const scripted: Reply[] = [];
  const refuses = new Set<string>();
  let standing: Parameters<FakeOpenai['always']>[0];

  const complete = async (
    { headers }: IncomingMessage,
    response: ServerResponse,
    body: unknown,
  ): Promise<void> => {
    const parsed = Request.safeParse(body);
    if (!parsed.success) return send(response, 400, { error: { message: 'no such request' } });
    const request = parsed.data;
    received.push({ request, headers });
    received.splice(0, received.length - KEPT_COUNT_MAX);
    const refused = [...refuses].find((name) => name in request);
    if (refused !== undefined) {
      const error = { message: `Unsupported parameter: '${refused}'`, param: refused, code: null };
      return send(response, 400, { error });
    }
    const reply = scripted.shift() ?? (await standing?.(request)) ?? demoReply(request);
    log(`${request.model} ${taskOf(request) || 'other'}`);
    carryOut(response, request, reply);
  };

  const server = createServer((request, response) => {
    const handle = async (): Promise<void> => {
      const body = await readJson(request);
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (apiKey !== undefined && request.headers.authorization !== `Bearer ${apiKey}`) {
        return send(response, 401, { error: { message: 'Incorrect API key provided' } });
      }
      if (request.method === 'POST' && pathname === '/v1/chat/completions') {
        return complete(request, response, body);
      }
      if (request.method === 'GET' && pathname === '/v1/models') {
        const model = { id: DEMO_MODEL, object: 'model', created: 0, owned_by: 'relais' };
        return send(response, 200, { object: 'list', data: [model] });
      }
      return send(response, 404, { error: { message: 'nothing is here' } });
    };
    handle().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  return {
    baseUrl: `http://127.0.0.1:${bound}/v1`,
    received,
    refuses,
    script: (...replies) => void scripted.push(...replies),
    always: (reply) => {
      standing = reply;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const carryOut = (response: ServerResponse, request: ModelRequest, reply: Reply): void => {
  if (reply === 'hang') return;
  if (reply === 'drop') response.destroy();
  else if ('status' in reply) {
    send(response, reply.status, { error: reply.error ?? { message: 'scripted' } }, reply.headers);
  } else if ('body' in reply) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(reply.body);
  } else send(response, 200, completionOf(request, reply));
};

const CHARACTERS_PER_TOKEN = 4;
const tokensOf = (text: string): number => Math.ceil(text.length / CHARACTERS_PER_TOKEN);

const completionOf = (
  { model, messages }: ModelRequest,
  { content, finishReason = 'stop', refusal, usage }: Extract<Reply, { content: unknown }>,
) => {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const input = tokensOf(messages.map((message) => message.content).join('\n'));
  return {
    id: 'chatcmpl-relais-demo',
    object: 'chat.completion',
    created: 0,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, refusal: refusal ?? null },
        finish_reason: finishReason,
      },
    ],
    usage: usage ?? {
      prompt_tokens: input,
      completion_tokens: tokensOf(text),
      total_tokens: input + tokensOf(text),
    },
  };
};

const taskOf = ({ messages }: ModelRequest): string =>
  /^Task: (\S+) \(version/.exec(messages[0]?.content ?? '')?.[1] ?? '';

const Data = z.record(z.string(), z.unknown());

const demoReply = (request: ModelRequest): Reply => {
  const text = request.messages.find(({ role }) => role === 'user')?.content ?? '';
  return {
    content: demoAnswer({
      task: taskOf(request),
      data: parseData(text),
      text,
      schema: request.response_format?.json_schema.schema,
    }),
  };
};

const parseData = (text: string): Record<string, unknown> | undefined => {
  try {
    return Data.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const send = (
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
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
